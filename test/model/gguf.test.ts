import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dequantize } from '../../gpu-worker/model/dequantize.ts'
import { GgufFile } from '../../gpu-worker/model/gguf/file.ts'
import { GGML_TYPE, ggufBytes, type WrittenTensor, type WrittenValue } from '../support/gguf-writer.ts'
import { tinyVocabulary, writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-gguf-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.gguf`)
  writeFileSync(path, bytes)
  return path
}

const f32 = (name: string, values: number[]): WrittenTensor => ({
  name,
  shape: [values.length],
  type: GGML_TYPE.F32,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
})

const written = (metadata: Record<string, WrittenValue>, tensors: WrittenTensor[] = []) =>
  fileOf(ggufBytes(metadata, tensors))

describe('a sound file', () => {
  test('gives its metadata', () => {
    using file = GgufFile.open(
      written({
        name: 'tiny ✓',
        layers: 4_000_000_000,
        epsilon: { float: 0.5 },
        tied: true,
        small: { uint64: 7n },
        large: { uint64: 2n ** 63n },
        tokens: ['a', '', 'ü', '\ufeff', '\ufeffa'],
        types: Int32Array.of(1, -3),
      }),
    )
    expect(file.string('name')).toBe('tiny ✓')
    expect(file.number('layers')).toBe(4_000_000_000)
    expect(file.number('epsilon')).toBe(0.5)
    expect(file.number('small')).toBe(7)
    expect(file.metadata.large).toBe(2n ** 63n)
    expect(file.metadata.tied).toBe(true)
    expect(file.strings('tokens')).toEqual(['a', '', 'ü', '\ufeff', '\ufeffa'])
    expect(file.numbers('types')).toEqual([1, -3])
  })

  test('gives its tensors, each in an ArrayBuffer of its own', () => {
    using file = GgufFile.open(written({}, [f32('first', [1, 2, 3]), f32('second', [4])]))
    expect([...file.tensors.keys()]).toEqual(['first', 'second'])
    expect(file.tensor('first')).toMatchObject({ shape: [3], type: 'F32', values: 3, bytes: 12 })
    const bytes = file.read('second')
    expect(bytes.buffer.byteLength).toBe(4)
    expect([...dequantize('F32', bytes, 1)]).toEqual([4])
    expect([...dequantize('F32', file.read('first'), 3)]).toEqual([1, 2, 3])
  })

  test('may be a whole model', () => {
    const path = join(folder, 'tiny.gguf')
    writeTinyLlama(path, { seed: 1, tied: false, types: (name) => (name.includes('ffn') ? 'Q4_1' : 'Q8_0') })
    using file = GgufFile.open(path)
    expect(file.size).toBe(readFileSync(path).length)
    expect(file.tensor('blk.1.ffn_down.weight')).toMatchObject({ shape: [128, 64], type: 'Q4_1', bytes: 64 * 80 })
    expect(file.tensor('output.weight')).toMatchObject({ type: 'Q8_0', shape: [64, tinyVocabulary().tokens.length] })
    expect(file.tensor('output_norm.weight').type).toBe('F32')
  })
})

describe('asking for what is not there', () => {
  test('names the tensor, the key, or what it is instead', () => {
    using file = GgufFile.open(written({ name: 'x', count: 1, list: ['a'] }, [f32('a', [1])]))
    expect(() => file.tensor('blk.9.attn_q.weight')).toThrow("has no tensor 'blk.9.attn_q.weight'")
    expect(() => file.number('llama.block_count')).toThrow("lacks the metadata 'llama.block_count' (a number)")
    expect(() => file.number('name')).toThrow("the metadata 'name' is not a number")
    expect(() => file.string('count')).toThrow("the metadata 'count' is not a string")
    expect(() => file.numbers('list')).toThrow("the metadata 'list' is not a list of numbers")
    expect(() => file.strings('toString')).toThrow("lacks the metadata 'toString'")
  })

  test('a closed file says so, and may be closed again', () => {
    const file = GgufFile.open(written({}, [f32('a', [1])]))
    file.close()
    file.close()
    expect(() => file.read('a')).toThrow('is closed')
  })
})

describe('a wrong file is refused, by name and reason', () => {
  function refusal(path: string): string {
    try {
      GgufFile.open(path)[Symbol.dispose]()
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  }

  test('none at all, a folder, another kind', () => {
    const missing = join(folder, 'missing.gguf')
    expect(refusal(missing)).toContain(`cannot use ${missing} as a model: there is no such file`)
    expect(refusal(folder)).toContain('it is not a file')
    expect(refusal(fileOf(new Uint8Array(0)))).toContain('not a GGUF file')
    expect(refusal(fileOf(new TextEncoder().encode('<html>Not found</html>')))).toContain('not a GGUF file')
  })

  test('another version, the other byte order', () => {
    const bytes = ggufBytes({}, [f32('a', [1])])
    const version = bytes.slice()
    version[4] = 9
    expect(refusal(fileOf(version))).toContain('unsupported version "9"')
    expect(refusal(fileOf(bigEndianHeader()))).toContain('it is big-endian')
  })

  test('one of several parts', () => {
    expect(refusal(written({ 'split.count': 3 }))).toContain('it is one of 3 parts')
  })

  test('a tensor type that cannot be read', () => {
    const tensor = { name: 'blk.0.x', shape: [256], type: 17, bytes: new Uint8Array(74) }
    expect(refusal(written({}, [tensor]))).toContain(
      'tensor blk.0.x has type IQ2_XS, supported are F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K',
    )
    expect(refusal(written({}, [{ ...tensor, type: 999 }]))).toContain('tensor blk.0.x has type number 999')
  })

  test('tensors that are misaligned, of odd rows, of impossible size, or named twice', () => {
    const q8 = { name: 'q', shape: [33], type: GGML_TYPE.Q8_0, bytes: new Uint8Array(68) }
    expect(refusal(written({}, [q8]))).toContain('tensor q has rows of 33 values; Q8_0 needs a multiple of 32')
    expect(refusal(written({}, [{ ...f32('a', [1]), offset: 4 }]))).toContain(
      'tensor a begins at 4, which is not a multiple of the alignment 32',
    )
    const huge = { ...f32('a', [1]), shape: [2n ** 32n, 2n ** 32n] }
    expect(refusal(written({}, [huge]))).toContain('tensor a has an impossible shape')
    expect(refusal(written({}, [{ ...f32('a', [1]), shape: [0] }]))).toContain('tensor a has an impossible shape')
    expect(refusal(written({}, [f32('a', [1]), f32('a', [1])]))).toContain("two tensors named 'a'")
    expect(refusal(written({ 'general.alignment': 24 }, [f32('a', [1])]))).toContain('alignment is 24')
  })

  test('tensors that begin or end behind the end of the file', () => {
    const bytes = ggufBytes({}, [f32('a', [1, 2, 3, 4])])
    const short = bytes.slice(0, bytes.length - 20)
    expect(refusal(fileOf(short))).toContain(
      `it is truncated: tensor a needs the file to have ${bytes.length - 16} bytes, it has ${bytes.length - 20}`,
    )
    const far = { ...f32('a', [1]), shape: [2 ** 31], offset: 0 }
    expect(refusal(written({}, [far]))).toContain('it is truncated: tensor a needs')
  })

  test('cut anywhere in its header, even where zeros would make sense', () => {
    const bytes = ggufBytes({ name: 'x', list: ['a', 'b'], count: 3 }, [f32('a', [1]), f32('b', [2])])
    const dataStart = bytes.length - 64
    const answers = Array.from({ length: dataStart }, (_, length) => refusal(fileOf(bytes.slice(0, length))))
    expect(answers.filter((answer) => !/truncated|not a GGUF file/.test(answer))).toEqual([])
  })

  test('tensors that share bytes, or leave some to nobody', () => {
    const at = (name: string, offset: number) => ({ ...f32(name, [1, 2, 3, 4, 5, 6, 7, 8]), offset })
    expect(refusal(written({}, [at('a', 0), at('b', 0)]))).toContain(
      'tensor b begins at 0, and 32 is expected: tensors neither overlap nor leave holes',
    )
    expect(refusal(written({}, [at('a', 0), at('b', 96)]))).toContain('tensor b begins at 96, and 32 is expected')
    expect(refusal(written({}, [at('a', 32)]))).toContain('tensor a begins at 32, and 0 is expected')
    expect(refusal(written({}, [at('a', 32), at('b', 0)]))).toBe('accepted')
  })

  test('lists in lists, however deep', () => {
    // A list of one list of one list …: its type and length, again and again.
    const nested = (depth: number) => {
      const list = new Uint8Array(12 * depth + 12)
      const view = new DataView(list.buffer)
      for (let i = 0; i < depth; i++) {
        view.setUint32(12 * i, 9, true)
        view.setBigUint64(12 * i + 4, 1n, true)
      }
      const bytes = ggufBytes({ k: new Int32Array() }, [])
      // The header up to the list's type, which takes the place of an int32's.
      return fileOf(Buffer.concat([bytes.subarray(0, 24 + 8 + 1 + 4), list]))
    }
    expect(refusal(nested(50_000))).toContain('its metadata has lists in more than 4 lists')
    expect(refusal(nested(5))).toContain('its metadata has lists in more than 4 lists')
    expect(refusal(nested(3))).toBe('accepted')
  })

  test('more metadata than any model has, at once', () => {
    // A list of so many booleans is as many bytes; sparse, so that the disk holds nothing of it.
    const bytes = ggufBytes({ k: new Int32Array() }, [])
    const lie = (type: number, length: bigint) => {
      const copy = bytes.slice(0, 24 + 8 + 1 + 4 + 12)
      new DataView(copy.buffer).setUint32(37, type, true)
      new DataView(copy.buffer).setBigUint64(41, length, true)
      const path = fileOf(copy)
      truncateSync(path, copy.length + 2 * 10 ** 7)
      const began = performance.now()
      const why = refusal(path)
      expect(performance.now() - began).toBeLessThan(500)
      return why
    }
    expect(lie(7, 10n ** 7n)).toContain('its metadata has more than 4194304 values')
    expect(lie(9, 10n ** 7n)).toContain('its metadata has more than 4194304 values')
    // One string that long.
    const string = ggufBytes({ k: 'x' }, []).slice(0, 24 + 8 + 1 + 4 + 8)
    new DataView(string.buffer).setBigUint64(37, 10n ** 8n, true)
    const path = fileOf(string)
    truncateSync(path, 2 * 10 ** 8)
    expect(refusal(path)).toContain('its header needs 100000045 bytes; at most 67108864 are taken')
  })

  test('a tensor of more sides than ggml has, and more tensors than a model has', () => {
    const shape = new Array<number>(1000).fill(1)
    expect(refusal(written({}, [{ ...f32('a', [1]), shape }]))).toContain('tensor a has 1000 sides; at most 4')
    const bytes = ggufBytes({}, [f32('a', [1])])
    new DataView(bytes.buffer).setBigUint64(8, 10n ** 7n, true)
    const path = fileOf(bytes)
    truncateSync(path, 10 ** 9)
    expect(refusal(path)).toContain('it has 10000000 tensors; at most 65536 are taken')
  })

  test('the same key twice, and keys that objects have of their own', () => {
    const twice = ggufBytes({ ab: 1, ac: 2 }, [])
    expect(refusal(fileOf(twice.map((byte) => (byte === 'c'.charCodeAt(0) ? 'b'.charCodeAt(0) : byte))))).toContain(
      "it has the metadata 'ab' twice",
    )
    using file = GgufFile.open(written(JSON.parse('{"__proto__": "a", "toString": "b"}')))
    expect(file.string('__proto__')).toBe('a')
    expect(file.string('toString')).toBe('b')
  })

  test('an alignment that is none', () => {
    for (const alignment of [{ float: 0.5 }, { float: Number.NaN }, { float: -32 }, 0, 2 ** 30]) {
      expect(refusal(written({ 'general.alignment': alignment }, [f32('a', [1])]))).toContain(
        'which is no power of two',
      )
    }
  })

  test('counts and lengths that no file can have', () => {
    const bytes = ggufBytes({ name: 'x' }, [f32('a', [1])])
    const lie = (at: number, value: bigint) => {
      const copy = bytes.slice()
      new DataView(copy.buffer).setBigUint64(at, value, true)
      return refusal(fileOf(copy))
    }
    const [tensorCount, metadataCount, keyLength] = [8, 16, 24]
    for (const at of [tensorCount, metadataCount, keyLength]) {
      expect(lie(at, 2n ** 60n)).toContain('it is truncated: its header needs at least')
      expect(lie(at, 5000n)).toMatch(/truncated|unknown type/)
    }
  })
})

function bigEndianHeader(): Uint8Array {
  const bytes = new Uint8Array(64)
  bytes.set(new TextEncoder().encode('GGUF'))
  new DataView(bytes.buffer).setUint32(4, 3, false)
  return bytes
}
