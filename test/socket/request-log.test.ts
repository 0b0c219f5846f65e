/** Where the lines about requests go when the edge runs on this machine. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { logFile } from '../../cli/log-file.ts'
import { ask, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())

it('into a file, each request as a line of it; the terminal stays quiet', async () => {
  for (let i = 0; i < 3; i++) await ask(edge, { stream: i > 0 }).closed
  await fetch(`${edge.url}/nowhere`)
  const lines = async () =>
    (await readFile(logFile(edge.state, 'edge'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  await expect.poll(async () => (await lines()).length).toBe(5)
  expect((await lines()).map(({ level, route, status }) => [level, route, status])).toEqual([
    ['info', '/internal/projects', 201],
    ['info', '/v1/chat/completions', 200],
    ['info', '/v1/chat/completions', 200],
    ['info', '/v1/chat/completions', 200],
    ['warn', 'none', 404],
  ])
  expect(edge.log).toEqual([])
})
