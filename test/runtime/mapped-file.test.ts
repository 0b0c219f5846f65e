import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { MappedFile } from '../../gpu-worker/runtime/mapped-file.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-map-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const file = (name: string, bytes: Uint8Array) => {
  const at = path.join(folder, name)
  fs.writeFileSync(at, bytes)
  return at
}
const noise = Uint8Array.from({ length: 3 * 4096 + 17 }, (_, i) => (i * 31 + (i >> 8)) & 255)

describe('a mapped file', () => {
  it('holds the bytes of the file, to the last one', () => {
    using mapped = new MappedFile(file('noise', noise))
    expect(Buffer.compare(mapped.bytes, noise)).toBe(0)
  })

  it('still holds them after its pages were let go, and after the file was removed', () => {
    const at = file('removed', noise)
    using mapped = new MappedFile(at)
    fs.rmSync(at)
    mapped.forget()
    expect(Buffer.compare(mapped.bytes, noise)).toBe(0)
  })

  it('may be empty', () => {
    using mapped = new MappedFile(file('empty', new Uint8Array()))
    expect(mapped.bytes.length).toBe(0)
  })

  it('can be disposed twice', () => {
    const mapped = new MappedFile(file('twice', noise))
    mapped[Symbol.dispose]()
    mapped[Symbol.dispose]()
  })

  it('names the file that is not there', () => {
    expect(() => new MappedFile(path.join(folder, 'nowhere'))).toThrow(/nowhere/)
  })
})
