/**
 * A finished stage of a fit on its way from one worker to the next: the stamp as one line of JSON, then the result's bytes,
 * which the stamp has the SHA-256 of. `key` is the digest of all that the result depends on; a worker that would make
 * something else does not take it for its own.
 */
import { z } from 'zod'

/** Less than what a worker takes as a body: larger results stay where they are. */
export const MOST_STAGE_BYTES = 15 * 1024 * 1024

export const stageStamp = z.object({
  key: z.string(),
  sha256: z.string(),
  kind: z.enum(['json', 'safetensors']),
  seconds: z.number(),
  note: z.string(),
})
export type StageStamp = z.infer<typeof stageStamp>

const NEW_LINE = 10

export function packStage(stamp: StageStamp, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const line = new TextEncoder().encode(`${JSON.stringify(stamp)}\n`)
  const packed = new Uint8Array(line.length + bytes.length)
  packed.set(line)
  packed.set(bytes, line.length)
  return packed
}

/** null for what was not packed so. */
export function unpackStage(packed: Uint8Array): { stamp: StageStamp; bytes: Uint8Array } | null {
  const end = packed.indexOf(NEW_LINE)
  if (end < 0) return null
  try {
    const stamp = stageStamp.parse(JSON.parse(new TextDecoder().decode(packed.subarray(0, end))))
    return { stamp, bytes: packed.subarray(end + 1) }
  } catch {
    return null
  }
}
