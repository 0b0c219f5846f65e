/** Directions' files in R2, under their hashes. What lies there is looked at when it is read: disks forget bits. */
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'

export const artifactKey = (hash: string) => `directions/${hash}`

/**
 * null if there is no such file. Hashes are not secret: callers ask only for directions of their project.
 * @throws ApiError 500 `artifact_damaged` for a file that is not the one of that hash
 */
export async function readArtifact(artifacts: R2Bucket, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const object = await artifacts.get(artifactKey(hash))
  if (!object) return null
  const bytes = new Uint8Array(await object.arrayBuffer())
  if ((await sha256Hex(bytes)) === hash) return bytes
  const message =
    `The file of direction ${hash} is damaged in the store. Upload the same file again, fit anew, or activate another ` +
    'version of its axis.'
  throw new ApiError(500, 'artifact_damaged', message)
}
