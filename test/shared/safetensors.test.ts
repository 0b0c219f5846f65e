/** Tensors there and back, and a name for everything that can be wrong with a file. */
import { describe, expect, test } from 'vitest'
import { type F32Tensor, openSafetensors, readSafetensors, writeSafetensors } from '../../shared/safetensors.ts'

const tensor = (shape: number[], data: number[]): F32Tensor => ({ shape, data: Float32Array.from(data) })

/** A file of any header and body, right or wrong. */
function fileOf(header: unknown, body: Uint8Array = new Uint8Array(8), headerLength?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + body.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength ?? json.length), true)
  bytes.set(json, 8)
  bytes.set(body, 8 + json.length)
  return bytes
}

describe('there and back', () => {
  const tensors = new Map([
    ['b', tensor([2, 3], [1, -2, 3.5, Number.POSITIVE_INFINITY, -0, 1e-40])],
    ['a.ü', tensor([1], [7])],
    ['empty', tensor([0, 4], [])],
    ['scalar', tensor([], [3])],
  ])
  const metadata = { title: 'größe "quoted"', other: '' }

  test('tensors and metadata come back as they were', () => {
    const read = readSafetensors(writeSafetensors({ tensors, metadata }))
    expect(read.metadata).toEqual(metadata)
    expect(Object.fromEntries(read.tensors)).toEqual(Object.fromEntries(tensors))
  })

  test('works on a view that begins anywhere in a buffer', () => {
    const bytes = writeSafetensors({ tensors, metadata })
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(Object.fromEntries(readSafetensors(shifted.subarray(3)).tensors)).toEqual(Object.fromEntries(tensors))
  })

  test('writes only what a view shows of its buffer', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3)
    const read = readSafetensors(writeSafetensors({ tensors: new Map([['v', { shape: [2], data }]]), metadata: {} }))
    expect([...read.tensors.get('v')!.data]).toEqual([1, 2])
  })

  test('equal content is equal bytes, whatever order it came in', () => {
    const reversed = new Map([...tensors].reverse())
    const swapped = { other: metadata.other, title: metadata.title }
    expect(writeSafetensors({ tensors: reversed, metadata: swapped })).toEqual(writeSafetensors({ tensors, metadata }))
  })

  test("follows the format: header length, JSON, then the tensors' bytes at multiples of 8", () => {
    const bytes = writeSafetensors({ tensors: new Map([['v', tensor([1], [2])]]), metadata: { é: 'é' } })
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { é: 'é' },
      v: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    })
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0, 0x40])
  })
})

test('a tensor is copied when it is asked for, and no other', () => {
  const tensors = new Map([
    ['a', tensor([2], [1, 2])],
    ['b', tensor([1], [3])],
  ])
  const bytes = writeSafetensors({ tensors, metadata: {} })
  const { shapes, read } = openSafetensors(bytes)
  expect([...shapes]).toEqual([
    ['a', [2]],
    ['b', [1]],
  ])
  expect(read('c')).toBeUndefined()
  // What is read later is what lies there then: nothing was copied before.
  bytes.fill(0, bytes.length - 4)
  expect([...read('b')!.data]).toEqual([0])
})

test('a tensor whose shape does not fit its values is not written', () => {
  const wrong = new Map([['v', tensor([3], [1, 2])]])
  expect(() => writeSafetensors({ tensors: wrong, metadata: {} })).toThrow(
    "tensor 'v' has 2 values, its shape [3] says otherwise",
  )
})

