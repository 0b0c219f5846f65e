/** What is served at addresses that are no route: by the running edge, which has files of its own and of its platform. */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { api } from '../../cli/api.ts'
import { moveBucket, secretBucketName } from '../../cli/local-bucket.ts'
import { newMiniflare } from '../../cli/miniflare.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { headOf, SECRET, send, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())

/** As it is written: fetch would tidy the path. */
async function answer(method: string, path: string) {
  const body = method === 'POST' ? '{}' : ''
  const text = await send(edge.url, headOf(method, path, { 'content-length': String(body.length) }), body).closed
  return { status: Number(text.slice(9, 12)), text }
}

it.for([
  ['POST', '/chat/completions', 'It is POST /v1/chat/completions.'],
  ['GET', '/models', 'It is GET /v1/models.'],
  ['GET', '//v1/models', 'It is GET /v1/models.'],
  ['POST', '/v1//chat/completions', 'It is POST /v1/chat/completions.'],
  ['GET', '/v1', 'GET /docs lists what there is.'],
  ['GET', '/v1/nothing', 'GET /docs lists what there is.'],
  ['GET', '/assets/nothing.js', 'GET /docs lists what there is.'],
  ['GET', '/nothing', 'GET /docs lists what there is.'],
] as const)('%s %s is told what is right', async ([method, path, right]) => {
  const { status, text } = await answer(method, path)
  expect(status).toBe(404)
  expect(text).toMatch(/content-type: application\/json/i)
  expect(text).toContain(right)
})

it("keeps the platform's own ways to files shut", async () => {
  const { json, send: upload } = api({ url: edge.url, key: edge.key })
  const pole = { name: 'some', description: 'In some way.' }
  await json('POST', '/v1/axes', { id: 'formal', positive: pole, negative: pole })
  const body = toyDirection({ axis: 'formal' })
  const headers = { 'content-type': 'application/octet-stream' }
  await upload('POST', '/v1/axes/formal/directions', { body, headers })
  const file = `directions/${createHash('sha256').update(body).digest('hex')}`
  for (const bucket of ['attune-artifacts', secretBucketName(SECRET)]) {
    const { status, text } = await answer('GET', `/cdn-cgi/local/r2/public/${bucket}/${file}`)
    expect(status).toBe(404)
    expect(text).toContain('"code":"unknown_route"')
  }
})

it('moves files from a bucket whose name is known to one whose name is not', async () => {
  const data = await mkdtemp(join(tmpdir(), 'attune-bucket-'))
  const opened = async <Result>(bucket: string, work: (files: R2) => Promise<Result>) => {
    const options = { modules: true, script: 'export default {}', r2Buckets: { FILES: bucket } } as const
    const miniflare = newMiniflare({ ...options, resourcePersistencePath: data })
    try {
      return await work(await miniflare.getR2Bucket('FILES'))
    } finally {
      await miniflare.dispose()
    }
  }
  type R2 = Awaited<ReturnType<ReturnType<typeof newMiniflare>['getR2Bucket']>>
  try {
    await opened('known', async (files) => void (await files.put('directions/a', 'its bytes')))
    const secret = secretBucketName(SECRET)
    expect(secret).not.toBe(secretBucketName(`${SECRET}, another`))
    // The second time there is nothing to move.
    for (let i = 0; i < 2; i++) await moveBucket(data, 'known', secret)
    expect(await opened(secret, async (files) => (await files.get('directions/a'))?.text())).toBe('its bytes')
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})
