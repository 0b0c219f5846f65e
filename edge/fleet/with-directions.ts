/** Nothing on a worker is precious: a direction that it lacks is put there by hash, and the request sent again. */
import { ApiError } from '../../shared/errors.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import type { WorkerAddress } from '../config.ts'
import { askWorker, isJson } from './worker-client.ts'

/** null where it is gone. @throws ApiError where it is damaged */
export type ReadArtifact = (hash: string) => Promise<Uint8Array<ArrayBuffer> | null>

/** Directions that a request names: it cannot do without those needed; those only wanted it can leave out. */
export type Named = { needed: readonly string[]; wanted: readonly string[] }

/**
 * @param named no other direction is ever handed out
 * @param send with the directions that could not be put there and must be left out
 * @throws ApiError 500 when the bytes of one that is needed are gone or damaged, 503 when the worker does not keep them.
 */
export async function withDirections(
  secret: string,
  worker: WorkerAddress,
  { needed, wanted }: Named,
  readArtifact: ReadArtifact,
  send: (lost: ReadonlySet<string>) => Promise<Response>,
): Promise<Response> {
  const lost = new Set<string>()
  const first = await send(lost)
  if (first.status !== 409 || !isJson(first)) return first
  const body = await first.text()
  const missing = missingHashes(body).filter((hash) => needed.includes(hash) || wanted.includes(hash))
  if (!missing.length) return new Response(body, first)
  for (const hash of missing) {
    const problem = await putDirection(secret, worker, hash, readArtifact)
    if (problem && needed.includes(hash)) throw problem
    if (problem) lost.add(hash)
  }
  const second = await send(lost)
  if (second.status !== 409) return second
  await second.body?.cancel()
  throw unavailable('The worker could not load a direction. Please try again.')
}

/** What was wrong; null when the worker has it. */
async function putDirection(
  secret: string,
  worker: WorkerAddress,
  hash: string,
  readArtifact: ReadArtifact,
): Promise<ApiError | null> {
  const bytes = await readArtifact(hash).catch((thrown: unknown) => {
    if (thrown instanceof ApiError) return thrown
    throw thrown
  })
  if (bytes instanceof ApiError) return bytes
  if (!bytes) {
    const gone = `The file of direction ${hash} is gone. Upload it again, or fit anew.`
    return new ApiError(500, 'artifact_missing', gone)
  }
  const response = await askWorker(secret, worker, { method: 'PUT', path: `/v1/directions/${hash}`, body: bytes })
  await response.body?.cancel()
  return response.ok ? null : unavailable(`The worker did not take direction ${hash}. Please try again.`)
}

const unavailable = (message: string) => new ApiError(503, 'direction_unavailable', message, { retryAfterSeconds: 1 })

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
