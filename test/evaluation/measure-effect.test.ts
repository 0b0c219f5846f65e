/** The whole measurement on the toy model, whose one style is known. */
import { describe, expect, test } from 'vitest'
import { measureEffect } from '../../gpu-worker/evaluation/effect/measure-effect.ts'
import { type EffectOptions, measureTexts } from '../../gpu-worker/evaluation/effect/measure-texts.ts'
import { EVALUATION_QUERIES } from '../../gpu-worker/evaluation/effect/queries.ts'
import { directionSubject } from '../../gpu-worker/evaluation/subject.ts'
import { effectReport } from '../../shared/wire/report.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel, tonePairs, toyModel } from '../fitting/toy-model.ts'
import { alongStyle, toyDirection } from './toy-direction.ts'

const options = (model: ToyModel, more: Partial<EffectOptions> = {}): EffectOptions => ({
  model,
  poles: { positive: BRIGHT_POLE, negative: GLOOMY_POLE },
  characteristics: { positive: [], negative: [] },
  subject: directionSubject(toyDirection(model.style)),
  controls: [directionSubject(toyDirection(alongStyle(model.style, 0)))],
  anchors: tonePairs(),
  axis: 'bright',
  exclude: [],
  seeds: [1, 2],
  ...more,
})

describe('the effect in generated text', () => {
  test('of a direction that is the style: more with strength, both ways, by both measures, and past the control', async () => {
    const report = await measureEffect(options(toyModel()))
    expect(effectReport.parse(report)).toEqual(report)
    expect(report.features).toContainEqual({ name: 'sentiment', towards: 'positive' })
    expect(report.classifier).toMatchObject({ used: true, layer: 3, anchors: 1 })
    expect(report.curve.map(({ strength }) => strength)).toEqual([-1.5, -1, -0.5, 0.5, 1, 1.5])
    for (const measure of ['features', 'classifier'] as const) {
      const [low, , slightly, , clearly] = report.curve.map(({ effect }) => effect[measure]!)
      expect(low!.high).toBeLessThan(0)
      expect(low!.value).toBeLessThan(1.5 * slightly!.value)
      expect(clearly!.low).toBeGreaterThan(0)
      expect(clearly!.value).toBeGreaterThan(report.controls[0]!.positive.effect[measure]!.high)
      expect(report.plain.effect[measure]).toEqual({ value: 0, low: 0, high: 0 })
    }
    expect(report.prompt.positive.effect.features!.low).toBeGreaterThan(0)
    expect(report.prompt.negative.effect.features!.high).toBeLessThan(0)
  })

  test('of a random direction is told from none: no interval excludes nothing', async () => {
    const model = toyModel()
    const report = await measureEffect(
      options(model, { subject: directionSubject(toyDirection(alongStyle(model.style, 0))), controls: [] }),
    )
    for (const { effect } of report.curve) {
      expect(effect.features!.low).toBeLessThanOrEqual(0)
      expect(effect.features!.high).toBeGreaterThanOrEqual(0)
    }
    expect(report.controls).toEqual([])
  })

  test('of rivals is measured along the same strengths, each as if it were the one that is asked about', async () => {
    const model = toyModel()
    const random = directionSubject(toyDirection(alongStyle(model.style, 0)))
    const alone = await measureTexts(options(model), {})
    const beside = await measureTexts(options(model, { subject: random, rivals: [options(model).subject, random] }), {})
    expect(beside.rivals).toEqual([alone.curve, beside.curve])
    expect(beside.curve).not.toEqual(alone.curve)
    expect(beside.controls).toEqual(alone.controls)
    expect(alone.rivals).toEqual([])
  })

  test('is the same again, whatever else was asked of the model', async () => {
    const first = await measureEffect(options(toyModel()))
    expect(await measureEffect(options(toyModel()))).toEqual(first)
    const other = await measureEffect(options(toyModel(), { seeds: [3] }))
    expect(other.plain).not.toEqual(first.plain)
    expect(other.seeds).toEqual([3])
  })

  test('asks the model in three calls: to sample, to score, to read', async () => {
    const model = toyModel()
    await measureEffect(options(model))
    expect(model.calls).toMatchObject({ generate: 1, score: 1, activations: 1 })
  })

  test('reports progress that never falls, and ends', async () => {
    const shares: number[] = []
    await measureEffect(options(toyModel()), { onProgress: (done, total) => shares.push(done / total) })
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  test('own queries and strengths are taken', async () => {
    const queries = ['Where is it?', 'Who comes?', 'What goes?', 'Which way?', 'How far?']
    const report = await measureEffect(options(toyModel(), { queries, strengths: [1, -1], exclude: ['How far?'] }))
    expect(report.queries).toBe(4)
    expect(report.plain.texts).toBe(8)
    expect(report.curve.map(({ strength }) => strength)).toEqual([-1, 1])
  })

  test('a model that says the same at either pole has neither features nor a classifier that is asked', async () => {
    const report = await measureEffect(options(toyModel({ says: () => 'the road goes over the river' })))
    expect(report.features).toEqual([])
    expect(report.classifier).toMatchObject({ used: false })
    expect(report.curve[0]!.effect).toEqual({ features: null, classifier: null })
    expect(report.at_prompt.positive.steered).toEqual({ features: null, classifier: null })
    expect(effectReport.safeParse(JSON.parse(JSON.stringify(report))).success).toBe(true)
  })

  test('a silent model breaks nothing but its texts', async () => {
    const report = await measureEffect(options(toyModel({ says: () => ' ' })))
    expect(report.plain).toMatchObject({ broken: 1, perplexity: 1e6, distinct_2: 0 })
    expect(report.classifier).toBeNull()
    expect(effectReport.safeParse(JSON.parse(JSON.stringify(report))).success).toBe(true)
  })

  test.for<[string, Partial<EffectOptions>, string]>([
    ['no seed', { seeds: [] }, 'one seed at least'],
    ['a seed twice', { seeds: [1, 1] }, 'a seed is given twice: 1, 1'],
    ['strength 0', { strengths: [0, 1] }, 'strengths are numbers other than 0, not 0'],
    ['no number', { strengths: [Number.NaN] }, 'not NaN'],
    ['a strength twice', { strengths: [1, 1] }, 'a strength is given twice: 1, 1'],
    ['all queries used by the fit', { exclude: [...EVALUATION_QUERIES] }, '0 and 0 are left'],
  ])('%s is an error, before the model is asked', async ([, more, message]) => {
    const model = toyModel()
    await expect(measureEffect(options(model, more))).rejects.toThrow(message)
    expect(model.calls.texts).toBe(0)
  })

  test('stops when it is told to', async () => {
    const controller = new AbortController()
    const model = toyModel({ onCall: (kind) => kind === 'score' && controller.abort() })
    await expect(measureEffect(options(model), { signal: controller.signal })).rejects.toThrow('aborted')
    expect(model.calls.activations).toBe(0)
  })
})
