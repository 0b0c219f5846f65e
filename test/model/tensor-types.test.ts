import { expect, test } from 'vitest'
import { isTensorType, rowBytes } from '../../gpu-worker/model/tensor-types.ts'

test('rowBytes counts whole blocks', () => {
  expect(rowBytes('Q4_1', 576)).toBe(360)
  expect(rowBytes('Q6_K', 512)).toBe(420)
  expect(() => rowBytes('Q6_K', 576)).toThrow('576 values are not a whole number of Q6_K blocks of 256')
  expect(() => rowBytes('F32', -1)).toThrow('whole number')
})

test('isTensorType knows only the supported ones', () => {
  expect(isTensorType('Q4_K')).toBe(true)
  expect(isTensorType('IQ2_XS')).toBe(false)
  expect(isTensorType('toString')).toBe(false)
})
