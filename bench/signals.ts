/**
 * What a signal costs and how soon it is in force, over HTTP, on `npm start` with the default model: one after another with
 * more and more of them behind it, many at once, and in the middle of an answer.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import OpenAI from 'openai'
import { SILENT, startAttune } from '../cli/attune.ts'
import type { ChatChunk } from '../shared/wire/chat.ts'
import type { Receipt } from '../shared/wire/receipt.ts'
import { createRandom } from '../test/support/random.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { percentile, summarise } from './harness/statistics.ts'

/** Signals behind the one that is timed. */
const HISTORIES = [0, 100, 500]
const TIMED = 60
const AT_ONCE = 1_000
/** Connections that they come by. */
const CONNECTIONS = 64
const LIVE_ANSWERS = 12
const SEED = 7

type Body = Record<string, unknown>

export async function signals(): Promise<Table[]> {
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  try {
    await using stack = new AsyncDisposableStack()
    const attune = await startAttune({ port: 0, workerPort: 0, state, steps: SILENT, log: () => {} })
    stack.defer(() => attune.close())
    const ask = async <Answer>(method: string, path: string, body?: Body): Promise<Answer> => {
      const response = await fetch(attune.url + path, {
        method,
        headers: { authorization: `Bearer ${attune.apiKey}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as Answer
    }
    const openai = new OpenAI({ baseURL: `${attune.url}/v1`, apiKey: attune.apiKey })
    const bench: Bench = { ask, openai, model: attune.model.id, axes: attune.axes, random: createRandom(SEED) }
    return [await costTable(bench), await atOnceTable(bench), await liveTable(bench)]
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}

type Bench = {
  ask: <Answer>(method: string, path: string, body?: Body) => Promise<Answer>
  openai: OpenAI
  model: string
  axes: string[]
  random: ReturnType<typeof createRandom>
}

const SHORT = { max_tokens: 4, messages: [{ role: 'user' as const, content: 'Tell me about the sea.' }] }

const LONG = [{ role: 'user' as const, content: 'Write a long story about a ship and the sea.' }]

/** The id of an answer that was steered by strengths at random. */
async function answered({ ask, model, axes, random }: Bench, user: string): Promise<string> {
  const strengths = Object.fromEntries(axes.map((axis) => [axis, 2 * random.uniform() - 1]))
  const { id } = await ask<{ id: string }>('POST', '/v1/chat/completions', {
    ...SHORT,
    model,
    user,
    steering: { strengths },
  })
  return id
}

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function costTable(bench: Bench): Promise<Table> {
  const { ask, random } = bench
  const user = 'cost'
  const answer = await answered(bench, user)
  const thumb = (of: string) => ({ type: 'thumb', user: of, answer, value: random.uniform() < 0.5 ? 'up' : 'down' })
  const figures: Figure[] = []
  let given = 0
  for (const history of HISTORIES) {
    for (; given < history; given++) await ask('POST', '/v1/feedback', thumb(user))
    const [signals, changes]: [number[], number[]] = [[], []]
    for (let round = 0; round < TIMED; round++) {
      signals.push(await milliseconds(() => ask('POST', '/v1/feedback', thumb(user))))
      given++
      const strengths = { [bench.axes[0]!]: random.uniform() }
      changes.push(await milliseconds(() => ask('PATCH', '/v1/profiles/another', { strengths })))
    }
    const figure = inRow(`${history} to ${given} signals`)
    for (const percent of [50, 95]) figures.push(figure(`signal P${percent}`, percentile(signals, percent), 'ms'))
    figures.push(figure('a slider moved, P50', percentile(changes, 50), 'ms'))
  }
  return {
    title: 'What a signal costs',
    rows: "the user's signals",
    note:
      `POST /v1/feedback, thumbs on ${bench.axes.length} axes, one after another, ${TIMED} timed: stored, and the belief made anew ` +
      'from the newest 500. Beside it, in turns, PATCH of another profile. Client, edge, database and worker share the machine.',
    figures,
  }
}

async function atOnceTable(bench: Bench): Promise<Table> {
  const { ask } = bench
  const answer = await answered(bench, 'many')
  const thumb = (at: number, user: string) => ({
    id: `s${at}`,
    type: 'thumb',
    user,
    answer,
    value: at % 3 ? 'up' : 'down',
    at: 1_780_000_000 + at,
  })
  let next = 0
  const took = await milliseconds(() =>
    Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (next < AT_ONCE) await ask('POST', '/v1/feedback', thumb(next++, 'many'))
      }),
    ),
  )
  let kept = 0
  for (let after = ''; ; ) {
    const page = await ask<{ data: { id: string }[]; has_more: boolean }>(
      'GET',
      `/v1/feedback?user=many&limit=100${after && `&after=${after}`}`,
    )
    kept += page.data.length
    if (!page.has_more) break
    after = page.data.at(-1)!.id
  }
  const believed = await ask<{ strengths: Record<string, { value: number }> }>('GET', '/v1/profiles/many')
  // One more and its end: the belief is made anew from what lies there.
  const { id } = await ask<{ id: string }>('POST', '/v1/feedback', { ...thumb(AT_ONCE, 'many'), id: 'last' })
  await fetchGone(bench, id)
  const again = await ask<typeof believed>('GET', '/v1/profiles/many')
  const apart = Object.entries(believed.strengths).map(([axis, { value }]) =>
    Math.abs(value - again.strengths[axis]!.value),
  )
  const figure = inRow(`${AT_ONCE} by ${CONNECTIONS} connections`)
  return {
    title: 'Signals of one user at once',
    rows: 'signals',
    note: 'Kept: those that are listed afterwards. Apart: the greatest difference of a strength from one that is made anew from them.',
    figures: [
      figure('kept', kept),
      figure('a second', AT_ONCE / (took / 1000), '1/s'),
      figure('apart', Math.max(...apart)),
    ],
  }
}

/** Without a body to read. */
async function fetchGone({ ask }: Bench, id: string): Promise<void> {
  await ask('DELETE', `/v1/feedback/${id}`).catch((problem: unknown) => {
    // 204 has nothing to parse.
    if (!(problem instanceof SyntaxError)) throw problem
  })
}

async function liveTable(bench: Bench): Promise<Table> {
  const [toAnswered, toToken, tokensLate, toNext]: number[][] = [[], [], [], []]
  for (let round = 0; round < LIVE_ANSWERS; round++) {
    const user = `live-${round}`
    const stream = (await bench.openai.chat.completions.create({
      model: bench.model,
      user,
      messages: LONG,
      max_tokens: 160,
      stream: true,
      seed: round,
      // Not in OpenAI's API: the package sends it on as it is.
      ...{ steering: { live: true } },
    })) as AsyncIterable<ChatChunk>
    const came: number[] = []
    let sent: { at: number; token: number; answered: Promise<number> } | null = null
    let receipt: Receipt | undefined
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) came.push(performance.now())
      receipt = chunk.attune ?? receipt
      if (came.length !== 20 || sent) continue
      const signal = { type: 'adjust', user, answer: chunk.id, axis: bench.axes[0]!, value: 'more' }
      sent = {
        at: performance.now(),
        token: came.length,
        answered: milliseconds(() => bench.ask('POST', '/v1/feedback', signal)),
      }
    }
    const change = receipt?.changes.at(-1)
    if (!sent) throw new Error('an answer ended before it was signalled of')
    await sent.answered
    // It had ended by then.
    if (!change) continue
    toAnswered.push(await sent.answered)
    // Tokens that make no text have no chunk: the one that is nearest.
    toToken.push(came[Math.min(change.at_token, came.length - 1)]! - sent.at)
    tokensLate.push(change.at_token - sent.token)
    toNext.push(
      await milliseconds(async () => {
        await bench.ask('POST', '/v1/feedback', { type: 'adjust', user, axis: bench.axes[0]!, value: 'less' })
        await bench.ask('POST', '/v1/chat/completions', { ...SHORT, model: bench.model, user, max_tokens: 1 })
      }),
    )
  }
  const row = (what: string, values: number[], unit: string): Figure[] => [
    inRow(what)('P50', percentile(values, 50), unit),
    inRow(what)('P95', percentile(values, 95), unit),
    { ...inRow(what)('median', summarise(values).value, unit), range: summarise(values).range },
  ]
  return {
    title: 'From a signal to its effect',
    rows: 'from sending the signal',
    note:
      `${toToken.length} of ${LIVE_ANSWERS} streams with steering.live that had not ended by then, a signal after the 20th piece of text of each; the token in question is the first ` +
      'that the receipt says the change was in force for. Next answer: a signal, then a whole answer of one token.',
    figures: [
      ...row('until it is answered', toAnswered, 'ms'),
      ...row('until the first token under it', toToken, 'ms'),
      ...row('tokens that came before it', tokensLate, ''),
      ...row('until the next answer under it', toNext, 'ms'),
    ],
  }
}
