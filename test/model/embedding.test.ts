import { expect, test } from 'vitest'
import { dequantize } from '../../gpu-worker/model/dequantize.ts'
import { EmbeddingTable } from '../../gpu-worker/model/embedding.ts'
import { quantize, type WritableType } from '../support/quantize.ts'
import { createRandom } from '../support/random.ts'

const HIDDEN = 96
const VOCABULARY = 5

const random = createRandom(11)
const normals = (length: number) => Float32Array.from({ length }, () => random.normal())
const weights = normals(HIDDEN * VOCABULARY)
const tableOf = (type: WritableType) => new EmbeddingTable(quantize(type, weights), type, HIDDEN, VOCABULARY)

test.each(['F32', 'F16', 'BF16', 'Q4_1', 'Q8_0'] as const)('%s: a row is a row of the whole table', (type) => {
  const whole = dequantize(type, quantize(type, weights), weights.length)
  const out = new Float32Array(HIDDEN + 2).fill(9)
  tableOf(type).row(3, out, 1)
  expect([...out]).toEqual([9, ...whole.subarray(3 * HIDDEN, 4 * HIDDEN), 9])
})

test.each(['F32', 'F16', 'Q4_1', 'Q8_0'] as const)('%s: dot is the double-precision product with the row', (type) => {
  const table = tableOf(type)
  const row = new Float32Array(HIDDEN)
  const x = normals(HIDDEN + 7)
  for (let id = 0; id < VOCABULARY; id++) {
    table.row(id, row, 0)
    const expected = row.reduce((sum, value, i) => sum + value * x[7 + i], 0)
    expect(table.dot(id, x, 7)).toBeCloseTo(expected, 12)
  }
})

test('works on a view into a larger buffer', () => {
  const bytes = quantize('F32', weights)
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  const table = new EmbeddingTable(shifted.subarray(3), 'F32', HIDDEN, VOCABULARY)
  const row = new Float32Array(HIDDEN)
  table.row(4, row, 0)
  expect([...row]).toEqual([...weights.subarray(4 * HIDDEN)])
})

test('refuses what is outside', () => {
  const table = tableOf('Q8_0')
  const row = new Float32Array(HIDDEN)
  for (const id of [-1, VOCABULARY, 1.5, Number.NaN]) {
    expect(() => table.row(id, row, 0)).toThrow(`there is no token ${id}: the vocabulary has 5`)
    expect(() => table.dot(id, row, 0)).toThrow(`there is no token ${id}`)
  }
  expect(() => table.row(0, row, 1)).toThrow('96 values do not fit an array of 96 from place 1')
  expect(() => table.dot(0, row, 1)).toThrow('there are no 96 values from place 1 of an array of 96')
  expect(() => table.dot(0, row, -1)).toThrow('there are no 96 values')
  expect(() => new EmbeddingTable(new Uint8Array(10), 'Q8_0', 64, 2)).toThrow(
    '2 rows of 64 Q8_0 values are 136 bytes, not 10',
  )
  expect(() => new EmbeddingTable(new Uint8Array(10), 'Q8_0', 65, 2)).toThrow('whole number of Q8_0 blocks')
})
