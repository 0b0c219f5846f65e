/** What edits are found to do on the toy model, whose one style is known. */
import { describe, expect, test } from 'vitest'
import { type Effects, type MeasuredAxis, marginEffects, textEffects } from '../../bench/harness/axis-effects.ts'
import { mean, scaled } from '../../gpu-worker/language/vector.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { BRIGHT_POLE, GLOOMY_POLE, tonePairs, toyModel } from '../fitting/toy-model.ts'

const model = toyModel()
const axis: MeasuredAxis = { id: 'bright', positive: BRIGHT_POLE, negative: GLOOMY_POLE, pairs: tonePairs() }
const byStyle = (amount: number): Edit => new Map([['residual.4', { e: scaled(model.style, amount), slots: [] }]])
const [brighter, gloomier, nothing] = [byStyle(8), byStyle(-8), byStyle(0)]

const expectKnown = (effects: Effects, units: number) => {
  const [up, down, none] = [brighter, gloomier, nothing].map((edit) => effects.of(edit, axis.id))
  expect([up!.length, down!.length]).toEqual([units, units])
  expect(mean(up!)).toBeGreaterThan(0.1)
  expect(mean(down!)).toBeLessThan(-0.1)
  expect(none).toEqual(none!.map(() => 0))
}

describe('the effects of edits', () => {
  test('by margin are those of each pair', async () => {
    const wanted = [brighter, gloomier, nothing].map((edit) => ({ edit, axis: axis.id }))
    expectKnown(await marginEffects(model, [axis], wanted), axis.pairs.length)
  })

  test('by text are those of each query, by either measure', async () => {
    const effects = await textEffects(model, [axis], [brighter, gloomier, nothing])
    expect(effects.used).toEqual({ features: ['bright'], classifier: ['bright'] })
    for (const measure of ['features', 'classifier'] as const) expectKnown(effects[measure], effects.queries)
  })
})
