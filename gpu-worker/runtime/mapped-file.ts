/**
 * A file's bytes as memory, without reading them: pages come when touched, are shared with every process that maps the
 * same file, and leave again when memory is short. For weights, which ONNX Runtime packs once and then hardly reads.
 */
import fs from 'node:fs'
import koffi from './koffi.ts'

/** The C library by platform; null where there is no mmap, so that files are read instead. */
const LIBC = { linux: 'libc.so.6', darwin: 'libSystem.B.dylib' }[process.platform as string] ?? null

const PROT_READ = 1
const MAP_SHARED = 1
const MADV_DONTNEED = 4
const FAILED = 0xffff_ffff_ffff_ffffn

/** Held for as long as the process, as koffi unloads a library that is garbage collected. */
const libc = LIBC === null ? null : koffi.load(LIBC)
const mmap = libc?.func(
  'void* mmap(void* at, size_t length, int protection, int flags, int descriptor, int64_t offset)',
)
const munmap = libc?.func('int munmap(void* at, size_t length)')
const madvise = libc?.func('int madvise(void* at, size_t length, int advice)')

export class MappedFile implements Disposable {
  /** Read-only: writing ends the process. Not to be touched after disposal. */
  readonly bytes: Uint8Array<ArrayBuffer>
  #release: () => void = () => {}
  #forget: () => void = () => {}

  /** @throws Error when the file cannot be opened or mapped */
  constructor(path: string) {
    if (!mmap || !munmap) {
      this.bytes = new Uint8Array(fs.readFileSync(path))
      return
    }
    const descriptor = fs.openSync(path, 'r')
    try {
      const length = fs.fstatSync(descriptor).size
      const address = length === 0 ? null : mmap(null, length, PROT_READ, MAP_SHARED, descriptor, 0)
      if (address === FAILED) throw new Error(`cannot map ${path} into memory (${length} bytes)`)
      this.bytes = new Uint8Array(length === 0 ? new ArrayBuffer(0) : koffi.view(address, length))
      if (!address) return
      this.#release = () => void munmap(address, length)
      this.#forget = () => void madvise?.(address, length, MADV_DONTNEED)
    } finally {
      // A mapping outlives its descriptor.
      fs.closeSync(descriptor)
    }
  }

  /** Lets the pages go that were touched so far; they come back when touched again. */
  forget(): void {
    this.#forget()
  }

  [Symbol.dispose](): void {
    this.#release()
    this.#release = () => {}
    this.#forget = () => {}
  }
}
