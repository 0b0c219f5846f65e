/** Which of two versions users approve of more, as far as it can be said by now. */
import { confidenceSequence, firstExclusion } from './confidence-sequence.ts'

export const VERDICTS = ['undecided', 'challenger', 'active'] as const
export type Verdict = (typeof VERDICTS)[number]

/** `value` is the mean so far; `low` to `high` holds the true one at all times together, with probability 1 − alpha. */
export type Estimate = { value: number; low: number; high: number }

/** What became of one arm's users: `heard` of them have signalled, `settled` count by now. */
export type Arm = { heard: number; signals: number; approvals: readonly number[] }

export type ArmShown = { users: number; counted: number; signals: number; approval: Estimate | null }

export type Comparison = {
  challenger: ArmShown
  active: ArmShown
  /** The challenger's approval less the active version's; null while there is nothing to compare. */
  difference: Estimate | null
  verdict: Verdict
}

/** Users of the larger arm who stand against one of the smaller: more make hardly anything surer. */
const MOST_AGAINST_ONE = 10

/**
 * The difference is that of blocks: one user of the smaller arm against the mean of as many of the larger as the share makes
 * of them for each, both in the order in which they settled. Each block's difference has the mean that is asked for, whatever
 * the users' own deviations are, and lies between −1 and 1; the verdict falls when 0 first lies outside the confidence
 * sequence of that mean, and stays. It holds however often it was looked at before, and though one version may make users
 * signal more often than the other. What it asks for: that users of an arm come as if drawn from the same many, so that
 * a change of the world in between weighs on both arms alike.
 *
 * @param share of users that are the challenger's
 */
export function compareArms(
  { challenger, active }: { challenger: Arm; active: Arm },
  { share, alpha }: { share: number; alpha: number },
): Comparison {
  const differences = blockDifferences(challenger.approvals, active.approvals, share)
  const scaled = differences.map((difference) => (difference + 1) / 2)
  const exclusion = firstExclusion(scaled, 0.5, alpha)
  const { low, high } = confidenceSequence(scaled, alpha)
  return {
    challenger: shown(challenger, alpha),
    active: shown(active, alpha),
    difference: differences.length ? rounded({ value: mean(differences), low: 2 * low - 1, high: 2 * high - 1 }) : null,
    verdict: exclusion === null ? 'undecided' : exclusion.side === 'above' ? 'challenger' : 'active',
  }
}

/** Of complete blocks, in their order. */
export function blockDifferences(challenger: readonly number[], active: readonly number[], share: number): number[] {
  const against = (ratio: number) => Math.min(Math.max(Math.round(ratio), 1), MOST_AGAINST_ONE)
  const [ones, others] = [against(share / (1 - share)), against((1 - share) / share)]
  const count = Math.floor(Math.min(challenger.length / ones, active.length / others))
  return Array.from(
    { length: count },
    (_, block) =>
      mean(challenger.slice(block * ones, (block + 1) * ones)) -
      mean(active.slice(block * others, (block + 1) * others)),
  )
}

const shown = ({ heard, signals, approvals }: Arm, alpha: number): ArmShown => ({
  users: heard,
  counted: approvals.length,
  signals,
  approval: approvals.length ? rounded({ value: mean(approvals), ...confidenceSequence(approvals, alpha) }) : null,
})

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const rounded = ({ value, low, high }: Estimate): Estimate => {
  const short = (number: number) => Math.round(number * 1e4) / 1e4
  return { value: short(value), low: short(low), high: short(high) }
}
