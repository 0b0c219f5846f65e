/** Users and events for tests of learning. */
import type { Evidence, Position, WeightedEvidence } from '../../shared/learning/events.ts'
import { BETA, LAPSE } from '../../shared/learning/utility.ts'
import type { Random } from '../support/random.ts'

export const STEP = 0.25
export const axesOf = (count: number): string[] => Array.from({ length: count }, (_, a) => `axis${a}`)
export const stepsOf = (count: number): number[] => Array.from({ length: count }, () => STEP)

export const event = (id: number | string, evidence: Evidence, weight = 1): WeightedEvidence => ({
  ...evidence,
  id: typeof id === 'number' ? String(id).padStart(4, '0') : id,
  weight,
})

export const position = (axes: readonly string[], random: Random, spread = 0.25): Position =>
  Object.fromEntries(axes.map((axis) => [axis, Math.min(Math.max(spread * random.normal(), -1), 1)]))

const logistic = (x: number) => 1 / (1 + Math.exp(-x))
const CUTS = [-2, -0.7, 0.7, 2]

/** Answers as the model has it, of one whose taste and bias are known. */
export function answer(
  kind: 'pick' | 'thumb' | 'grade' | 'adjust' | 'edit',
  { axes, taste, bias, random }: { axes: readonly string[]; taste: Position; bias: number; random: Random },
): Evidence {
  const [at, other] = [position(axes, random), position(axes, random)]
  const liking = (where: Position) =>
    axes.reduce((sum, axis) => sum - (BETA * ((where[axis]! - taste[axis]!) / STEP) ** 2) / 2, 0)
  const isLapse = random.uniform() < LAPSE
  const yes = (logit: number) => random.uniform() < (isLapse ? 0.5 : logistic(logit))
  if (kind === 'pick') return { kind, candidates: [at, other], picked: yes(liking(other) - liking(at)) ? 1 : 0 }
  if (kind === 'edit')
    return yes(liking(other) - liking(at)) ? { kind, from: at, to: other } : { kind, from: other, to: at }
  if (kind === 'thumb') return { kind, at, up: yes(bias + liking(at)) }
  if (kind === 'adjust') {
    const axis = axes[Math.floor(random.uniform() * axes.length)]!
    return { kind, at, axis, more: yes((BETA * (taste[axis]! - at[axis]!)) / STEP) }
  }
  const chance = random.uniform()
  const approval = bias + liking(at) + Math.log(chance / (1 - chance))
  const place = isLapse ? Math.floor(random.uniform() * 5) : CUTS.filter((cut) => approval > cut).length
  return { kind, at, grade: ([-2, -1, 0, 1, 2] as const)[place]! }
}
