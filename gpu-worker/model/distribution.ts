/** What rows of logits [V] say of the next token. Natural logarithms throughout. */

/** log Σ e^logits. */
export function logSumExp(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > largest) largest = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - largest)
  return largest + Math.log(sum)
}

export const logProbability = (logits: Float32Array, id: number): number => logits[id]! - logSumExp(logits)

/** KL(p ‖ q) over the whole vocabulary, in nats. @throws Error when the vocabularies are not of one size */
export function divergenceOf(p: Float32Array, q: Float32Array): number {
  if (p.length !== q.length) throw new Error(`vocabularies of ${p.length} and ${q.length} tokens cannot be compared`)
  const logP = logSumExp(p)
  const logQ = logSumExp(q)
  let sum = 0
  for (let id = 0; id < p.length; id++) sum += Math.exp(p[id]! - logP) * (p[id]! - logP - (q[id]! - logQ))
  return sum
}
