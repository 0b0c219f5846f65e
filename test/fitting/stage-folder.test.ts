import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StageFolder } from '../../gpu-worker/fitting/stage-folder.ts'
import { decodeValue, digest, encodeValue } from '../../gpu-worker/fitting/stage-value.ts'
import { temporaryFolder } from './temporary-folder.ts'

const record = (value: unknown) => ({ value, seconds: 1.5, note: 'done' })

describe('stage folder', () => {
  test('gives back what was written, under its key only', async () => {
    const folder = await StageFolder.open(join(temporaryFolder(), 'fit'))
    const value = [{ layer: 4, v: Float32Array.of(1, -2.5) }]
    await folder.write('method', 'key', record(value))
    expect(await folder.read('method', 'key')).toEqual(record(value))
    expect(await folder.read('method', 'other')).toBeNull()
    expect(await folder.read('layers', 'key')).toBeNull()
  })

  test('a rewritten stage replaces the old one and leaves nothing partial', async () => {
    const directory = temporaryFolder()
    const folder = await StageFolder.open(directory)
    await folder.write('pairs', 'a', record(['old']))
    await folder.write('pairs', 'b', record(['new']))
    expect(await folder.read('pairs', 'a')).toBeNull()
    expect(await folder.read('pairs', 'b')).toEqual(record(['new']))
    expect(readdirSync(directory).sort()).toEqual(['pairs.done.json', 'pairs.json'])
  })

  test.for(['', '{', '{"key":"a"}', 'null'])('a stamp that reads %j is no stamp', async (text) => {
    const directory = temporaryFolder()
    const folder = await StageFolder.open(directory)
    await folder.write('pairs', 'a', record(['x']))
    writeFileSync(join(directory, 'pairs.done.json'), text)
    expect(await folder.read('pairs', 'a')).toBeNull()
  })

  test('a result that somebody changed is not used', async () => {
    const directory = temporaryFolder()
    const folder = await StageFolder.open(directory)
    await folder.write('pairs', 'a', record(['x']))
    writeFileSync(join(directory, 'pairs.json'), '["y"]')
    expect(await folder.read('pairs', 'a')).toBeNull()
  })

  test('a full disk is said so, and the stage before stays', async () => {
    const directory = temporaryFolder()
    const folder = await StageFolder.open(directory)
    await folder.write('pairs', 'a', record(['x']))
    // Writing to /dev/full fails as on a full disk.
    symlinkSync('/dev/full', join(directory, `pairs.json.${process.pid}.partial`))
    const attempt = folder.write('pairs', 'b', record(['y']))
    await expect(attempt).rejects.toMatchObject({ name: 'FitError', code: 'disk_full' })
    await expect(attempt).rejects.toThrow(/disk is full/)
    expect(await folder.read('pairs', 'a')).toEqual(record(['x']))
    expect(readdirSync(directory).sort()).toEqual(['pairs.done.json', 'pairs.json'])
  })

  test('a folder that cannot be made is an error that does not tell where it lies', async () => {
    const directory = temporaryFolder()
    writeFileSync(join(directory, 'file'), '')
    const attempt = StageFolder.open(join(directory, 'file', 'fit'))
    await expect(attempt).rejects.toMatchObject({ code: 'folder_unusable' })
    await expect(attempt).rejects.not.toThrow(directory)
  })

  test('a result whose name is taken by a folder is an error, not a crash', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'pairs.json'))
    const folder = await StageFolder.open(directory)
    await expect(folder.write('pairs', 'a', record(['x']))).rejects.toMatchObject({ code: 'folder_unusable' })
  })

  test('plain results are readable JSON', async () => {
    const directory = temporaryFolder()
    const folder = await StageFolder.open(directory)
    await folder.write('pairs', 'a', record({ count: 2 }))
    expect(JSON.parse(readFileSync(join(directory, 'pairs.json'), 'utf8'))).toEqual({ count: 2 })
  })
})

describe('stage values', () => {
  test.for([
    ['json', { a: [1, 'x', null, true, { b: -0.5 }] }],
    ['safetensors', { a: [Float32Array.of(1, 2)], b: { c: Float32Array.of(), d: 'x' } }],
  ] as const)('%s comes back as it went', ([kind, value]) => {
    const encoded = encodeValue(value)
    expect(encoded.kind).toBe(kind)
    expect(decodeValue(encoded)).toEqual(value)
  })

  test('the digest is of the content: of text, of numbers in vectors, and of their place', () => {
    const value = { text: 'a', v: Float32Array.of(1, 2), w: Float32Array.of(3) }
    expect(digest({ ...value })).toBe(digest(value))
    expect(digest({ ...value, text: 'b' })).not.toBe(digest(value))
    expect(digest({ ...value, v: Float32Array.of(1, 2.0001) })).not.toBe(digest(value))
    expect(digest({ ...value, v: value.w, w: value.v })).not.toBe(digest(value))
  })

  test('a file that lacks a tensor is refused', () => {
    const { kind, bytes } = encodeValue({ v: Float32Array.of(1) })
    const renamed = Buffer.from(bytes.map((byte) => byte))
    renamed.write('000001', renamed.indexOf('"000000":') + 1)
    expect(() => decodeValue({ kind, bytes: new Uint8Array(renamed) })).toThrow('tensor 000000 is missing')
  })
})
