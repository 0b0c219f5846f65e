/** What a start does for the built-in directions of a project that has them already. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { seedAxes } from '../../cli/seed.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { decodeDirection } from '../../shared/direction.ts'

const fileOf = (axis: string) => readFileSync(join(BUILTIN_DIRECTIONS, `${axis}.safetensors`))
const hashOf = (axis: string) => createHash('sha256').update(fileOf(axis)).digest('hex')

/** An edge whose project has all built-in axes, some as another version than the active one; and what it is asked. */
async function edgeWhere(file: (axis: string) => number, activeHash: (axis: string) => string) {
  const uploads: { path: string; hash: string }[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const [path, query] = request.url!.split('?')
    const [, axis, version] = /^\/v1\/axes\/(\w+)\/directions(?:\/(\d+)\/file)?$/.exec(path!) ?? []
    const bytes = Buffer.concat(await request.toArray())
    if (request.method === 'POST') {
      uploads.push({ path: `${path}?${query}`, hash: createHash('sha256').update(bytes).digest('hex') })
      return send(200, {})
    }
    if (version) return send(file(axis!), { error: { message: 'damaged' } })
    if (axis) return send(200, { data: [{ version: 7, hash: hashOf(axis) }] })
    const axes = [...BUILTIN_AXES.map(({ id }) => id), 'helpful']
    send(200, { data: axes.map((id) => ({ id, versions: 9, active: { version: 3, hash: activeHash(id) } })) })
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, uploads }
}

const modelHash = decodeDirection(fileOf('formal')).manifest.model.hash
const own = (axis: string) => (axis === 'helpful' ? '' : hashOf(axis))

test('nothing is sent where all of them are there', async () => {
  const { url, uploads } = await edgeWhere(() => 200, own)
  expect(await seedAxes({ url, key: 'k', modelHash })).toContain('formal')
  expect(uploads).toEqual([])
})

test('a file that is gone or damaged is put there again, and nothing is activated by that', async () => {
  const { url, uploads } = await edgeWhere((axis) => ({ formal: 500, warm: 404 })[axis] ?? 200, own)
  await seedAxes({ url, key: 'k', modelHash })
  expect(uploads).toEqual(
    ['formal', 'warm'].map((axis) => ({ path: `/v1/axes/${axis}/directions?activate=never`, hash: hashOf(axis) })),
  )
})

test('also that of a version which was replaced on purpose', async () => {
  const { url, uploads } = await edgeWhere(
    (axis) => (axis === 'story' ? 500 : 200),
    () => 'another',
  )
  await seedAxes({ url, key: 'k', modelHash })
  expect(uploads).toEqual([{ path: '/v1/axes/story/directions?activate=never', hash: hashOf('story') }])
})
