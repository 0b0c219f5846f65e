/** Stages that decide something, each on its own, on models that misbehave in one way. */
import { describe, expect, test } from 'vitest'
import { calibrate } from '../../gpu-worker/fitting/stages/calibration.ts'
import { gateFailures } from '../../gpu-worker/fitting/stages/evaluation.ts'
import { chooseLayer } from '../../gpu-worker/fitting/stages/layers.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { siteAndLayer } from '../../shared/steering/hook.ts'
import { toyModel } from './toy-model.ts'

const task = () => ({})
const NORM = 40
/** The relative size of an edit along the first coordinate, at any layer. */
const sizeOf = (edit?: Edit) => [...(edit?.values() ?? [])].reduce((sum, { e }) => sum + e[0]! / NORM, 0)

describe('the gate', () => {
  const sizes = { positive: 0.2, negative: 0.2 }
  const still = [{ positive: 0, negative: 0 }]
  const failed = (own: { positive: number; negative: number }, control = still) => gateFailures(own, control, sizes)

  test('is passed by .2 nats past the mean of the controls, both ways', () => {
    expect(failed({ positive: 0.2, negative: -0.2 })).toEqual([])
    expect(failed({ positive: 0.19, negative: -0.2 })).toEqual([expect.stringContaining('+1 moves')])
    expect(failed({ positive: 0.2, negative: -0.19 })).toEqual([expect.stringContaining('-1 moves')])
    expect(failed({ positive: -1, negative: 1 })).toHaveLength(2)
  })

  test('measures from where the controls are: damage that both share is no effect', () => {
    const damaged = [{ positive: 0.5, negative: 0.5 }]
    expect(failed({ positive: 0.6, negative: 0.2 }, damaged)).toEqual([expect.stringContaining('+0.700 was needed')])
    expect(failed({ positive: 0.7, negative: 0.3 }, damaged)).toEqual([])
  })

  test('is not passed by what any one control reaches', () => {
    const control = [0, 0, 0.6].map((positive) => ({ positive, negative: 0 }))
    expect(failed({ positive: 0.5, negative: -0.5 }, control)).toHaveLength(1)
    expect(failed({ positive: 0.7, negative: -0.5 }, control)).toEqual([])
  })

  test('is not passed by a sign that was calibrated to nothing', () => {
    expect(gateFailures({ positive: 1, negative: -1 }, still, { positive: 0.2, negative: 0 })).toEqual([
      'Strength -1 does nothing: no size keeps the text fluent.',
    ])
  })
})

