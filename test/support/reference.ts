/**
 * The reference: what Hugging Face transformers computes in float32 from the default model's file.
 * How it was made, and what its tensors hold: test/fixtures/reference/README.md.
 */
import { readFileSync } from 'node:fs'
import { readSafetensors } from '../../shared/safetensors.ts'

export type ReferenceSequence = {
  name: string
  /** The tokens that were run; logits are kept at every one of them. */
  ids: number[]
  /** Of the prose: what `ids` are the tokens of. */
  text?: string
  /** Of a chat: the user's only message, the prompt's length in tokens, and the greedy answer behind it. */
  question?: string
  prompt?: number
  answer?: string
  /** For each token of the answer: how far its logit was above the second best one's. */
  gaps?: number[]
  at(position: number): ReferenceLogits
}

/** The next token's distribution at one position of a sequence. */
export type ReferenceLogits = {
  /** The likeliest tokens, best first, then `sampled` ones drawn (with repetition) from the rest by their probability. */
  ids: Float32Array
  /** Theirs, raw. */
  logits: Float32Array
  logsumexp: number
  /** The probability of all tokens but the likeliest ones. */
  tail: number
  sampled: number
}

export type Reference = {
  sequences: ReferenceSequence[]
  sequence(name: string): ReferenceSequence
  /** Positions of the prose with everything: all logits, and the residual stream after each block. */
  whole: { position: number; logits: Float32Array; hidden: Float32Array[] }[]
}

const FOLDER = new URL('../fixtures/reference/', import.meta.url)

export function readReference(): Reference {
  const { top, tailSamples, sequences: listed } = JSON.parse(readFileSync(new URL('reference.json', FOLDER), 'utf8'))
  const { tensors } = readSafetensors(readFileSync(new URL('reference.safetensors', FOLDER)))
  const data = (name: string) => tensors.get(name)!.data
  const kept = top + tailSamples
  const sequences: ReferenceSequence[] = listed.map((sequence: Omit<ReferenceSequence, 'at'>) => ({
    ...sequence,
    at: (position: number): ReferenceLogits => ({
      ids: data(`${sequence.name}.ids`).subarray(position * kept, (position + 1) * kept),
      logits: data(`${sequence.name}.logits`).subarray(position * kept, (position + 1) * kept),
      logsumexp: data(`${sequence.name}.logsumexp`)[position],
      tail: data(`${sequence.name}.tail`)[position],
      sampled: tailSamples,
    }),
  }))
  const [, layers, hidden] = tensors.get('prose.hidden')!.shape
  const vocabulary = tensors.get('prose.whole')!.shape[1]
  const positions = [...data('prose.positions')]
  const whole = positions.map((position, row) => ({
    position,
    logits: data('prose.whole').subarray(row * vocabulary, (row + 1) * vocabulary),
    hidden: rowsOf(data('prose.hidden'), hidden).slice(row * layers, (row + 1) * layers),
  }))
  const sequence = (name: string) => {
    const found = sequences.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`there is no reference '${name}'; there are ${sequences.map((s) => s.name).join(', ')}`)
    return found
  }
  return { sequences, sequence, whole }
}

const rowsOf = (values: Float32Array, length: number) =>
  Array.from({ length: values.length / length }, (_, row) => values.subarray(row * length, (row + 1) * length))

/**
 * KL(reference ‖ other) in nats over the whole vocabulary, `logits` being the other's.
 *
 * The likeliest tokens (and the rest as one) count exactly. What happens inside the rest is an unbiased estimate from
 * the tokens sampled there: the mean of r - 1 - ln r with r the ratio of the two conditional probabilities, which is
 * never negative and varies little. Each term carries its + q - p, so that rounding of the kept numbers cancels to first
 * order instead of adding up.
 */
export function divergence(reference: ReferenceLogits, logits: Float32Array): number {
  const { ids, tail, sampled } = reference
  const logTotal = logSumExp(logits)
  const logP = (k: number) => reference.logits[k] - reference.logsumexp
  const logQ = (k: number) => logits[ids[k]] - logTotal
  const top = ids.length - sampled
  let sum = 0
  let rest = 1
  for (let k = 0; k < top; k++) {
    sum += term(Math.exp(logP(k)), logP(k), logQ(k))
    rest -= Math.exp(logQ(k))
  }
  if (tail < NOTHING || rest < NOTHING) return sum
  sum += term(tail, Math.log(tail), Math.log(rest))
  let inside = 0
  for (let k = top; k < ids.length; k++) {
    const logRatio = logQ(k) - Math.log(rest) - (logP(k) - Math.log(tail))
    inside += Math.exp(logRatio) - 1 - logRatio
  }
  return sum + (tail * inside) / sampled
}

/** Less probability than this is rounding. */
const NOTHING = 1e-9

const term = (p: number, logP: number, logQ: number) => p * (logP - logQ) - p + Math.exp(logQ)

function logSumExp(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > largest) largest = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - largest)
  return largest + Math.log(sum)
}
