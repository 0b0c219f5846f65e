import { describe } from 'vitest'
import { isRightHere } from '../../gpu-worker/engine/byte-products.ts'
import { FORM_NAMES, type FormName } from '../../gpu-worker/model/forms/plans.ts'

const right = new Map(await Promise.all(FORM_NAMES.map(async (form) => [form, await isRightHere(form)] as const)))

/** A group of tests for each form; of one that this CPU multiplies wrongly, which is refused, they are listed as skipped. */
export function describeForms<Form extends FormName>(forms: readonly Form[], tests: (form: Form) => void): void {
  for (const form of forms) describe.runIf(right.get(form))(form, () => tests(form))
}
