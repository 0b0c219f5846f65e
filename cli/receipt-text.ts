/** A receipt in words that a person understands. */
import type { Receipt, ReceiptEdit } from '../shared/wire/receipt.ts'
import type { Strength } from '../shared/wire/steering.ts'

/** The two names of an axis. */
export type Poles = { positive: string; negative: string }

/** `80 % technical`; of the other modes `simple, boosted by 80 %`. */
export function strengthText({ value, mode }: Strength, { positive, negative }: Poles): string {
  const percent = `${Math.round(Math.abs(value) * 100)} %`
  if (mode === 'add')
    return value === 0 ? `neither ${positive} nor ${negative}` : `${percent} ${value > 0 ? positive : negative}`
  const axis = `${positive} ↔ ${negative}`
  return mode === 'boost' ? `${axis} boosted by ${percent}` : `${axis} pulled to neutral by ${percent}`
}

/** One paragraph an axis, then the changes. */
export function receiptText(receipt: Receipt, poles: (axis: string) => Poles): string[] {
  const lines = receipt.edits.map((edit) => editText(edit, poles(edit.axis)))
  const changes = receipt.changes.map(({ at_token }) => `Turned after ${at_token} tokens, in force from the next one.`)
  const capped = receipt.capped ? ['The sum of the edits was capped, to keep the text fluent.'] : []
  return lines.length ? [...lines, ...changes, ...capped] : ['Nothing was applied: this is the plain model.']
}

function editText(edit: ReceiptEdit, poles: Poles): string {
  const strength = strengthText({ value: edit.strength, mode: edit.mode }, poles)
  const what = `${edit.axis}@${edit.version} (${edit.direction.slice(0, 10)}): ${strength} at the end`
  const { projection_before: before, projection_after: after, condition } = edit
  if (condition && !condition.fired) return `${what}; held back, ${conditionText(condition)}.`
  if (before === null || after === null) return `${what}; no token was moved.`
  const layers = `layer${edit.layers.length > 1 ? 's' : ''} ${edit.layers.join(', ')}`
  const moved = `${edit.tokens_edited} tokens were moved at ${layers}, from ${lean(before, poles)} to ${lean(after, poles)}`
  return `${what}. ${moved}, on average and of the state's usual size.`
}

/** `since the prompt's 'medical' is 0.02, and it acts only above 0.1` */
function conditionText({ axis, value, comparison, threshold }: NonNullable<ReceiptEdit['condition']>): string {
  if (value === null) return 'since the prompt was not read'
  return `since the prompt's '${axis}' is ${value.toFixed(2)}, and it acts only ${comparison} ${threshold}`
}

/** A projection relative to the layer's mean norm, as a lean towards a pole. */
const lean = (projection: number, { positive, negative }: Poles) =>
  `${(Math.abs(projection) * 100).toFixed(0)} % ${projection >= 0 ? positive : negative}`
