/**
 * One token drawn from the softmax of logits, among those that min-p and top-p leave.
 *
 * A token's weight is e^-x, where x is how far its logit lies below the peak, divided by the temperature. Tokens are
 * counted into narrow bins of x; the bins tell where the border of top-p and the drawn token are to be found. So the
 * vocabulary is never sorted, only the few tokens in the border's bin.
 */

/** Below e^-20 of the largest, a token is not drawn in any lifetime: all of them together weigh under 1e-4. */
export const NEGLIGIBLE = 20

/** Bins in a unit of x. */
const RESOLUTION = 128
const BINS = NEGLIGIBLE * RESOLUTION + 1
const OUTSIDE = BINS

/** e^-x where each bin begins. */
const EDGES = Float64Array.from({ length: BINS }, (_, bin) => Math.exp(-bin / RESOLUTION))

/** Scratch that every draw fills anew: what the candidates of each bin weigh, and the candidates themselves. */
const binWeights = new Float64Array(BINS)
let scratchIds = new Int32Array(0)
let scratchDistances = new Float64Array(0)

export type DrawOptions = {
  /** Above 0. */
  temperature: number
  /** Tokens less likely than this share of the likeliest are cut. */
  min_p: number
  /** Of what is left, the fewest tokens that hold this share stay: the largest first, equals by id. */
  top_p: number
}

/** The first `count` of `ids`; of these, only what lies at most `limit` bins below the peak may be drawn. */
type Candidates = {
  readonly logits: Float32Array
  readonly ids: Int32Array
  count: number
  readonly peak: number
  /** Bins in a unit of the logits. */
  readonly scale: number
  readonly limit: number
}

/**
 * The token at `place`, uniform in [0, 1), of all weight: that of `among`, or of the whole row when it is null.
 * `best` is the id of the row's largest logit, which no cut takes away.
 */
export function draw(
  logits: Float32Array,
  among: Int32Array | null,
  best: number,
  { temperature, min_p, top_p }: DrawOptions,
  place: number,
): number {
  const depth = min_p > 0 ? Math.min(NEGLIGIBLE, -Math.log(min_p)) : NEGLIGIBLE
  const peak = logits[best]!
  const scale = RESOLUTION / temperature
  const limit = RESOLUTION * depth
  const ids = idsFor(logits.length)
  const count = among ? copy(among, ids) : collectNear(logits, peak, scale, limit, ids)
  const candidates = { logits, ids, count, peak, scale, limit }

  let total = weighBins(candidates)
  if (top_p < 1) total = keepNucleus(candidates, top_p * total)

  let rest = place * total
  let bin = 0
  while (bin < BINS - 1 && rest >= binWeights[bin]!) rest -= binWeights[bin++]!
  for (const id of tokensIn(candidates, bin)) {
    rest -= weightOf(candidates, id)
    if (rest < 0) return id
  }
  // Only rounding leads here, or an infinite logit.
  return best
}

/**
 * What all tokens at most `depth` below the peak weigh together, x as above: seven digits of it. In two loops, since where
 * tokens are near is as hard to guess here as it is below.
 */
export function weightOfAll(logits: Float32Array, peak: number, temperature: number, depth: number): number {
  const scale = RESOLUTION / temperature
  const limit = RESOLUTION * depth
  if (scratchDistances.length < logits.length) scratchDistances = new Float64Array(logits.length)
  const distances = scratchDistances
  const beyond = limit + 1
  let count = 0
  for (let i = 0; i < logits.length; i++) {
    const x = (peak - logits[i]!) * scale
    distances[count] = x
    count += ((x - beyond) | 0) >>> 31
  }
  let total = 0
  for (let i = 0; i < count; i++) {
    const x = distances[i]!
    if (x <= limit) total += EDGES[x | 0]! * belowEdge(x)
  }
  return total
}

/** Fills `binWeights`; returns their sum. */
function weighBins({ logits, ids, count, peak, scale, limit }: Candidates): number {
  binWeights.fill(0)
  // First in units of each bin's edge: the fewer arrays this loop uses, the faster it is.
  for (let i = 0; i < count; i++) {
    const x = (peak - logits[ids[i]!]!) * scale
    if (x <= limit) binWeights[x | 0]! += belowEdge(x)
  }
  let total = 0
  for (let bin = 0; bin < BINS; bin++) {
    binWeights[bin]! *= EDGES[bin]!
    total += binWeights[bin]!
  }
  return total
}

/** Keeps the fewest candidates that weigh `wanted`, largest first; returns what they weigh. */
function keepNucleus(candidates: Candidates, wanted: number): number {
  const { logits, ids } = candidates
  let above = 0
  let border = 0
  while (border < BINS - 1 && above + binWeights[border]! < wanted) above += binWeights[border++]!

  keepDownTo(candidates, border)
  const inBorder = tokensIn(candidates, border).sort((a, b) => logits[b]! - logits[a]! || a - b)
  keepDownTo(candidates, border - 1)
  let kept = 0
  for (const id of inBorder) {
    if (above + kept >= wanted) break
    kept += weightOf(candidates, id)
    ids[candidates.count++] = id
  }
  binWeights[border] = kept
  binWeights.fill(0, border + 1)
  return above + kept
}

/** Drops the candidates of all bins after `last`. */
function keepDownTo(candidates: Candidates, last: number): void {
  const { ids, count } = candidates
  let kept = 0
  for (let i = 0; i < count; i++) {
    const id = ids[i]!
    if (binOf(candidates, id) <= last) ids[kept++] = id
  }
  candidates.count = kept
}

/** The candidates of one bin. */
function tokensIn(candidates: Candidates, bin: number): number[] {
  const { ids, count } = candidates
  const tokens: number[] = []
  for (let i = 0; i < count; i++) if (binOf(candidates, ids[i]!) === bin) tokens.push(ids[i]!)
  return tokens
}

function binOf({ logits, peak, scale, limit }: Candidates, id: number): number {
  const x = (peak - logits[id]!) * scale
  return x <= limit ? x | 0 : OUTSIDE
}

function weightOf({ logits, peak, scale }: Candidates, id: number): number {
  const x = (peak - logits[id]!) * scale
  return EDGES[x | 0]! * belowEdge(x)
}

/** e^-x, x in bins, in units of its value where the bin begins: two terms of the series give seven digits. */
function belowEdge(x: number): number {
  const rest = ((x | 0) - x) / RESOLUTION
  return 1 + rest * (1 + rest / 2)
}

/**
 * Writes the ids of values up to `limit` bins below the peak; returns how many. Among them may be some that are so far
 * below that 32 bits do not hold it. Whether a token is near is as good as a coin toss, which a branch would guess wrong
 * half the time, at four times the cost of all this: so each id is written, and the sign of a difference decides
 * whether the next one overwrites it.
 */
function collectNear(logits: Float32Array, peak: number, scale: number, limit: number, ids: Int32Array): number {
  const beyond = limit + 1
  let count = 0
  for (let id = 0; id < logits.length; id++) {
    ids[count] = id
    count += (((peak - logits[id]!) * scale - beyond) | 0) >>> 31
  }
  return count
}

function copy(from: Int32Array, to: Int32Array): number {
  to.set(from)
  return from.length
}

function idsFor(vocabulary: number): Int32Array {
  if (scratchIds.length < vocabulary) scratchIds = new Int32Array(vocabulary)
  return scratchIds
}
