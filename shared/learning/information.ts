/** How much a pick would tell of what a user likes, before it is made. */

/** σ(z) is nearly Φ(z√λ): by it the mean of σ over z ~ N(m, v) is σ(m / √(1 + λv)) (MacKay 1992). */
export const LAMBDA = Math.PI / 8
/** Of the bell that stands in for the entropy of Φ(f): exp(-f²/(π ln 2)), as a Gaussian's variance. */
const BELL = (Math.PI * Math.LN2) / 2

/** Of a yes that comes with probability p, in bits. */
export function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
}

/**
 * Bits that the pick of one of two tells of its log-odds z ~ N(mean, variance): the entropy of the answer less what
 * would be left of it if z were known. In closed form, with σ(z) taken for the probit Φ(z√(π/8)) and its entropy for a
 * bell (Houlsby et al. 2011, 'Bayesian active learning for classification and preference learning', arXiv 1112.5745);
 * a lapse raises the entropy that stays to that of a coin of lapse/2. Within .05 bits of the integral for odds up to
 * e²; of surer answers less so, which are not worth asking for.
 */
export function pickInformation(mean: number, variance: number, lapse: number): number {
  const p = 1 / (1 + Math.exp(-mean / Math.sqrt(1 + LAMBDA * variance)))
  const floor = entropy(lapse / 2)
  const spread = LAMBDA * variance + BELL
  const bell = Math.sqrt(BELL / spread) * Math.exp((-LAMBDA * mean ** 2) / (2 * spread))
  return Math.max(entropy((1 - lapse) * p + lapse / 2) - (floor + (1 - floor) * bell), 0)
}

/**
 * Bits that a choice among several tells, by users drawn from the belief: the entropy of their mean choice less the mean
 * entropy of each one's, by Luce's rule. `likings` are [candidates] of [users], in log-odds.
 */
export function choiceInformation(likings: readonly Float64Array[], lapse: number): number {
  const users = likings[0]?.length ?? 0
  const shares = new Float64Array(likings.length)
  const mean = new Float64Array(likings.length)
  let left = 0
  for (let user = 0; user < users; user++) {
    let most = Number.NEGATIVE_INFINITY
    for (const liking of likings) most = Math.max(most, liking[user]!)
    let total = 0
    for (let j = 0; j < shares.length; j++) {
      shares[j] = Math.exp(likings[j]![user]! - most)
      total += shares[j]!
    }
    for (let j = 0; j < shares.length; j++) {
      const p = ((1 - lapse) * shares[j]!) / total + lapse / shares.length
      mean[j]! += p / users
      left += surprise(p) / users
    }
  }
  return Math.max(mean.reduce((sum, p) => sum + surprise(p), 0) - left, 0)
}

const surprise = (p: number): number => (p > 0 ? -p * Math.log2(p) : 0)

/**
 * Bits that one answer tells of whether picks follow a liking (with chance `informed`) or nothing: one of `outcomes` is
 * picked with probability p in the one case, and as often as any other in the other.
 */
export function trustInformation(p: number, outcomes: number, informed: number): number {
  const chance = 1 / outcomes
  const mean = informed * p + (1 - informed) * chance
  return Math.max(entropy(mean) - informed * entropy(p) - (1 - informed) * entropy(chance), 0)
}
