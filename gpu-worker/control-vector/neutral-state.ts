/** What neutral text's residual stream is like, layer by layer: what a direction from elsewhere is measured against. */
import type { LanguageModel, LongTask } from '../fitting/language-model.ts'
import { NEUTRAL_TEXTS } from '../fitting/neutral-texts.ts'
import { plainPrompt } from '../fitting/prompts.ts'
import { significant } from '../fitting/vector.ts'
import type { NeutralState } from './to-direction.ts'

/** Means over all tokens of the built-in neutral answers, read under the plain prompt. */
export async function measureNeutral(
  model: LanguageModel,
  layers: readonly number[],
  task: LongTask = {},
): Promise<Map<number, NeutralState>> {
  const readings = NEUTRAL_TEXTS.map(({ query, answer }) => ({ messages: plainPrompt(query), answer }))
  const read = await model.activations(readings, task)
  const tokens = read.reduce((sum, text) => sum + text.tokens, 0)
  return new Map(
    layers.map((layer) => {
      const mean = new Float32Array(model.facts.hiddenSize)
      let norm = 0
      for (const text of read) {
        const share = text.tokens / tokens
        norm += share * text.norms[layer]!
        for (let i = 0; i < mean.length; i++) mean[i]! += share * text.means[layer]![i]!
      }
      return [layer, { norm: significant(norm, 5), mean }]
    }),
  )
}
