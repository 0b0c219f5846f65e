import { readSync } from 'node:fs'

/** One call of read(2) moves at most 2^31 - 4096 bytes. */
const READ_LIMIT = 2 ** 30

/** Bytes of an open file, in an ArrayBuffer of their own. @throws Error when the file ends before. */
export function readAt(descriptor: number, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const got = readSync(descriptor, bytes, done, Math.min(READ_LIMIT, length - done), offset + done)
    if (got === 0) throw new Error(`the file became shorter while it was read: nothing at byte ${offset + done}`)
    done += got
  }
  return bytes
}
