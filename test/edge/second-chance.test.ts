/** A request that fails before the first word of its answer goes to one more worker, and nothing is said twice. */
import { describe, expect, it } from 'vitest'
import { firstToSpeak } from '../../edge/fleet/first-to-speak.ts'
import { ApiError } from '../../shared/errors.ts'
import { lateErrorBody } from '../../shared/wire/late-error.ts'

const BROKEN = Symbol('broken')
type Part = string | typeof BROKEN

function answer(parts: readonly Part[], type = 'text/event-stream'): Response {
  const left = [...parts]
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const part = left.shift()
        if (part === undefined) return controller.close()
        if (part === BROKEN) return controller.error(new Error('the connection broke'))
        controller.enqueue(new TextEncoder().encode(part))
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': type } })
}

/** What the client gets of workers that answer so, which ones were asked, and whether it broke off. */
async function told(answers: readonly (readonly Part[])[], type?: string) {
  const asked: number[] = []
  const { response, taker } = await firstToSpeak([...answers.keys()], async (i) => {
    asked.push(i)
    return answer(answers[i]!, type)
  })
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true })
    return { text, asked, taker, broke: false }
  } catch {
    return { text, asked, taker, broke: true }
  }
}

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
const words = [event({ n: 1 }), event({ n: 2 }), event('[DONE]')]
const failure = (status: number) => event(new ApiError(status, 'engine_failed', 'it failed').body())

describe('a stream', () => {
  it.each<[string, Part[]]>([
    ['at once', [BROKEN]],
    ['after comments', [': ok\n\n', ': ping\n\n', BROKEN]],
    ['in the middle of a comment', [': ok\n\n', ': pi', BROKEN]],
    ['in the middle of its first event', [': ok\n\n', 'data: {"n":', BROKEN]],
    ['by ending without a word', [': ok\n\n']],
    ['with an error of the worker’s own', [': ok\n\n', failure(500)]],
    ['because it is shutting down', [': ok\n\n', failure(503)]],
  ])('that fails %s goes on with another worker', async (_, first) => {
    const { text, asked, broke } = await told([first, [': ok\n\n', ...words]])
    expect([asked, broke]).toEqual([[0, 1], false])
    expect(text.replaceAll(/^: .*\n\n/gm, '')).toBe(words.join(''))
    expect(text).not.toContain('engine_failed')
  })

  it.each<[string, Part[]]>([
    ['breaks after its first event', [words[0]!, BROKEN]],
    ['breaks after its first event, which came in pieces', ['data: {"n"', ':1}\n\n', BROKEN]],
  ])('that %s is not begun again', async (_, first) => {
    const { text, asked, broke } = await told([first, words])
    expect([text, asked, broke]).toEqual([words[0], [0], true])
  })

  it('whose request is at fault is told so, and nobody else asked', async () => {
    const { text, asked } = await told([[failure(400)], words])
    expect([text, asked]).toEqual([failure(400), [0]])
  })

  it('is not handed from one worker to the next and the next', async () => {
    const { text, asked, broke } = await told([[': ok\n\n', BROKEN], [': ok\n\n', BROKEN], words])
    expect([asked, broke]).toEqual([[0, 1], true])
    expect(text).toBe(': ok\n\n: ok\n\n')
  })

  it('that fails where there is no other worker fails as it did', async () => {
    expect(await told([[': ok\n\n', failure(500)]])).toMatchObject({ text: `: ok\n\n${failure(500)}`, broke: false })
    expect(await told([[': ok\n\n', 'data: {"n', BROKEN]])).toMatchObject({ broke: true })
  })

  it('passes comments on as they come, before it is clear who answers', async () => {
    const { response } = await firstToSpeak([0, 1], async () => answer([': ok\n\n', ...words]))
    const reader = response.body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(': ok\n\n')
    await reader.cancel()
  })
})

describe('an answer that comes whole', () => {
  const json = JSON.stringify({ id: 'x', error: 'not one' })
  const late = (status: number) => JSON.stringify(lateErrorBody(new ApiError(status, 'engine_failed', 'it failed')))
  const whole = (answers: Part[][]) => told(answers, 'application/json')

  it.each<[string, Part[]]>([
    ['breaks before it begins', [' ', ' ', BROKEN]],
    ['fails late', [' ', late(503)]],
    ['fails late, in pieces', [' ', late(500).slice(0, 4), late(500).slice(4, 30), late(500).slice(30)]],
  ])('that %s is made by another worker', async (_, first) => {
    const { text, asked } = await whole([first, [' ', json]])
    expect([text.trim(), asked]).toEqual([json, [0, 1]])
  })

  it.each([400, 504])('that fails late with %i is the answer', async (status) => {
    const { text, asked } = await whole([[' ', late(status)], [json]])
    expect([text.trim(), asked]).toEqual([late(status), [0]])
  })

  it('that has begun is not begun again', async () => {
    const { text, asked, broke } = await whole([['  {"id":"x"', BROKEN], [json]])
    expect([text.trim(), asked, broke]).toEqual(['{"id":"x"', [0], true])
  })
})

it('a client that leaves is heard by the worker that answers, and no other is asked', async () => {
  let cancelled = false
  const asked: number[] = []
  const { response } = await firstToSpeak([0, 1], async (i) => {
    asked.push(i)
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(': ok\n\n')),
      cancel: () => {
        cancelled = true
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  const reader = response.body!.getReader()
  await reader.read()
  await reader.cancel()
  expect([cancelled, asked]).toEqual([true, [0]])
})
