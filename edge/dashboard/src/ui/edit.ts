/** A form over something that others may change meanwhile: what was typed, upon what was seen when typing began. */

export type Tagged<Value> = { value: Value; tag: string | null }

export type Edit<Form extends object> = {
  /** The form as it was when typing began, and the tag of that. */
  base: Form
  tag: string | null
  /** The fields that differ from it. */
  fields: Partial<Form>
}

export type Clash<Form extends object> = {
  field: keyof Form
  theirs: unknown
  /** Whether it was typed into here too; if not, theirs simply holds. */
  isTyped: boolean
  yours: unknown
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
const fieldsOf = <Form extends object>(form: Form) => Object.keys(form) as (keyof Form)[]

/** With one field typed into; null once nothing differs any more. */
export function typed<Form extends object, Field extends keyof Form>(
  edit: Edit<Form> | null,
  now: Tagged<Form>,
  field: Field,
  value: Form[Field],
): Edit<Form> | null {
  const { base, tag, fields } = edit ?? { base: now.value, tag: now.tag, fields: {} }
  const next: Partial<Form> = { ...fields, [field]: value }
  if (same(base[field], value)) delete next[field]
  return fieldsOf(next as Form).length === 0 ? null : { base, tag, fields: next }
}

/** What somebody else has changed since typing began. */
export const clashes = <Form extends object>({ base, fields }: Edit<Form>, now: Form): Clash<Form>[] =>
  fieldsOf(now)
    .filter((field) => !same(base[field], now[field]))
    .map((field) => ({
      field,
      theirs: now[field],
      isTyped: field in fields && !same(fields[field], now[field]),
      yours: fields[field],
    }))

/** Upon what there is now: what was typed stays, but for what is the same by now, and what is given up. */
export function rebased<Form extends object>(
  edit: Edit<Form>,
  now: Tagged<Form>,
  givenUp: readonly (keyof Form)[],
): Edit<Form> | null {
  const kept = fieldsOf(edit.fields as Form).filter(
    (field) => !givenUp.includes(field) && !same(edit.fields[field], now.value[field]),
  )
  if (kept.length === 0) return null
  const fields = Object.fromEntries(kept.map((field) => [field, edit.fields[field]])) as Partial<Form>
  return { base: now.value, tag: now.tag, fields }
}
