/** What edits do to axes: in the margins of written pairs, and in sampled text. */
import { type Condition, PLAIN } from '../../gpu-worker/evaluation/condition.ts'
import type { Sampled, Texts } from '../../gpu-worker/evaluation/effect/conditions.ts'
import { prompted, sampleAll } from '../../gpu-worker/evaluation/effect/conditions.ts'
import type { Measure } from '../../gpu-worker/evaluation/effect/measured-text.ts'
import { evaluationQueries } from '../../gpu-worker/evaluation/effect/queries.ts'
import { readStates } from '../../gpu-worker/evaluation/effect/read-states.ts'
import { makeYardstick } from '../../gpu-worker/evaluation/effect/yardstick.ts'
import { margins } from '../../gpu-worker/fitting/margin.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import { plainPrompt } from '../../gpu-worker/language/prompts.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import type { Pair, Pole } from '../../shared/wire/fit.ts'

export type MeasuredAxis = { id: string; positive: Pole; negative: Pole; pairs: readonly Pair[] }

/** How far an edit moves the model towards an axis's positive pole: unit by unit, a unit being a pair or a query. */
export type Effects = { of(edit: Edit, axis: string): number[] }

const SEED = 1
const NO_TRAITS = { positive: [], negative: [] }

/** The change of the margin of each of the axis's written pairs. */
export async function marginEffects(
  model: LanguageModel,
  axes: readonly MeasuredAxis[],
  wanted: readonly { edit: Edit; axis: string }[],
): Promise<Effects> {
  const plain = new Map<string, number[]>()
  for (const { id, pairs } of axes) {
    const requests = pairs.map((pair) => ({ pair }))
    plain.set(id, await margins(model, requests, {}))
  }
  const pairs = new Map(axes.map((axis) => [axis.id, axis.pairs]))
  const found = new Map<Edit, Map<string, number[]>>()
  for (const { edit, axis } of wanted) {
    const requests = pairs.get(axis)!.map((pair) => ({ pair, edit }))
    const moved = (await margins(model, requests, {})).map((margin, i) => margin - plain.get(axis)![i]!)
    found.set(edit, (found.get(edit) ?? new Map()).set(axis, moved))
  }
  return { of: (edit, axis) => found.get(edit)!.get(axis)! }
}

/**
 * By how far the answer to each query moves from the plain one, in standard deviations over the texts that the model
 * writes when prompted for the axis's poles; NaN where the measure has no word.
 */
export async function textEffects(
  model: LanguageModel,
  axes: readonly MeasuredAxis[],
  edits: readonly Edit[],
): Promise<Record<Measure, Effects> & { queries: number; used: Record<Measure, string[]> }> {
  const exclude = axes.flatMap(({ pairs }) => pairs.map(({ prompt }) => prompt))
  const queries = evaluationQueries(exclude)
  const poles = axes.flatMap((axis) => [prompted('positive', axis, NO_TRAITS), prompted('negative', axis, NO_TRAITS)])
  const steered: Condition[] = edits.map((edit) => ({ prompt: plainPrompt, edit }))
  const texts = await sampleAll(
    model,
    [
      ...poles.map((condition) => ({ condition, queries: queries.poles })),
      ...[PLAIN, ...steered].map((condition) => ({ condition, queries: queries.effect })),
    ],
    [SEED],
    {},
  )
  const { layer, stateOf } = await readStates(model, texts.flat())
  const answers = texts.slice(poles.length)
  const yardsticks = new Map(
    axes.map((axis, i) => {
      const written = { positive: texts[2 * i]!, negative: texts[2 * i + 1]! }
      return [axis.id, makeYardstick({ axis: axis.id, poles: axis, texts: written, anchors: [], layer, stateOf })]
    }),
  )
  const [plain, ...moved] = answers as [Texts, ...Texts[]]
  const by = (measure: Measure): Effects => ({
    of(edit, axis) {
      const read = (text: Sampled) => yardsticks.get(axis)!.measure(text)[measure] ?? Number.NaN
      return moved[edits.indexOf(edit)]!.map((text, query) => read(text) - read(plain[query]!))
    },
  })
  const used = {
    features: [...yardsticks].filter(([, { features }]) => features.length).map(([id]) => id),
    classifier: [...yardsticks].filter(([, { classifier }]) => classifier?.used).map(([id]) => id),
  }
  return { features: by('features'), classifier: by('classifier'), queries: queries.effect.length, used }
}
