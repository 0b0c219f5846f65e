import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApi } from '../../edge/dashboard/src/api/client.ts'
import { watchFit } from '../../edge/dashboard/src/fits/watch-fit.ts'
import { ApiError } from '../../shared/errors.ts'
import { queuedFit } from '../browser/fake-edge.ts'

const told = (id: string, message: string) =>
  `id: ${id}\nevent: fit\ndata: ${JSON.stringify({ ...queuedFit('fit_0', 'formal'), message })}\n\n`
const END = 'event: end\ndata: {"state":"done"}\n\n'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Answers one call after another; what each was asked for is kept. */
function answering(...answers: (string | Error | ApiError)[]) {
  const asked: (string | null)[] = []
  vi.stubGlobal('fetch', async (_: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers).get('last-event-id'))
    const next = answers.shift()
    if (next instanceof ApiError) return Response.json(next.body(), { status: next.status })
    if (next instanceof Error) throw next
    return new Response(next)
  })
  return asked
}

async function watched(signal = new AbortController().signal): Promise<string[]> {
  const messages: string[] = []
  const watching = (async () => {
    for await (const { message } of watchFit(createApi(), 'fit_0', signal)) messages.push(message)
    return messages
  })()
  watching.catch(() => {})
  await vi.runAllTimersAsync()
  return watching
}

it('goes on from the last event after a stream that ended and a net that failed', async () => {
  const asked = answering(told('a', 'one'), new TypeError('no net'), told('b', 'two') + END)
  expect(await watched()).toEqual(['one', 'two'])
  expect(asked).toEqual([null, 'a', 'a'])
})

it('comes again where there were too many watchers, and where the server stumbled', async () => {
  const asked = answering(new ApiError(429, 'too_many_watchers', 'Too many.'), new ApiError(503, 'busy', 'Busy.'), END)
  expect(await watched()).toEqual([])
  expect(asked).toHaveLength(3)
})

it('gives up where there is no such fit', async () => {
  answering(new ApiError(404, 'fit_not_found', 'There is no fit.'))
  await expect(watched()).rejects.toThrow('There is no fit.')
})

it('asks for nothing more once nobody looks', async () => {
  const left = new AbortController()
  const asked = answering(told('a', 'one'), told('b', 'two'))
  left.abort()
  expect(await watched(left.signal)).toEqual([])
  expect(asked).toEqual([])
})