describe('calibration', () => {
  /** Perplexity 2 when plain, `odd(size)` nats a token more when steered; `text(size)` is what it says. */
  const model = (odd: (size: number) => number, text = (_: number) => 'one two three four five'): LanguageModel => {
    const said = new Map<string, number>()
    return {
      ...toyModel(),
      generate: async (requests) =>
        requests.map(({ edit, messages }) => {
          const size = sizeOf(edit)
          const answer = `${text(size)}${' '.repeat(said.size + 1)}${messages.length}`
          said.set(answer, size)
          return { text: text(size) ? answer : '', tokens: 5, finish: 'stop' as const }
        }),
      score: async (requests) =>
        requests.map(({ answer }) => ({
          logProbs: new Float32Array(5).fill(-Math.log(2) - odd(said.get(answer)!)),
        })),
    }
  }
  const v = Float32Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0))
  const queries = Array.from({ length: 100 }, (_, i) => `${i}?`)
  const SIZES = [0.1, 0.2, 0.25]
  const input = {
    fitted: { site: 'residual' as const, layers: [{ layer: 4, norm: NORM, v, operator: null }] },
    sizes: SIZES,
    smaller: true,
    queries,
    seed: 1,
  }
  const run = async (toy: LanguageModel) => (await calibrate(input, { model: toy, task })).output
  /** Nats at `size` that reach 1.6 times plain's perplexity at `safe`. */
  const growing = (size: number, safe: number) => Math.log(1.6) * (size / safe) ** 2

  test('finds the safe size of each sign on its own, and the perplexity there', async () => {
    const found = await run(model((size) => growing(size, size > 0 ? 0.2175 : 0.1825)))
    expect(found).toMatchObject({ positive: 0.215, negative: 0.18 })
    expect(found.fluency.plain).toBeCloseTo(2, 1)
    expect(found.fluency.positive).toBeCloseTo(2 * 1.6 ** ((0.215 / 0.2175) ** 2), 1)
    expect(found.fluency.negative).toBeLessThanOrEqual(1.6 * found.fluency.plain)
  })

  test('asks every query with the same seed plainly and at every size of both signs, in one batch', async () => {
    const toy = model(() => 0)
    const batches: { query: string; seed: number; size: number }[][] = []
    await run({
      ...toy,
      generate: (requests) => {
        batches.push(requests.map((r) => ({ query: r.messages[0]!.content, seed: r.seed, size: sizeOf(r.edit) })))
        return toy.generate(requests)
      },
    })
    expect(batches).toHaveLength(1)
    const sizes = [0, ...SIZES, ...SIZES.map((size) => -size)].sort((a, b) => a - b)
    for (const query of queries) {
      const asked = batches[0]!.filter((request) => request.query === query)
      expect(new Set(asked.map(({ seed }) => seed)).size).toBe(1)
      const tried = asked.map(({ size }) => size).sort((a, b) => a - b)
      expect(tried).toEqual(sizes.map((size) => expect.closeTo(size)))
    }
    expect(new Set(batches[0]!.map(({ seed }) => seed)).size).toBe(queries.length)
  })

  test('a sign that no size keeps fluent gets none, with the reason; the other keeps its own', async () => {
    const fragile = model((size) => (size < 0 ? growing(size, 0.01) : 0))
    const { output, note } = await calibrate(input, { model: fragile, task })
    expect(output).toMatchObject({ positive: 0.25, negative: 0 })
    expect(note).toMatch(/-1 is 0 \(perplexity is past 1.6 times plain, even at 0.025\)/)
  })

  test('a sign that breaks at all usual sizes is tried at a quarter of them; the other keeps its own', async () => {
    const found = await run(model((size) => growing(size, size > 0 ? 0.2175 : 0.0475)))
    expect(found).toMatchObject({ positive: 0.215, negative: 0.045 })
  })

  test('what is applied as published is made no smaller', async () => {
    const fragile = model((size) => growing(size, 0.0475))
    await expect(calibrate({ ...input, smaller: false }, { model: fragile, task })).rejects.toThrow('even by 0.1 of')
  })

  test.for([
    ['stuck', 'well well well well well'],
    ['silent', ''],
  ] as const)('text that is %s is not safe, however likely', async ([, broken]) => {
    const found = await run(
      model(
        () => 0,
        (size) => (size > 0.21 ? broken : 'one two three four'),
      ),
    )
    expect(found).toMatchObject({ positive: 0.2, negative: 0.25 })
  })

  test('a direction that breaks the text both ways is not steerable', async () => {
    const attempt = run(model((size) => growing(size, size > 0 ? 0.01 : 0.02)))
    await expect(attempt).rejects.toMatchObject({ code: 'not_steerable' })
    await expect(attempt).rejects.toThrow(/even by 0.025 of the layer's norm: towards \+1, perplexity is past/)
  })

  test('a model that says nothing even when plain cannot be calibrated', async () => {
    await expect(
      run(
        model(
          () => 0,
          () => '',
        ),
      ),
    ).rejects.toMatchObject({ code: 'not_steerable' })
  })
})

describe('the choice of a layer', () => {
  /** Chosen answers gain `effect(layer, relative size)` nats a token. */
  const model = (effect: (layer: number, size: number) => number): LanguageModel => ({
    ...toyModel(),
    score: async (requests) =>
      requests.map(({ answer, edit }) => {
        const [hook] = edit?.keys() ?? []
        const gain = answer === 'chosen' && hook ? effect(siteAndLayer(hook)[1], sizeOf(edit)) : 0
        return { logProbs: Float32Array.of(0, -2 + gain) }
      }),
  })
  const v = Float32Array.of(1)
  const candidates = [3, 4, 5].map((layer) => {
    const fitted = { site: 'residual' as const, layers: [{ layer, norm: NORM, v, operator: null }] }
    return { layers: [layer], agreement: 1, full: fitted, without: [fitted, fitted] }
  })
  const heldOut = Array.from({ length: 8 }, (_, i) => ({
    pair: { prompt: `${i}?`, chosen: 'chosen', rejected: 'rejected' },
    fold: i % 2,
  }))
  const choose = async (effect: (layer: number, size: number) => number, orient = false) =>
    (await chooseLayer({ candidates, size: 0.15, heldOut, orient }, { model: model(effect), task })).output

  test('takes the layer that steers most', async () => {
    const gain: Record<number, number> = { 3: 1, 4: 2, 5: 4 }
    const { index, candidates: tried } = await choose((at, size) => gain[at]! * size)
    expect(index).toBe(2)
    expect(tried.map(({ odd }) => Math.round(odd * 1000))).toEqual([150, 300, 600])
  })

  test('stays near two thirds of the depth for a difference that is chance', async () => {
    expect((await choose((at, size) => (at === 4 ? 1 : 1.5) * size)).index).toBe(1)
  })

  test('does not take damage for steering', async () => {
    const { index, candidates: tried } = await choose((at, size) => (at === 5 ? 9 * Math.abs(size) : size))
    expect(index).toBe(1)
    expect(tried.at(-1)!.odd).toBeCloseTo(0)
  })

  test('turns a direction only where anchors may orient it', async () => {
    const backwards = (at: number, size: number) => (at === 3 ? -4 : -1) * size
    expect(await choose(backwards, true)).toMatchObject({ index: 0, turned: true })
    expect(await choose(backwards, false)).toMatchObject({ turned: false })
  })
})
