/** What real answers used, as the edge counts it: finished, cancelled, and left by their clients. */
import { beforeAll, expect, inject, it, vi } from 'vitest'
import { newProject, type Project } from './project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

const usageOf = (user: string, group = 'user') =>
  vi.waitFor(
    async () => {
      const { body } = await project.ask('GET', `/v1/usage?group_by=${group}`)
      const found = body.data.find((one: { group: string }) => one.group === user)
      if (!found) throw new Error(`nothing is counted of ${user}`)
      return found
    },
    { timeout: 10_000, interval: 100 },
  )

it('counts a finished answer with the tokens and the axis that it told', async () => {
  const steering = { strengths: { simple: -0.5 } }
  const { usage, attune } = await project.complete({ user: 'ada', steering })
  expect(await usageOf('ada')).toMatchObject({
    ...{ answers: 1, finished: 1, prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens },
  })
  const tokens_edited = attune.edits[0]!.tokens_edited
  expect(await usageOf('simple', 'axis')).toEqual({
    ...{ object: 'usage', group: 'simple', answers: 1, tokens_edited, mean_strength: 0.5 },
  })
})

it('counts one whose client left, with what was made by then', async () => {
  const stop = new AbortController()
  const question = { ...project.request({ user: 'cy', max_tokens: 500 }), stream: true }
  const response = await fetch(`${inject('pair').url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${project.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal: stop.signal,
  })
  const reader = response.body!.getReader()
  for (let pieces = 0; pieces < 5; pieces++) await reader.read()
  stop.abort()
  const counted = await usageOf('cy')
  expect(counted).toMatchObject({ answers: 1, cancelled: 1 })
  expect(counted.completion_tokens).toBeGreaterThan(0)
  expect(counted.completion_tokens).toBeLessThan(500)
})

it('counts one that was cancelled as far as it had come', async () => {
  await project
    .stream({ user: 'dan', max_tokens: 500 }, (pieces, id) =>
      pieces === 5 ? project.ask('DELETE', `/v1/generations/${id}`) : undefined,
    )
    .catch(() => {})
  const counted = await usageOf('dan')
  expect(counted).toMatchObject({ answers: 1, cancelled: 1 })
  expect(counted.completion_tokens).toBeLessThan(500)
})

it('lets a user have one answer at a time, and the next as soon as that has ended', async () => {
  await project.ask('PUT', '/v1/limits', { user: { running: 1 } })
  const seen: number[] = []
  await project.stream({ user: 'eve', max_tokens: 30 }, async (pieces) => {
    if (pieces === 1)
      seen.push((await project.ask('POST', '/v1/chat/completions', project.request({ user: 'eve' }))).status)
  })
  expect(seen).toEqual([429])
  const next = () => project.ask('POST', '/v1/chat/completions', project.request({ user: 'eve', max_tokens: 5 }))
  await vi.waitFor(async () => expect((await next()).status).toBe(200), { timeout: 10_000, interval: 100 })
})
