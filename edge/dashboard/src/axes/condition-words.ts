import type { Condition } from '../api/types.ts'
import { fixed } from '../ui/format.ts'

/** When an axis acts, as a sentence. */
export function conditionWords(condition: Condition | null): string {
  if (!condition) return 'It acts in every answer.'
  const { axis, comparison, threshold, layer } = condition
  const where = layer === null ? '' : ` at layer ${layer}`
  return `It acts only in answers to prompts that read ${comparison} ${fixed(threshold)} on ${axis}${where}.`
}
