import { expect, it } from 'vitest'
import { measuresOf, sharedRanges, strengthPoints } from '../../edge/dashboard/src/axes/direction/strength-points.ts'
import { REPORT } from '../browser/example-report.ts'

const { effect } = REPORT

it('plain text stands at strength 0 among the others', () => {
  const points = strengthPoints(effect, 'features')
  expect(points.map(({ strength }) => strength)).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(points[2]).toMatchObject({ perplexity: 3.9, effect: { value: 0 } })
})

it('charts of several reports share ranges that hold all of them', () => {
  const stronger = structuredClone(effect)
  stronger.curve.at(-1)!.effect.features = { value: 2, low: 1.8, high: 2.2 }
  const ranges = sharedRanges([effect, stronger])!
  expect(ranges.effect.features[0]).toBeLessThan(-0.62)
  expect(ranges.effect.features[1]).toBeGreaterThan(2.2)
  expect(ranges.perplexity[0]).toBe(0)
  expect(sharedRanges([])).toBeNull()
})

it('text that fell apart does not flatten the curve of the rest', () => {
  const broken = structuredClone(effect)
  broken.curve.at(-1)!.perplexity = 100_000
  expect(sharedRanges([broken])!.perplexity[1]).toBeLessThan(40)
})

it('names only the measures that a report has', () => {
  expect(measuresOf(effect)).toEqual(['features', 'classifier'])
  const plain = { ...effect.plain, effect: { ...effect.plain.effect, features: null } }
  expect(measuresOf({ ...effect, plain })).toEqual(['classifier'])
})
