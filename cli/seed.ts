/** What a project begins with: a key with all scopes, and the built-in axes. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Axis } from '../edge/wire/axis.ts'
import type { DirectionShown } from '../edge/wire/direction.ts'
import { BUILTIN_AXES, type BuiltinAxis, HELPFUL } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { decodeDirection } from '../shared/direction.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { signRequest } from '../shared/sign.ts'
import { type Evaluation, evaluation } from '../shared/wire/fit.ts'
import { type Api, api } from './api.ts'
import { asciiJson } from './ascii-json.ts'

/**
 * The built-in axes that were fitted on this model, whose ids it returns; and the one that waits to be fitted, for a
 * project's default edit. Asking again changes nothing.
 */
export async function seedAxes({
  url,
  key,
  modelHash,
}: {
  url: string
  key: string
  modelHash: string
}): Promise<string[]> {
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
  if (!axes.some(({ id }) => id === HELPFUL.id)) await client.json('POST', '/v1/axes', HELPFUL)
  return builtins.map(({ axis }) => axis.id)
}

export type NewProject = {
  url: string
  /** The one that the edge shares with its workers. */
  secret: string
  name: string
  /**
   * Given, it becomes the project's key, and asking again changes nothing, unless it has been revoked: then another one of
   * the same project comes back. Otherwise one is made.
   */
  key?: string
}

/** A project with a key that has all scopes; returns the key. @throws Error with the edge's words. */
export async function createProject({ url, secret, name, key }: NewProject): Promise<string> {
  const path = '/internal/projects'
  const body = JSON.stringify({ name, key })
  const signature = await signRequest(secret, { method: 'POST', path, body })
  const headers = { ...signature, 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', body, headers })
  if (response.ok) return ((await response.json()) as { key: string }).key
  const answer = (await response.json().catch(() => null)) as ErrorBody | null
  const why = answer?.error?.message ?? `${url} answered ${response.status}`
  throw new Error(`The project '${name}' could not be made: ${why}`)
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

/**
 * Activates a direction that the project has not seen before; one it has seen may have been replaced on purpose, and only
 * its file is put there again where that is gone or damaged.
 */
async function offer(client: Api, { axis, hash, bytes, evaluation }: Builtin, known: Axis | undefined): Promise<void> {
  const path = `/v1/axes/${axis.id}/directions`
  if (!known) await client.json('POST', '/v1/axes', axis)
  const version = known && (await versionOf(client, path, hash, known))
  if (version && (await hasFile(client, `${path}/${version}/file`))) return
  const headers = { 'content-type': 'application/octet-stream', 'x-attune-evaluation': asciiJson(evaluation) }
  await client.send('POST', `${path}?activate=${version ? 'never' : 'always'}`, { body: bytes, headers })
}

/** null where the axis has no such version. */
async function versionOf(client: Api, path: string, hash: string, { active, versions }: Axis): Promise<number | null> {
  if (active?.hash === hash) return active.version
  if (versions === 0) return null
  const { data } = await client.json<{ data: DirectionShown[] }>('GET', `${path}?limit=100`)
  return data.find((direction) => direction.hash === hash)?.version ?? null
}

async function hasFile(client: Api, path: string): Promise<boolean> {
  try {
    await (await client.send('GET', path)).body?.cancel()
    return true
  } catch {
    return false
  }
}
