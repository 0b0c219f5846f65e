/** What a request says of how tokens are drawn, as a worker takes it. */
import { type Sampling, type SamplingRequest, sampling } from '../../shared/wire/chat.ts'
import type { WrittenRequest } from './asked-structure.ts'

/** `top_p: 0` leaves the likeliest token alone, as `top_k: 1` does. */
export function askedSampling(request: SamplingRequest, written: WrittenRequest): Sampling {
  const { top_p, top_k } = request
  const cuts = top_p === 0 ? { top_p: null, top_k: 1 } : { top_p, top_k: top_k === -1 ? 0 : top_k }
  return sampling.parse(withoutNulls({ ...request, ...cuts, seed: askedSeed(request, written) }))
}

/** OpenAI's clients send null for what they leave at its default. */
const withoutNulls = (request: object) =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null && value !== undefined))

/** A seed of up to 64 bits as one that a number holds: seeds that differ stay different, near ones at least. */
function askedSeed({ seed }: SamplingRequest, written: WrittenRequest): number | undefined {
  if (typeof seed !== 'number' || Number.isSafeInteger(seed)) return seed ?? undefined
  const text = written.at('seed')
  const bits = BigInt.asUintN(64, BigInt(/^-?\d+$/.test(text) ? text : seed))
  return Number((bits ^ (bits >> 53n)) & (2n ** 53n - 1n))
}
