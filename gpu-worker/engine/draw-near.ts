/**
 * A draw that looks at few tokens: those that are surely the likeliest (shortlist.ts). Where they do not decide, it says
 * so, and the draw among all (draw.ts) does. Whether they decide never depends on the place that is drawn.
 *
 * Weights are as in draw.ts: e^-x, x how far a logit lies below the peak, divided by the temperature.
 */
import { type DrawOptions, NEGLIGIBLE, weightOfAll } from './draw.ts'

export type NearOptions = DrawOptions & {
  /** At most so many tokens, the likeliest, are left; 0 for all. */
  top_k: number
}

/**
 * The token at `place`, uniform in [0, 1), of what the cuts top-k, min-p and top-p leave; null where that is not among
 * `ids`.
 * @param ids every token whose logit is above `bound`, in any order; changed
 */
export function drawNear(
  logits: Float32Array,
  ids: Int32Array,
  bound: number,
  { temperature, top_k, min_p, top_p }: NearOptions,
  place: number,
): number | null {
  ids.sort((a, b) => logits[b]! - logits[a]! || a - b)
  const peak = logits[ids[0]!]!
  if (!Number.isFinite(peak)) return null
  const depth = min_p > 0 ? Math.min(NEGLIGIBLE, -Math.log(min_p)) : NEGLIGIBLE
  const lowest = peak - depth * temperature
  if (top_k > ids.length && lowest < bound) return null

  const most = top_k > 0 ? Math.min(top_k, ids.length) : ids.length
  const weights = new Float64Array(most)
  let count = 0
  let near = 0
  while (count < most && logits[ids[count]!]! >= lowest) {
    weights[count] = Math.exp((logits[ids[count]!]! - peak) / temperature)
    near += weights[count++]!
  }
  // All that is left is among them where top-k or the lowest logit ends the list, and not merely the bound.
  const complete = top_k > 0 || lowest >= bound
  const all = complete ? near : weightOfAll(logits, peak, temperature, depth)
  if (top_p < 1) {
    const wanted = top_p * all
    if (near < wanted && !complete) return null
    let kept = 0
    let nucleus = 0
    while (nucleus < count && kept < wanted) kept += weights[nucleus++]!
    return pick(ids, weights, nucleus, place * kept)
  }
  if (complete) return pick(ids, weights, count, place * near)
  const rest = place * all - near
  return rest < 0 ? pick(ids, weights, count, place * all) : pickBeyond(logits, ids, peak, temperature, depth, rest)
}

/** The first of the `count` ids whose weights sum to more than `at`; rounding may leave the last. */
function pick(ids: Int32Array, weights: Float64Array, count: number, at: number): number {
  let i = 0
  for (let rest = at - weights[0]!; rest >= 0 && i < count - 1; rest -= weights[i]!) i++
  return ids[i]!
}

/** Of the tokens that are not near, by id. Rare, so it may take its time. */
function pickBeyond(
  logits: Float32Array,
  near: Int32Array,
  peak: number,
  temperature: number,
  depth: number,
  at: number,
): number {
  const passed = new Set(near)
  let rest = at
  let last = near[0]!
  for (let id = 0; id < logits.length; id++) {
    const x = (peak - logits[id]!) / temperature
    if (!(x <= depth) || passed.has(id)) continue
    last = id
    rest -= Math.exp(-x)
    if (rest < 0) break
  }
  return last
}
