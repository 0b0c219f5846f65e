import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dequantize, dequantizeAt, halfToFloat } from '../../gpu-worker/model/dequantize.ts'
import { rowBytes, TENSOR_TYPES, type TensorType } from '../../gpu-worker/model/tensor-types.ts'
import { quantize, type WritableType } from '../support/quantize.ts'
import { createRandom } from '../support/random.ts'

type Fixture = Record<TensorType, { values: number; bytes: string; float32: string }>

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/tensor-types/tensor-types.json', import.meta.url), 'utf8'),
)
const types = Object.keys(TENSOR_TYPES) as TensorType[]
const decoded = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length)

describe('dequantize', () => {
  test.each(types)('%s equals the Python package gguf, bit for bit', (type) => {
    const { values, bytes, float32 } = fixture[type]
    const expected = new Float32Array(decoded(float32).buffer)
    expect(expected).toHaveLength(values)
    expect(bitsOf(dequantize(type, decoded(bytes), values))).toEqual(bitsOf(expected))
  })

  test.each(types)('%s reads a row in the middle and writes only there', (type) => {
    const { bytes } = fixture[type]
    const { valuesPerBlock: count } = TENSOR_TYPES[type]
    const whole = dequantize(type, decoded(bytes), 3 * count)
    const out = new Float32Array(count + 2).fill(7)
    dequantizeAt(type, decoded(bytes), rowBytes(type, 2 * count), count, out, 1)
    expect([...out]).toEqual([7, ...whole.subarray(2 * count), 7])
  })

  test.each(['F32', 'F16', 'BF16', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0'] as WritableType[])(
    '%s comes back from its quantiser within its step',
    (type) => {
      const random = createRandom(3)
      const values = Float32Array.from({ length: 320 }, () => random.normal())
      const back = dequantize(type, quantize(type, values), values.length)
      const step = { F32: 0, F16: 0.002, BF16: 0.02, Q4_0: 0.5, Q4_1: 0.25, Q5_0: 0.25, Q5_1: 0.13, Q8_0: 0.02 }[type]
      const furthest = Math.max(...values.map((value, i) => Math.abs(value - back[i])))
      expect(furthest).toBeLessThanOrEqual(step)
    },
  )

  test('says what is too short or not whole', () => {
    const bytes = new Uint8Array(34)
    expect(() => dequantize('Q8_0', bytes, 33)).toThrow('33 values are not a whole number of Q8_0 blocks of 32')
    expect(() => dequantize('Q8_0', bytes, 64)).toThrow('64 values of Q8_0 need 68 bytes, only 34 are there')
    expect(() => dequantize('Q8_0', bytes, 32, new Float32Array(40), 10)).toThrow(
      '32 values do not fit an array of 40 from place 10',
    )
  })
})

test('halfToFloat knows zeros, subnormals, infinities and not-a-number', () => {
  expect(halfToFloat(0x3c00)).toBe(1)
  expect(halfToFloat(0xc000)).toBe(-2)
  expect(halfToFloat(0x0001)).toBe(2 ** -24)
  expect(halfToFloat(0x7bff)).toBe(65504)
  expect(Object.is(halfToFloat(0x8000), -0)).toBe(true)
  expect(halfToFloat(0xfc00)).toBe(Number.NEGATIVE_INFINITY)
  expect(halfToFloat(0x7c01)).toBeNaN()
})