describe('a corrupt file is refused by name', () => {
  const v = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }

  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'it has 0 bytes'],
    ['shorter than its length field', new Uint8Array(7), 'it has 7 bytes'],
    ['header beyond the end', fileOf({ v }, new Uint8Array(8), 1000), 'its header is longer than the file'],
    ['header of 2^64 - 1 bytes', new Uint8Array(16).fill(255), 'its header is longer than the file'],
    ['header not JSON', fileOf('{"v":'), 'its header is not JSON'],
    ['header not UTF-8', fileOf('"\u00ff"').map((byte) => (byte === 0xc3 ? 0xff : byte)), 'its header is not JSON'],
    ['header a list', fileOf([]), 'its header is not an object'],
    ['header null', fileOf('null'), 'its header is not an object'],
    ['another dtype', fileOf({ v: { ...v, dtype: 'BF16' } }), "tensor 'v' has dtype BF16; F32 is expected"],
    ['no description', fileOf({ v: null }), "tensor 'v' has dtype undefined"],
    ['no shape', fileOf({ v: { ...v, shape: undefined } }), "tensor 'v' is badly described"],
    ['a negative side', fileOf({ v: { ...v, shape: [-2] } }), "tensor 'v' is badly described"],
    ['a broken side', fileOf({ v: { ...v, shape: [1.5] } }), "tensor 'v' is badly described"],
    ['a side as text', fileOf({ v: { ...v, shape: ['2'] } }), "tensor 'v' is badly described"],
    ['three offsets', fileOf({ v: { ...v, data_offsets: [0, 4, 8] } }), "tensor 'v' is badly described"],
    ['offsets reversed', fileOf({ v: { ...v, data_offsets: [8, 0] } }), "tensor 'v' does not fit the file"],
    ['offsets outside', fileOf({ v: { ...v, data_offsets: [4, 12] } }), "tensor 'v' does not fit the file"],
    ['offsets too narrow', fileOf({ v: { ...v, data_offsets: [0, 4] } }), "tensor 'v' does not fit the file"],
    ['huge sides', fileOf({ v: { ...v, shape: [2 ** 40, 2 ** 40] } }), "tensor 'v' does not fit the file"],
    ['cut at the end', fileOf({ v }, new Uint8Array(7)), "tensor 'v' does not fit the file"],
    ['the same bytes twice', fileOf({ v, w: v }), "tensor 'w' begins at byte 0, within the tensor before it"],
    [
      'bytes in common',
      fileOf({ v: { ...v, data_offsets: [0, 8] }, w: { ...v, data_offsets: [4, 12] } }, new Uint8Array(12)),
      "tensor 'w' begins at byte 4, within the tensor before it",
    ],
    [
      'a hole',
      fileOf({ v: { ...v, data_offsets: [0, 8] }, w: { ...v, data_offsets: [12, 20] } }, new Uint8Array(20)),
      "there is a hole of 4 bytes before tensor 'w'",
    ],
    ['a hole at the end', fileOf({ v }, new Uint8Array(12)), 'there is a hole of 4 bytes behind its last tensor'],
    ['no tensors, and bytes', fileOf({}), 'there is a hole of 8 bytes behind its last tensor'],
    ['metadata that is no object', fileOf({ v, __metadata__: [] }), 'its metadata is no object'],
    [
      'metadata nested too deep to be text',
      fileOf(`{"__metadata__":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`),
      "its metadata 'a' is no text",
    ],
    [
      'a dtype nested too deep to be shown',
      fileOf(`{"v":{"dtype":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`),
      "tensor 'v' has dtype object",
    ],
  ])('%s', (_what, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(`not a usable safetensors file: ${message}`)
  })

  test('a header longer than may be, before it is unfolded', () => {
    const bytes = fileOf({ v, __metadata__: { note: 'x'.repeat(1000) } })
    expect(() => openSafetensors(bytes, 500)).toThrow(/its header has 1\d\d\d bytes; at most 500 are taken/)
    expect(openSafetensors(bytes, 2000).metadata.note).toHaveLength(1000)
  })

  test('any cut is refused', () => {
    const bytes = writeSafetensors({ tensors: new Map([['v', tensor([2], [1, 2])]]), metadata: { a: 'b' } })
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readSafetensors(bytes.subarray(0, end)), `cut to ${end} bytes`).toThrow('not a usable safetensors')
    }
  })
})
