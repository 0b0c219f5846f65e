/**
 * Whether a user's signals tell of a liking at all. Models are weighed by their evidence (Kass & Raftery 1995, 'Bayes
 * factors'): the signals follow what the user likes, follow it roughly, or follow nothing. A belief is the mean over all
 * (Hoeting et al. 1999, 'Bayesian model averaging'), so that who clicks at random is left about where they began.
 */
import type { Bias } from './events.ts'
import type { Observation } from './observation.ts'

/**
 * Before any signal, the chance that a user's signals follow their liking. By simulation, .9 to .95 do about as well: lower,
 * and who means it takes longer to be believed; higher, and who clicks at random does longer harm to themselves.
 */
export const INFORMED = 0.93

/**
 * Of those, the share whose signals follow it but roughly: differences decide a fifth as much. So look users who read real
 * answers, which differ in much more than the axes tell; without this they were taken for ones whose signals follow nothing. By simulation
 * .3 serves those no better, and who picks at random worse.
 */
export const ROUGH = 0.1
export const ROUGHLY = 0.2

/** What is believed of approval by bias alone, in places so far apart, and so far out, in the prior's deviations. */
const PLACES_A_DEVIATION = 20
const FURTHEST = 5

/** log of the probability of all signals if they follow nothing, and the bias that verdicts then tell of. */
export type Uninformed = { log: number; bias: Bias }

/**
 * Picks and comparisons are then as likely to come out any way; verdicts follow the bias alone, which is summed over. Readings
 * of texts count alike in both models and are left out. Verdicts of one grade are one term, so that this costs the same for any
 * number of them.
 */
export function uninformed(observations: readonly Observation[], prior: Bias, lapse: number): Uninformed {
  let log = 0
  const verdicts = new Map<string, Verdict>()
  for (const observation of observations) {
    const { form, weight, outcomes } = observation
    if (form === 'reading') continue
    if (form !== 'verdict') {
      log -= weight * Math.log(outcomes)
      continue
    }
    const { low, high } = observation
    const key = `${low} ${high} ${outcomes}`
    const same = verdicts.get(key)
    if (same) same.weight += weight
    else verdicts.set(key, { low, high, outcomes, weight })
  }
  if (!verdicts.size) return { log, bias: prior }
  const deviation = Math.sqrt(prior.variance)
  const count = 2 * FURTHEST * PLACES_A_DEVIATION + 1
  const logs = new Float64Array(count)
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const z = placeOf(i)
    const bias = prior.mean + deviation * z
    let value = (-z * z) / 2
    for (const verdict of verdicts.values()) value += logOfVerdict(verdict, bias, lapse)
    logs[i] = value
    most = Math.max(most, value)
  }
  let [total, first, second] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const share = Math.exp(logs[i]! - most)
    const z = placeOf(i)
    total += share
    first += share * z
    second += share * z * z
  }
  const mean = first / total
  return {
    log: log + most + Math.log(total / (PLACES_A_DEVIATION * Math.sqrt(2 * Math.PI))),
    bias: { mean: prior.mean + deviation * mean, variance: prior.variance * (second / total - mean ** 2) },
  }
}

type Verdict = { low: number; high: number; outcomes: number; weight: number }

const logOfVerdict = ({ low, high, outcomes, weight }: Verdict, bias: number, lapse: number): number =>
  weight * Math.log((1 - lapse) * (logistic(bias - low) - logistic(bias - high)) + lapse / outcomes)

/** log of the probability of one signal if it follows nothing but a bias; a reading counts alike in both models: 0. */
export function uninformedLog(observation: Observation, bias: number, lapse: number): number {
  if (observation.form === 'reading') return 0
  if (observation.form === 'verdict') return logOfVerdict(observation, bias, lapse)
  return -observation.weight * Math.log(observation.outcomes)
}

const placeOf = (i: number): number => i / PLACES_A_DEVIATION - FURTHEST
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** Shares of models after the signals: prior shares, and the logs of their evidence. */
export function sharesOf(priors: readonly number[], logs: readonly number[]): number[] {
  const weights = priors.map((prior, n) => Math.log(prior) + logs[n]!)
  const most = Math.max(...weights)
  const shares = weights.map((weight) => Math.exp(weight - most))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}
