/** What the classifier reads of texts: their mean state at half the depth, under the plain prompt, [H]. */
import { hookAt } from '../../../shared/steering/hook.ts'
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { asReading, hasText, type Sampled } from './conditions.ts'

export type TextStates = { layer: number; stateOf(text: Sampled): Float32Array | undefined }

/** Texts without words have none. */
export async function readStates(
  model: LanguageModel,
  texts: readonly Sampled[],
  task?: LongTask,
): Promise<TextStates> {
  const layer = Math.round(model.facts.layers / 2)
  const hook = hookAt('residual', layer)
  const readable = texts.filter(hasText)
  const read = await model.activations(readable.map(asReading), [hook], task)
  const states = new Map(readable.map((text, i) => [text, read[i]!.means.get(hook)!]))
  return { layer, stateOf: (text) => states.get(text) }
}
