/**
 * How far texts of known strength are read to lean, beside their plain versions: what a lean is worth in strength. Of each
 * built-in axis, the answers at its poles that were written to fit it, and answers of the model that were steered by it.
 */
import type { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { EVALUATION_QUERIES } from '../../gpu-worker/evaluation/effect/queries.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { plainPrompt } from '../../gpu-worker/language/prompts.ts'
import { sample } from '../../gpu-worker/language/sampling.ts'
import { composeEdit } from '../../shared/steering/edit.ts'
import type { BuiltinReader, ReadTexts } from './builtin-reader.ts'
import { type Figure, inRow, type Table } from './figures.ts'
import { mean } from './statistics.ts'

const QUERIES = 6
const TOKENS = 80
const POLES = [1, -1] as const

type Known = { axis: number; strength: number; text: string }

export async function textScale(language: EngineLanguageModel, reader: BuiltinReader): Promise<Table> {
  const written = BUILTIN_AXES.flatMap((axis, at) =>
    builtinFitSpec(axis).pairs.flatMap(({ chosen, rejected }): Known[] => [
      { axis: at, strength: 1, text: chosen },
      { axis: at, strength: -1, text: rejected },
    ]),
  )
  const steered = await steeredAnswers(language, reader)
  const [ofWritten, ofSteered] = [await reader.read(written.map(asText)), await reader.read(steered.map(asText))]
  return {
    title: 'What texts of known strength are read as',
    rows: 'axis',
    note:
      'Half of how much further the texts of one pole lean than those of the other; as they are, and less their plain versions; ' +
      'and how such a difference varies from text to text of a pole. Written: ten answers a pole, those that the axis was ' +
      `fitted on. Steered: ${QUERIES} answers of the model at strength 1 and -1.`,
    figures: reader.axes.flatMap((axis, at) => [
      ...figuresOf('written', axis, at, written, ofWritten),
      ...figuresOf('steered', axis, at, steered, ofSteered),
    ]),
  }
}

const asText = ({ text }: Known) => text

async function steeredAnswers(language: EngineLanguageModel, { axes, directions }: BuiltinReader): Promise<Known[]> {
  const asked = axes.flatMap((axis, at) =>
    POLES.flatMap((strength) =>
      EVALUATION_QUERIES.slice(0, QUERIES).map((query, seed) => {
        const { edit } = composeEdit([{ axis, direction: directions[at]!, strength, mode: 'add' }])
        return { axis: at, strength, request: sample(plainPrompt(query), TOKENS, seed, edit) }
      }),
    ),
  )
  const texts = await language.generate(asked.map(({ request }) => request))
  return asked
    .map(({ axis, strength }, i) => ({ axis, strength, text: texts[i]!.text }))
    .filter(({ text }) => text.trim() !== '')
}

function figuresOf(kind: string, axis: string, at: number, known: readonly Known[], read: ReadTexts): Figure[] {
  const of = (pole: number, leanOf: (one: ReadTexts[number]) => number | null) =>
    known.flatMap((one, i) => {
      const lean = one.axis === at && one.strength === pole ? leanOf(read[i]!) : null
      return lean === null ? [] : [lean]
    })
  const own = (one: ReadTexts[number]) => one.leans[at] ?? null
  const less = (one: ReadTexts[number]) =>
    one.rewrite ? (one.leans[at] ?? Number.NaN) - (one.rewrite.leans[at] ?? Number.NaN) : null
  const half = (leanOf: typeof own) => (mean(of(1, leanOf)) - mean(of(-1, leanOf))) / 2
  const spread = Math.sqrt(mean(POLES.map((pole) => varianceOf(of(pole, less)))))
  const figure = inRow(axis)
  return [
    figure(`${kind}: lean`, half(own)),
    figure(`${kind}: less plain`, half(less)),
    figure(`${kind}: its deviation`, spread),
  ]
}

function varianceOf(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(values.length - 1, 1)
}
