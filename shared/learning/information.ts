/** How much a pick would tell of what a user likes, before it is made. */

const LAMBDA = Math.PI / 8
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
 * a lapse raises the entropy that stays to that of a coin of lapse/2. Within .03 bits of the integral.
 */
export function pickInformation(mean: number, variance: number, lapse: number): number {
  const p = 1 / (1 + Math.exp(-mean / Math.sqrt(1 + LAMBDA * variance)))
  const floor = entropy(lapse / 2)
  const spread = LAMBDA * variance + BELL
  const bell = Math.sqrt(BELL / spread) * Math.exp((-LAMBDA * mean ** 2) / (2 * spread))
  return Math.max(entropy((1 - lapse) * p + lapse / 2) - (floor + (1 - floor) * bell), 0)
}
