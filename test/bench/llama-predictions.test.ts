/** llama-perplexity's file of predictions, of two windows over a vocabulary of three. */
import { expect, test } from 'vitest'
import { decodePredictions } from '../../bench/harness/llama-predictions.ts'

const WINDOW = 4

/** Of each window only position 2 is saved: the second half without the last. */
function file({ magic = '_logits_' } = {}): Buffer {
  const header = Buffer.concat([Buffer.from(magic), Buffer.from(Int32Array.of(WINDOW, 3, 2).buffer)])
  const tokens = Buffer.from(Int32Array.of(0, 1, 2, 0, 2, 2, 1, 1).buffer)
  const row = (step: number, least: number, ...numbers: number[]) =>
    Buffer.concat([
      Buffer.from(Float32Array.of(step, least).buffer),
      // An odd vocabulary is made even.
      Buffer.from(Uint16Array.of(...numbers, 0).buffer),
    ])
  return Buffer.concat([header, tokens, row(0.5, -8, 16, 0, 10), row(0.25, -4, 0, 1, 65535)])
}

test('gives tokens, positions and log-probabilities, and says what was cut off', () => {
  const { windows } = decodePredictions(file())
  expect(windows.map(({ tokens }) => tokens)).toEqual([
    [0, 1, 2, 0],
    [2, 2, 1, 1],
  ])
  const [[first, ...more], [second]] = windows.map(({ positions }) => positions) as [never[], never[]]
  expect(more).toEqual([])
  expect(first).toEqual({
    position: 2,
    logProbs: Float32Array.of(0, -8, -3),
    known: Uint8Array.of(1, 0, 1),
  })
  expect(second).toEqual({
    position: 2,
    logProbs: Float32Array.of(-4, -3.75, -4 + 0.25 * 65535),
    known: Uint8Array.of(0, 1, 1),
  })
})

test('another file, or a part of one, is refused', () => {
  expect(() => decodePredictions(file({ magic: '_whatis_' }))).toThrow('does not begin with _logits_')
  const whole = file()
  expect(() => decodePredictions(whole.subarray(0, -2))).toThrow(`has ${whole.length - 2} bytes, not ${whole.length}`)
})
