/** What a development installation begins with: a project with the development key, and the built-in axes. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Axis } from '../edge/wire/axis.ts'
import type { DirectionShown } from '../edge/wire/direction.ts'
import { BUILTIN_AXES, type BuiltinAxis } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { decodeDirection } from '../shared/direction.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { signRequest } from '../shared/sign.ts'
import { type Evaluation, evaluation } from '../shared/wire/fit.ts'
import { type Api, api } from './api.ts'

const PROJECT = 'development'

export type SeedOptions = { url: string; key: string; secret: string; modelHash: string }

/** Asking again changes nothing. Returns the ids of the built-in axes that this model can be steered by. */
export async function seed({ url, key, secret, modelHash }: SeedOptions): Promise<string[]> {
  await createProject(url, secret, key)
  const builtins = (await Promise.all(BUILTIN_AXES.map(readBuiltin))).filter(
    (builtin): builtin is Builtin => builtin?.modelHash === modelHash,
  )
  const client = api({ url, key })
  const { data: axes } = await client.json<{ data: Axis[] }>('GET', '/v1/axes')
  for (const builtin of builtins) {
    await offer(
      client,
      builtin,
      axes.find(({ id }) => id === builtin.axis.id),
    )
  }
  return builtins.map(({ axis }) => axis.id)
}

async function createProject(url: string, secret: string, key: string): Promise<void> {
  const path = '/internal/projects'
  const body = JSON.stringify({ name: PROJECT, key })
  const signature = await signRequest(secret, { method: 'POST', path, body })
  const headers = { ...signature, 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', body, headers })
  if (response.ok) return
  const { error } = (await response.json()) as ErrorBody
  throw new Error(`The development project could not be made: ${error.message}`)
}

type Builtin = {
  axis: BuiltinAxis
  bytes: Uint8Array<ArrayBuffer>
  hash: string
  modelHash: string
  evaluation: Evaluation
}

/** null for an axis that has not been fitted. */
async function readBuiltin(axis: BuiltinAxis): Promise<Builtin | null> {
  const read = (extension: string) => readFile(join(BUILTIN_DIRECTIONS, `${axis.id}.${extension}`))
  try {
    const [file, card] = await Promise.all([read('safetensors'), read('json')])
    const bytes = new Uint8Array(file)
    return {
      axis,
      bytes,
      hash: createHash('sha256').update(bytes).digest('hex'),
      modelHash: decodeDirection(bytes).manifest.model.hash,
      evaluation: z.object({ evaluation }).parse(JSON.parse(card.toString())).evaluation,
    }
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`The built-in direction of '${axis.id}' is damaged: ${(problem as Error).message}`, {
      cause: problem,
    })
  }
}

/** Activates a direction that the project has not seen before; one it has seen may have been replaced on purpose. */
async function offer(client: Api, builtin: Builtin, known: Axis | undefined): Promise<void> {
  const { axis, hash, bytes, evaluation } = builtin
  if (known?.active?.hash === hash) return
  const path = `/v1/axes/${axis.id}/directions`
  if (!known) await client.json('POST', '/v1/axes', axis)
  else if (known.versions > 0) {
    const { data } = await client.json<{ data: DirectionShown[] }>('GET', `${path}?limit=100`)
    if (data.some((direction) => direction.hash === hash)) return
  }
  const headers = { 'content-type': 'application/octet-stream', 'x-attune-evaluation': JSON.stringify(evaluation) }
  await client.send('POST', `${path}?activate=always`, { body: bytes, headers })
}
