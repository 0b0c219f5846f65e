/**
 * How far the next token's distribution of one form of a model is from that of another: KL(p ‖ q) in nats, the mean over
 * the calibration texts' tokens.
 */
import { divergenceOf } from '../distribution.ts'
import { type Reader, runSequence } from './run-sequence.ts'

/** Of each text, so many tokens are run, and every other one's distribution compared: enough for the mean, and quick. */
const TOKENS = 64
const STEP = 2

/** @param of what is taken for right; both have the same configuration */
export async function measureDivergence(
  of: Reader,
  from: Reader,
  sequences: readonly (readonly number[])[],
): Promise<number> {
  const V = of.config.vocabulary
  let sum = 0
  let count = 0
  for (const ids of sequences.map((sequence) => sequence.slice(0, TOKENS))) {
    const expected = await logitsOf(of, ids)
    const got = await logitsOf(from, ids)
    for (let at = 0; at < expected.length; at += V) {
      sum += divergenceOf(expected.subarray(at, at + V), got.subarray(at, at + V))
      count++
    }
  }
  return sum / count
}

async function logitsOf(reader: Reader, ids: readonly number[]): Promise<Float32Array> {
  const picked = [...ids.keys()].filter((position) => position % STEP === 0)
  const outputs = new Map([['logits', [picked.length, reader.config.vocabulary]]])
  let logits = new Float32Array(0)
  await runSequence(reader, ids, outputs, picked, (read) => {
    logits = read.get('logits')!.slice()
  })
  return logits
}
