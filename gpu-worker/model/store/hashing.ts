/** SHA-256 of files, computed while they are written or read. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { FetchContext, Written } from './source.ts'

type Watch = { onBytes(bytes: number): void; signal?: AbortSignal }

/** Writes `chunks` to the new file `into`, on disk (not only in the page cache) when the promise resolves. */
export async function writeHashed(
  chunks: AsyncIterable<Uint8Array>,
  into: string,
  { onBytes, signal }: Watch,
): Promise<Written> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* hashed() {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.byteLength
      yield chunk
      onBytes(bytes)
    }
  }
  await pipeline(hashed, createWriteStream(into, { flags: 'wx', flush: true }), { signal })
  return { bytes, sha256: hash.digest('hex') }
}

/** The file's SHA-256, lower-case hex. */
export async function hashFile(path: string, { onBytes, signal }: Watch): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk)
    bytes += chunk.byteLength
    onBytes(bytes)
  }
  return hash.digest('hex')
}

/** Reports to a context whose total is known. */
export const watching = ({ onProgress, signal }: FetchContext, total: number | null): Watch => ({
  onBytes: (bytes) => onProgress(bytes, total),
  signal,
})
