import { describe, expect, test } from 'vitest'
import { factorise } from '../../shared/learning/cholesky.ts'
import type { Evidence } from '../../shared/learning/events.ts'
import { Likelihood, noSums } from '../../shared/learning/likelihood.ts'
import { observe } from '../../shared/learning/observation.ts'
import { frameOf } from '../../shared/learning/start.ts'
import { createRandom } from '../support/random.ts'
import { axesOf, event, position, stepsOf } from './axes.ts'

const axes = axesOf(4)
const frame = frameOf(axes, stepsOf(4), { axis3: 0.3 })
const SIZE = 4
const random = createRandom(3)
const at = () => position(axes, random, 0.4)

const kinds: [string, Evidence][] = [
  ['pick', { kind: 'pick', candidates: [at(), at()], picked: 1 }],
  ['pick among four', { kind: 'pick', candidates: [at(), at(), at(), at()], picked: 2 }],
  ['edit', { kind: 'edit', from: at(), to: at() }],
  ['adjust', { kind: 'adjust', at: at(), axis: 'axis1', more: false }],
  ['thumb up', { kind: 'thumb', at: at(), up: true }],
  ['thumb down', { kind: 'thumb', at: at(), up: false }],
  ['lowest grade', { kind: 'grade', at: at(), grade: -2 }],
  ['middle grade', { kind: 'grade', at: at(), grade: 0 }],
  ['good grade', { kind: 'grade', at: at(), grade: 1 }],
  ['texts', { kind: 'texts', mean: at(), variance: Object.fromEntries(axes.map((axis) => [axis, 0.05])) }],
]

const DELTA = 1e-5
const thetas = Array.from({ length: 12 }, () => Float64Array.from({ length: SIZE }, () => 1.5 * random.normal()))

function sumsAt(evidence: Evidence, theta: Float64Array, lapse: number) {
  const [observation] = observe(frame, [event('e', evidence, 0.7)])
  const sums = noSums(SIZE)
  const likelihood = new Likelihood(SIZE - 1, { beta: 0.8, lapse })
  return { log: likelihood.add(observation!, theta, sums), ...sums }
}

const moved = (theta: Float64Array, i: number, by: number) => theta.map((value, k) => (i === k ? value + by : value))

describe.for([0, 0.1])('with a lapse rate of %d', (lapse) => {
  test.for(kinds)('the gradient of a %s is that of its log-likelihood', ([, evidence]) => {
    for (const theta of thetas) {
      const { gradient } = sumsAt(evidence, theta, lapse)
      for (let i = 0; i < SIZE; i++) {
        const [up, down] = [
          sumsAt(evidence, moved(theta, i, DELTA), lapse),
          sumsAt(evidence, moved(theta, i, -DELTA), lapse),
        ]
        expect(gradient[i]).toBeCloseTo((up.log - down.log) / (2 * DELTA), 5)
      }
    }
  })

  test.for(kinds)(
    'the curvature and the dents of a %s are positive semidefinite, whatever is believed',
    ([, evidence]) => {
      for (const theta of thetas) {
        const { curvature, dents } = sumsAt(evidence, theta, lapse)
        for (const matrix of [curvature, dents]) {
          const raised = matrix.map((value, n) => value + (n % (SIZE + 1) === 0 ? 1e-9 : 0))
          expect(factorise(raised, SIZE, raised)).toBe(true)
        }
      }
    },
  )

  const exact = kinds.filter(([, { kind }]) => lapse === 0 || !['pick', 'edit', 'adjust'].includes(kind))
  test.for(exact)('the curvature less the dents of a %s is that of its log-likelihood', ([, evidence]) => {
    for (const theta of thetas) {
      const { curvature, dents } = sumsAt(evidence, theta, lapse)
      for (let i = 0; i < SIZE; i++) {
        const up = sumsAt(evidence, moved(theta, i, DELTA), lapse).gradient
        const down = sumsAt(evidence, moved(theta, i, -DELTA), lapse).gradient
        for (let k = 0; k <= i; k++) {
          expect(curvature[i * SIZE + k]! - dents[i * SIZE + k]!).toBeCloseTo((down[k]! - up[k]!) / (2 * DELTA), 4)
        }
      }
    }
  })
})

test('an answer moderated by what is not known pulls on where a sure one would not', () => {
  const [observation] = observe(frame, [event('e', { kind: 'pick', candidates: [{ axis0: 1 }, {}], picked: 0 })])
  const likelihood = new Likelihood(SIZE - 1, { beta: 1, lapse: 0 })
  const pullAt = (u: number) => {
    const sums = noSums(SIZE)
    likelihood.add(observation!, Float64Array.of(u, 0, 0, 0), sums)
    return sums.gradient[0]!
  }
  const plain = [pullAt(2), pullAt(5)]
  const wide = Float64Array.from({ length: SIZE * SIZE }, (_, n) => (n % (SIZE + 1) === 0 ? 4 : 0))
  expect(likelihood.moderate(observation!, wide)).toBe(true)
  expect(pullAt(2)).toBeCloseTo(plain[0]!, 6)
  expect(pullAt(5)).toBeGreaterThan(10 * plain[1]!)
  const [thumb] = observe(frame, [event('t', { kind: 'thumb', at: {}, up: true })])
  expect(likelihood.moderate(thumb!, wide)).toBe(false)
  expect(thumb!.calm).toBe(1)
})
