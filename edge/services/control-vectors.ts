/** Control vectors of llama.cpp or repeng (GGUF). The model tells how large a state is, so a worker converts them. */
import { ApiError } from '../../shared/errors.ts'
import { GGUF_MAGIC, type ImportQuery } from '../../shared/wire/import.ts'
import type { Env } from '../env.ts'
import { type Members, readMembers } from '../fleet/members.ts'
import { type Serving, servingWorkers, workersServing } from '../fleet/model-cards.ts'
import { askWorker, expectOk, firstToAccept, NoWorker } from '../fleet/worker-client.ts'
import type { Axis } from '../wire/axis.ts'

export const isControlVector = (file: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(file.subarray(0, GGUF_MAGIC.length)) === GGUF_MAGIC

/** The first conversion on a worker measures the model; a busy one answers users first. */
const ANSWERS_WITHIN_MS = 60_000

export type Conversion = { axis: Axis; scale: number; model: string | undefined }

/**
 * The file of an unverified direction of `model`, of the only one served if none is named.
 * @throws ApiError 400 `invalid_control_vector`, `model_needed`; 404 `model_not_found`; 503 when no worker takes it
 */
export async function convertControlVector(
  env: Env,
  project: string,
  file: Uint8Array<ArrayBuffer>,
  { axis, scale, model }: Conversion,
): Promise<Uint8Array<ArrayBuffer>> {
  const members = await readMembers(env)
  const names: ImportQuery = { axis: axis.id, positive: axis.positive.name, negative: axis.negative.name, scale }
  const path = `/v1/imports?${new URLSearchParams({ ...names, scale: String(scale) })}`
  const { response } = await firstToAccept(await candidates(members, project, model), ({ worker }) =>
    askWorker(members.secret, worker, { method: 'POST', path, body: file, answersWithinMs: ANSWERS_WITHIN_MS }),
  )
  await expectOk(response)
  return new Uint8Array(await response.arrayBuffer())
}

async function candidates(members: Members, project: string, model: string | undefined): Promise<Serving[]> {
  if (model !== undefined) return workersServing(members, model, project)
  const served = [...new Set((await servingWorkers(members)).map(({ card }) => card.id))]
  const [only, ...others] = served
  if (only === undefined) throw new NoWorker('no model is known')
  if (others.length === 0) return workersServing(members, only, project)
  const message = `Several models are served; say by model which one the vector is for: ${served.join(', ')}.`
  throw new ApiError(400, 'model_needed', message, { param: 'model', details: { available: served } })
}
