/** Users who answer as a taste, a temper and chance have it. */
import type { Evidence, Position } from '../../shared/learning/events.ts'
import { SAFE } from '../../shared/learning/utility.ts'
import { mulberry32, normalFrom } from '../../shared/mulberry32.ts'
import type { Taste, Text, World } from './learning-world.ts'

export type Temper = {
  /** How much a difference of liking decides; infinite: the better one is taken, always. */
  beta: number
  /** The share of answers that are wrong: another candidate than the one meant, the other thumb. */
  wrong: number
  /** Takes the worst for the best, and praises what they dislike. */
  hostile?: boolean
  /** Approval at their very taste, in log-odds. */
  bias: number
}

/** Errs never, errs as the choice rule has it, errs one time in five. */
export const EXACT: Temper = { beta: Number.POSITIVE_INFINITY, wrong: 0, bias: 4 }
export const NOISY: Temper = { beta: 1, wrong: 0, bias: 4 }
export const WRONG: Temper = { ...EXACT, wrong: 0.2 }

export class SimulatedUser {
  taste: Taste
  readonly random: () => number
  private readonly world: World
  private readonly temper: Temper

  constructor(world: World, taste: Taste, temper: Temper, seed: number) {
    this.world = world
    this.taste = taste
    this.temper = temper
    this.random = mulberry32(seed)
  }

  pick(texts: readonly Text[]): Evidence {
    const { random } = this
    const { beta, wrong, hostile } = this.temper
    const sign = hostile ? -1 : 1
    // Adding Gumbel noise and taking the greatest is Luce's rule.
    const noise = () => (Number.isFinite(beta) ? -Math.log(-Math.log(1 - random())) / beta : 0)
    const likings = texts.map(({ features }) => sign * this.world.liking(this.taste, features) + noise())
    let picked = likings.indexOf(Math.max(...likings))
    if (random() < wrong) picked = (picked + 1 + Math.floor(random() * (texts.length - 1))) % texts.length
    return { kind: 'pick', candidates: texts.map(({ position }) => position), picked }
  }

  thumb(text: Text): Evidence {
    const { random } = this
    const { beta, wrong, hostile, bias } = this.temper
    const approval = bias + this.world.liking(this.taste, text.features)
    const isGood = Number.isFinite(beta) ? random() < 1 / (1 + Math.exp(-beta * approval)) : approval > 0
    const isSlip = random() < wrong
    return { kind: 'thumb', at: text.position, up: isGood !== (isSlip !== (hostile ?? false)) }
  }

  /** The share of what steering could give this user that the profile leaves out: 0 at the best one, 1 at none. */
  regret(strengths: Position): number {
    const best = this.world.best(this.taste)
    return (best - this.world.value(this.taste, strengths)) / (best - this.world.value(this.taste, {}))
  }
}

/** Normal about the middle with that deviation, within the safe range. */
export function drawTaste(
  world: World,
  random: () => number,
  { middle = {}, deviation = 0.5 }: { middle?: Position; deviation?: number } = {},
): Taste {
  const normal = normalFrom(random)
  const draw = (axis: string): number => {
    const value = (middle[axis] ?? 0) + deviation * normal()
    return Math.abs(value) <= SAFE ? value : draw(axis)
  }
  return Object.fromEntries(world.axes.map((axis) => [axis, draw(axis)]))
}
