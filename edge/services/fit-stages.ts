/**
 * The finished stages of fits that have not ended, in R2: what one worker has made, the next one goes on from. They lie there
 * as the worker gives them, and only while the fit is open.
 */
import type { FitStage } from '../../shared/wire/fit.ts'
import { MOST_STAGE_BYTES } from '../../shared/wire/fit-stage.ts'
import type { WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import type { Members } from '../fleet/members.ts'
import { askWorker } from '../fleet/worker-client.ts'

const folderOf = (fit: string) => `fits/${fit}/`
const pathOf = (fit: string, stage: string) => `/v1/fits/${fit}/stages/${stage}`

/** Nothing is kept where the worker has none to give, or one that is too large. */
export async function keepStage(
  { ARTIFACTS }: Env,
  { secret }: Members,
  worker: WorkerAddress,
  fit: string,
  stage: FitStage,
): Promise<void> {
  const response = await askWorker(secret, worker, { method: 'GET', path: pathOf(fit, stage) })
  const length = Number(response.headers.get('content-length') ?? 0)
  if (!response.ok || length > MOST_STAGE_BYTES) {
    await response.body?.cancel()
    return
  }
  await ARTIFACTS.put(folderOf(fit) + stage, await response.arrayBuffer())
}

/** What a worker does not take, it makes again. */
export async function giveStages(
  { ARTIFACTS }: Env,
  { secret }: Members,
  worker: WorkerAddress,
  fit: string,
): Promise<void> {
  const folder = folderOf(fit)
  const { objects } = await ARTIFACTS.list({ prefix: folder })
  for (const { key } of objects) {
    const object = await ARTIFACTS.get(key)
    if (!object) continue
    const body = new Uint8Array(await object.arrayBuffer())
    const path = pathOf(fit, key.slice(folder.length))
    const response = await askWorker(secret, worker, { method: 'PUT', path, body })
    await response.body?.cancel()
  }
}

/** Best effort: what is left of a fit that has ended takes room, and does no other harm. */
export async function forgetStages(artifacts: R2Bucket, fit: string): Promise<void> {
  try {
    const { objects } = await artifacts.list({ prefix: folderOf(fit) })
    if (objects.length > 0) await artifacts.delete(objects.map(({ key }) => key))
  } catch (thrown) {
    console.warn(`stages of fit ${fit} are left: ${thrown}`)
  }
}
