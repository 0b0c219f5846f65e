/** What is left of a user's regret, answer after answer. */
import { type BeliefOptions, inferBelief } from '../../shared/learning/belief.ts'
import type { Belief, Position, Prior, WeightedEvidence } from '../../shared/learning/events.ts'
import { informativeCandidates } from '../../shared/learning/informative-pair.ts'
import { drawStrengths } from '../../shared/learning/thompson.ts'
import type { World } from './learning-world.ts'
import type { SimulatedUser } from './simulated-user.ts'

/** What a user is asked at the step, given what is believed of them. */
export type Ask = (session: {
  belief: Belief
  world: World
  user: SimulatedUser
  step: number
  seed: number
}) => WeightedEvidence

export const askPick =
  (count = 2, reach?: number): Ask =>
  ({ belief, world, user, step, seed }) => {
    const question = informativeCandidates(belief, world.steps, {
      seed: seed + step,
      count,
      reach,
      informed: belief.informed,
    })
    if (!question) throw new Error('nothing is left to ask')
    const texts = question.candidates.map((strengths) => world.write(strengths, step))
    return weighted(step, user.pick(texts))
  }

/** Candidates anywhere in the safe range. */
export const askRandomPick =
  (count = 2): Ask =>
  ({ world, user, step }) => {
    const anywhere = (): Position => Object.fromEntries(world.axes.map((axis) => [axis, 2 * user.random() - 1]))
    return weighted(step, user.pick(Array.from({ length: count }, () => world.write(anywhere(), step))))
  }

/** A thumb on an answer at a draw from the belief. */
export const askThumb =
  (within?: number): Ask =>
  ({ belief, world, user, step, seed }) =>
    weighted(step, user.thumb(world.write(drawStrengths(belief, world.steps, seed + step, { within }), step)))

const weighted = (step: number, evidence: ReturnType<SimulatedUser['pick']>): WeightedEvidence => ({
  ...evidence,
  id: String(step).padStart(4, '0'),
  weight: 1,
})

export type Session = {
  world: World
  prior: Prior
  ask: Ask
  answers: number
  options?: BeliefOptions
  /** In answers; events never fade unless given. */
  halfLife?: number
  /** Called before each step: a taste may change. */
  before?: (user: SimulatedUser, step: number) => void
}

/** Regret of the belief's mean after 0, 1, … answers. */
export function regrets(session: Session, user: SimulatedUser, seed: number): number[] {
  const { world, prior, ask, answers, options, halfLife, before } = session
  const events: WeightedEvidence[] = []
  const left: number[] = []
  for (let step = 0; ; step++) {
    before?.(user, step)
    const faded = halfLife
      ? events.map((event, n) => ({ ...event, weight: event.weight * 0.5 ** ((events.length - n) / halfLife) }))
      : events
    const belief = inferBelief(world.axes, world.steps, prior, faded, options)
    left.push(user.regret(Object.fromEntries(world.axes.map((axis, a) => [axis, belief.mean[a]!]))))
    if (step === answers) return left
    events.push(ask({ belief, world, user, step, seed }))
  }
}

/** Regret within a tenth: as good as the best fixed profile, to the user. */
export const NEAR = 0.1
const STAYS = 4

/** Answers until the regret is within a tenth and stays so for three more; one more than there were if it never is. */
export function answersUntilNear(left: readonly number[]): number {
  const at = left.findIndex(
    (_, n) => n + STAYS <= left.length && left.slice(n, n + STAYS).every((regret) => regret <= NEAR),
  )
  return at < 0 ? left.length : at
}
