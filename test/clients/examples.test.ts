/** The examples, as whoever copies them runs them: programs of their own, against the running edge. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../cli/api.ts'
import { startTestEdge, type TestEdge } from '../socket/edge.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { pythonWith } from './python.ts'

const run = promisify(execFile)
const EXAMPLES = join(import.meta.dirname, '../../clients/examples')
const PYTHON = join(EXAMPLES, 'python')
const MINUTES_5 = 300_000

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
  const { json, send } = api(edge)
  const pole = { name: 'some', description: 'In some way.' }
  await json('POST', '/v1/axes', { id: 'simple', positive: pole, negative: pole })
  const file = { body: toyDirection({ axis: 'simple' }), headers: { 'content-type': 'application/octet-stream' } }
  await send('POST', '/v1/axes/simple/directions?activate=always', file)
})
afterAll(() => edge?.close())

const settings = () => ({ ...process.env, ATTUNE_URL: edge.url, ATTUNE_KEY: edge.key, ATTUNE_MODEL: TOY_MODEL })

/** What an example shows, and what it asked. */
function check(stdout: string): void {
  expect(stdout).toMatch(/^Hello there!\n/)
  expect(stdout).toMatch(/^simple: -1 at the end, \d+ tokens moved$/m)
  const { worker } = edge.fake
  expect(worker.lastBody('/v1/generate')).toMatchObject({ user: 'ada', edits: [{ axis: 'simple', strength: -1 }] })
  expect(worker.seen.findLast(({ method }) => method === 'PATCH')!.body).toContain('"strength":1')
  expect(worker.lastBody('/v1/generations/')).toMatchObject({ seq: 1, ramp: 10 })
}

describe("OpenAI's package steers, and turns what it streams", () => {
  it('in JavaScript', async () => {
    check((await run(process.execPath, [join(EXAMPLES, 'javascript', 'steer.mjs')], { env: settings() })).stdout)
  })

  it('in Python', { timeout: MINUTES_5 }, async ({ skip }) => {
    const python = await pythonWith(join(PYTHON, 'requirements.txt'))
    if ('missing' in python) return skip(`OpenAI's package for Python cannot be had: ${python.missing}`)
    check((await run('python3', [join(PYTHON, 'steer.py')], { env: { ...settings(), ...python.env } })).stdout)
  })
})
