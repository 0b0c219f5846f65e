/** What neutral text's residual stream is like, layer by layer: what a direction from elsewhere is measured against. */
import { hookAt } from '../../shared/steering/hook.ts'
import { NEUTRAL_TEXTS } from '../fitting/neutral-texts.ts'
import type { LanguageModel, LongTask } from '../language/language-model.ts'
import { plainPrompt } from '../language/prompts.ts'
import { significant } from '../language/vector.ts'
import type { NeutralState } from './to-direction.ts'

/** Means over all tokens of the built-in neutral answers, read under the plain prompt. */
export async function measureNeutral(
  model: LanguageModel,
  layers: readonly number[],
  task: LongTask = {},
): Promise<Map<number, NeutralState>> {
  const readings = NEUTRAL_TEXTS.map(({ query, answer }) => ({ messages: plainPrompt(query), answer }))
  const hookOf = (layer: number) => hookAt('residual', layer)
  const read = await model.activations(readings, layers.map(hookOf), task)
  const tokens = read.reduce((sum, text) => sum + text.tokens, 0)
  return new Map(
    layers.map((layer) => {
      const mean = new Float32Array(model.facts.hiddenSize)
      let norm = 0
      for (const text of read) {
        const share = text.tokens / tokens
        const textMean = text.means.get(hookOf(layer))!
        norm += share * text.norms.get(hookOf(layer))!
        for (let i = 0; i < mean.length; i++) mean[i]! += share * textMean[i]!
      }
      return [layer, { norm: significant(norm, 5), mean }]
    }),
  )
}
