/**
 * How far the built-in directions move sampled text, beside a prompt that asks for the same pole: where both are
 * equally fluent, and turned up.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { promptedEffect, steeredAt, surpriseOf, tallySide } from '../gpu-worker/evaluation/effect/compare.ts'
import { sidesOf } from '../gpu-worker/evaluation/effect/measure-effect.ts'
import { type MeasuredConditions, measureTexts } from '../gpu-worker/evaluation/effect/measure-texts.ts'
import type { Measure } from '../gpu-worker/evaluation/effect/measured-text.ts'
import { EVALUATION_QUERIES, POLE_QUERIES } from '../gpu-worker/evaluation/effect/queries.ts'
import { directionSubject } from '../gpu-worker/evaluation/subject.ts'
import { BUILTIN_AXES, type BuiltinAxis } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { decodeDirection } from '../shared/direction.ts'
import { evaluation } from '../shared/wire/fit.ts'
import { type Goal, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'
import {
  atPrompt,
  figureOf,
  MEASURES,
  measuredOn,
  POLES,
  ratioOf,
  type Statistic,
  turnedUp,
} from './harness/text-effects.ts'

const SEEDS = [1, 2]
/** More than a report asks: intervals are over queries. The rest of the built-in ones train the classifier. */
const QUERIES = EVALUATION_QUERIES.slice(0, -POLE_QUERIES)
const EQUAL_GOAL: Goal = { atLeast: 1.25 }
const TURNED_UP_GOAL: Goal = { atLeast: 1.6 }

export const steering = (): Promise<Table[]> => steeringOf(BUILTIN_AXES, QUERIES)

/** Of some of the built-in axes. */
export async function steeringOf(axes: readonly BuiltinAxis[], asked: readonly string[]): Promise<Table[]> {
  await using open = await openBenchModel()
  if (open.source.sha256 !== DEFAULT_MODEL.sha256) {
    throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
  }
  const model = new EngineLanguageModel(open)
  const measured: Measured[] = []
  for (const axis of axes) {
    const began = performance.now()
    const conditions = await measureTexts(
      {
        model,
        ...measuredOn(axis),
        subject: directionSubject(decodeDirection(readFileSync(fileOf(axis, 'safetensors')))),
        controls: [],
        seeds: SEEDS,
        queries: [...asked],
      },
      {},
    )
    measured.push({ axis, conditions })
    console.error(`${axis.id}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  }
  const { queries } = measured[0]!.conditions
  const setting = `Form ${open.settings.form}; ${queries.length} queries × ${SEEDS.length} seeds, a value ± 95 % bootstrap over queries.`
  return [ratioTable(measured, setting), ...poleTables(measured), gateTable(axes)]
}

type Measured = { axis: BuiltinAxis; conditions: MeasuredConditions }

const fileOf = ({ id }: BuiltinAxis, ending: string) => path.join(BUILTIN_DIRECTIONS, `${id}.${ending}`)

/** The sides of these poles by a measure, of the axes that it can tell. */
const tallied = (measured: readonly Measured[], measure: Measure, poles: readonly (typeof POLES)[number][] = POLES) =>
  measured
    .filter(({ conditions }) => (measure === 'features' ? conditions.features.length : conditions.classifier?.used))
    .flatMap(({ conditions }) => poles.map((pole) => tallySide(sidesOf(conditions)[pole], measure)))

function ratioTable(measured: readonly Measured[], setting: string): Table {
  const all = measured[0]!.conditions.queries.map((_, query) => query)
  const rows = [
    ...measured.map((each) => ({ row: each.axis.id, of: [each], poles: POLES, goal: false })),
    { row: 'all, positive poles', of: measured, poles: ['positive'] as const, goal: false },
    { row: 'all, negative poles', of: measured, poles: ['negative'] as const, goal: false },
    { row: 'all', of: measured, poles: POLES, goal: false },
    // What an earlier study of five axes is compared with.
    { row: 'all but story', of: measured.filter(({ axis }) => axis.id !== 'story'), poles: POLES, goal: true },
  ]
  const figures = rows.flatMap(({ row, of, poles, goal }) =>
    MEASURES.flatMap((measure) => {
      const sides = tallied(of, measure, poles)
      const isGoal = goal && measure === 'features'
      const ratio = (statistic: Statistic) => ratioOf(sides, statistic)
      return [
        ...figureOf(row, `${measure}, at its perplexity`, all, ratio(atPrompt), isGoal ? EQUAL_GOAL : undefined),
        ...figureOf(row, `${measure}, turned up`, all, ratio(turnedUp), isGoal ? TURNED_UP_GOAL : undefined),
      ]
    }),
  )
  return {
    title: "Effect in sampled text ÷ the prompt's",
    rows: 'axis',
    note:
      `${setting} Effects are towards the pole, in standard deviations of the measure over prompted texts of both poles, averaged over ` +
      "signs and axes before they are divided; empty where the prompt's is not above 0. At its perplexity: where steered texts have " +
      "the prompted texts' own. Turned up: at the strength up to 1.5 that does most, chosen on other queries. The classifier " +
      'was trained on texts that the same prompts gave, so it leans to them; the features were named before.',
    figures,
  }
}

/** The effects themselves, pole by pole. */
const poleTables = (measured: readonly Measured[]): Table[] =>
  MEASURES.map((measure) => ({
    title: `Effect in sampled text by ${measure === 'features' ? 'plain text features' : 'a classifier on hidden states'}`,
    rows: 'pole',
    note:
      measure === 'features'
        ? measured
            .map(({ axis, conditions }) => `${axis.id}: ${conditions.features.map(({ name }) => name).join(', ')}`)
            .join('; ')
        : measured
            .map(({ axis, conditions: { classifier } }) =>
              classifier
                ? `${axis.id}: layer ${classifier.layer}, ${classifier.accuracy.toFixed(2)} right on held-out texts, ${classifier.anchors?.toFixed(2)} on the written pairs`
                : `${axis.id}: none`,
            )
            .join('; '),
    figures: measured.flatMap(({ axis, conditions }) =>
      POLES.flatMap((pole) => {
        const side = tallySide(sidesOf(conditions)[pole], measure)
        const queries = side.plain.map((_, query) => query)
        const row = axis[pole].name
        const figure = inRow(row)
        const effect = (column: string, statistic: Statistic) =>
          figureOf(row, column, queries, (sample) => statistic(side, sample))
        return [
          figure('perplexity, plain', Math.exp(surpriseOf(side.plain, queries))),
          figure('prompted', Math.exp(surpriseOf(side.prompt, queries))),
          figure('strength there', steeredAt(side, queries).strength),
          ...effect('effect, prompted', promptedEffect),
          ...effect('steered there', atPrompt),
          ...effect('steered, turned up', turnedUp),
        ]
      }),
    ),
  }))

function gateTable(axes: readonly BuiltinAxis[]): Table {
  const passed = axes.map((axis) => {
    const card: unknown = JSON.parse(readFileSync(fileOf(axis, 'json'), 'utf8'))
    return { axis, passed: evaluation.parse((card as { evaluation: unknown }).evaluation).passed }
  })
  return {
    title: 'Built-in axes that pass the gate of their fit',
    rows: '',
    figures: [
      inRow('share of axes')('passed', (100 * passed.filter(({ passed }) => passed).length) / passed.length, '%'),
      ...passed.map(({ axis, passed }) => inRow(axis.id)('passed', passed ? 100 : 0, '%')),
    ],
  }
}
