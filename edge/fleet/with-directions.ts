/** Nothing on a worker is precious: a direction that it lacks is put there by hash, and the request sent again. */
import { ApiError } from '../../shared/errors.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import type { WorkerAddress } from '../config.ts'
import { askWorker, isJson } from './worker-client.ts'

export type ReadArtifact = (hash: string) => Promise<Uint8Array<ArrayBuffer> | null>

/**
 * @param hashes the directions that the request names; no other is ever handed out
 * @throws ApiError 500 when the bytes of one are gone, 503 when the worker does not keep them.
 */
export async function withDirections(
  secret: string,
  worker: WorkerAddress,
  hashes: readonly string[],
  readArtifact: ReadArtifact,
  send: () => Promise<Response>,
): Promise<Response> {
  const first = await send()
  if (first.status !== 409 || !isJson(first)) return first
  const body = await first.text()
  const missing = missingHashes(body).filter((hash) => hashes.includes(hash))
  if (!missing.length) return new Response(body, first)
  for (const hash of missing) await putDirection(secret, worker, hash, readArtifact)
  const second = await send()
  if (second.status !== 409) return second
  await second.body?.cancel()
  throw new ApiError(503, 'direction_unavailable', 'The worker could not load a direction. Please try again.', {
    retryAfterSeconds: 1,
  })
}

async function putDirection(secret: string, worker: WorkerAddress, hash: string, readArtifact: ReadArtifact) {
  const bytes = await readArtifact(hash)
  if (!bytes) {
    throw new ApiError(500, 'artifact_missing', `The file of direction ${hash} is gone. Upload it again, or fit anew.`)
  }
  const response = await askWorker(secret, worker, { method: 'PUT', path: `/v1/directions/${hash}`, body: bytes })
  await response.body?.cancel()
  if (!response.ok) {
    throw new ApiError(503, 'direction_unavailable', `The worker did not take direction ${hash}. Please try again.`, {
      retryAfterSeconds: 1,
    })
  }
}

/** Empty if the 409 is about something else. */
function missingHashes(body: string): string[] {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; missing?: unknown } }
    const missing = error?.code === DIRECTION_MISSING && Array.isArray(error.missing) ? error.missing : []
    return missing.filter((hash): hash is string => typeof hash === 'string')
  } catch {
    return []
  }
}
