import { useCallback } from 'react'
import { type Clash, clashes, type Edit, rebased, type Tagged, typed } from './edit.ts'
import { useDraft } from './use-draft.ts'

/**
 * A form that is kept over a reload and an ended session, and knows what others changed meanwhile.
 * @param name of the draft
 * @param now what is stored, as it was read last
 */
export function useEdit<Form extends object>(name: string, now: Tagged<Form>) {
  const [edit, setEdit] = useDraft<Edit<Form> | null>(name, null)
  const set = useCallback(
    <Field extends keyof Form>(field: Field, value: Form[Field]) =>
      setEdit((before) => typed(before, now, field, value)),
    [now, setEdit],
  )
  const isOvertaken = edit !== null && edit.tag !== now.tag
  const found: Clash<Form>[] = isOvertaken ? clashes(edit, now.value) : []
  return {
    value: { ...now.value, ...edit?.fields } as Form,
    /** The fields that were typed into. */
    fields: (edit?.fields ?? {}) as Partial<Form>,
    /** To be sent as if-match. A change that shows in no field is no reason to stop anybody. */
    tag: edit && found.length > 0 ? edit.tag : now.tag,
    isTyped: edit !== null,
    clashes: found,
    set,
    discard: () => setEdit(null),
    /** Goes on from what there is now, without the fields that are given up. */
    goOn: (givenUp: readonly (keyof Form)[] = []) => setEdit((before) => before && rebased(before, now, givenUp)),
  }
}
