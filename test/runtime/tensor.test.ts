import { describe, expect, test } from 'vitest'
import { allocate, DTYPES, type DType, elements, Tensor } from '../../gpu-worker/runtime/tensor.ts'

describe('allocate', () => {
  test.each(Object.keys(DTYPES) as DType[])('%s: zeroed, of the length asked for', (dtype) => {
    const data = allocate(dtype, 5)
    expect(data).toBeInstanceOf(DTYPES[dtype].array)
    expect(Array.from(data as ArrayLike<unknown>, Number)).toEqual([0, 0, 0, 0, 0])
  })

  test('never takes a buffer so small that V8 may move it', () => {
    for (const count of [0, 1, 16]) expect(allocate('float32', count).buffer.byteLength).toBeGreaterThanOrEqual(128)
    expect(allocate('float32', 1000).buffer.byteLength).toBe(4000)
  })
})

describe('a tensor', () => {
  test('counts its elements: none along a side of 0, one without sides', () => {
    expect([elements([2, 3, 4]), elements([5, 0, 7]), elements([])]).toEqual([24, 0, 1])
  })

  test('shares its memory: it copies nothing', () => {
    const data = allocate('float32', 6)
    using tensor = new Tensor('float32', [2, 3], data)
    data[4] = 7
    expect(tensor.data).toBe(data)
    expect(tensor.data[4]).toBe(7)
  })

  test.each([
    [[2, 3], 5, 'a tensor of shape [2, 3] has 6 elements, not 5'],
    [[], 2, 'a tensor of shape [] has 1 elements, not 2'],
    [[0], 1, 'a tensor of shape [0] has 0 elements, not 1'],
  ])('of shape %j refuses %d values', (shape, count, message) => {
    expect(() => new Tensor('float32', shape, allocate('float32', count))).toThrow(message)
  })

  test.each([[[0]], [[0, 4]], [[4, 0, 2]]])('may be empty: %j', (shape) => {
    using tensor = Tensor.zeros('float32', shape)
    expect(tensor.data).toHaveLength(0)
    expect(tensor.value).not.toBeNull()
  })

  test('refuses a negative side, in the words of the library', () => {
    expect(() => new Tensor('float32', [-1, -2], allocate('float32', 2))).toThrow(/shape|negative|size/i)
  })

  test('cannot be used after it was disposed, and may be disposed again', () => {
    const tensor = Tensor.zeros('float32', [3])
    tensor[Symbol.dispose]()
    tensor[Symbol.dispose]()
    expect(() => tensor.value).toThrow('the tensor was disposed')
    expect([...tensor.data]).toEqual([0, 0, 0])
  })
})
