/** Two users with opposite profiles ask the same question; one's strengths are turned while the text runs. */
import OpenAI from 'openai'
import type { Axis } from '../../edge/wire/axis.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { api } from '../api.ts'
import { columns } from '../columns.ts'
import { workerMetrics } from '../metrics.ts'
import { type Poles, receiptText, strengthText } from '../receipt-text.ts'
import type { Demo } from './demo.ts'

const QUESTION = 'Tell me about the sea.'
type Values = Readonly<Record<string, number>>
const USERS: readonly { name: string; strengths: Values }[] = [
  { name: 'Mia', strengths: { simple: 1 } },
  { name: 'Leo', strengths: { simple: -1 } },
]
/** Leo's dials, turned this far after so many pieces of text. */
const TURN: { column: number; after: number; strengths: Values } = {
  column: 1,
  after: 45,
  strengths: { simple: 0.8, enthusiastic: 0.8 },
}
const SAMPLING = { temperature: 0.7, seed: 4, max_tokens: 140 }
/** Not in OpenAI's API: the package sends it on as it is. */
const MORE_SAMPLING = { repetition_penalty: 1.1 }

export const twoUsers: Demo = async ({ url, workerUrl, apiKey }, { paint, signal }) => {
  const client = api({ url, key: apiKey })
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey })
  const poles = await readPoles([...USERS, TURN].flatMap(({ strengths }) => Object.keys(strengths)))
  const [model] = (await openai.models.list()).data
  for (const { name, strengths } of USERS) await client.json('PUT', `/v1/profiles/${name}`, { strengths })

  const inWords = (strengths: Values) =>
    Object.entries(strengths)
      .map(([axis, value]) => strengthText({ value, mode: 'add' }, poles(axis)))
      .join(', ')
  console.log(`\nTwo users ask ${paint('bold', `“${QUESTION}”`)} at the same time, with the same seed.\n`)
  // Another worker's port, or a token that is not known here: then the demo goes without the count of steps.
  const counts = () => workerMetrics(workerUrl).catch(() => null)
  const before = await counts()
  const screen = columns(
    process.stdout,
    USERS.map(({ name, strengths }) => `${name}: ${inWords(strengths)}`),
  )
  let receipts: Receipt[]
  try {
    receipts = await Promise.all(USERS.map(({ name }, column) => answer(name, column)))
  } finally {
    screen.end()
  }
  const after = await counts()
  for (const [column, { name }] of USERS.entries()) {
    console.log(`\n${paint('bold', `${name}'s receipt`)}`)
    for (const line of receiptText(receipts[column], poles)) console.log(`  ${line}`)
  }
  if (before && after) {
    const during = (name: string) => after(name) - before(name)
    const [tokens, steps] = ['attune_decoded_tokens_total', 'attune_decode_steps_total'].map(during)
    const together = steps < 0.75 * tokens ? ': both answers ran in one batch' : ''
    console.log(`\n${tokens} tokens in ${steps} steps of the model${together}.`)
  }

  /** @throws Error when one of these axes has no direction on this model. */
  async function readPoles(needed: readonly string[]): Promise<(axis: string) => Poles> {
    const { data } = await client.json<{ data: Axis[] }>('GET', '/v1/axes')
    const missing = needed.find((axis) => !data.some(({ id, active }) => id === axis && active))
    if (missing) throw new Error(`this model cannot be steered along '${missing}'; the demo is for the default model`)
    const axes = new Map(data.map(({ id, positive, negative }) => [id, { positive, negative }]))
    return (axis) => ({ positive: axes.get(axis)!.positive.name, negative: axes.get(axis)!.negative.name })
  }

  /** Streams one user's answer into its column. */
  async function answer(user: string, column: number): Promise<Receipt> {
    const stream = await openai.chat.completions.create(
      {
        model: model.id,
        user,
        messages: [{ role: 'user', content: QUESTION }],
        stream: true,
        ...SAMPLING,
        ...MORE_SAMPLING,
      },
      { signal },
    )
    let pieces = 0
    let receipt: Receipt | null = null
    for await (const chunk of stream as AsyncIterable<ChatChunk>) {
      const text = chunk.choices[0].delta.content
      if (text) screen.append(column, text)
      if (text && ++pieces === TURN.after && column === TURN.column) await turn(chunk.id, column)
      receipt = chunk.attune ?? receipt
    }
    if (!receipt) throw new Error('the answer ended without a receipt')
    return receipt
  }

  async function turn(generation: string, column: number): Promise<void> {
    const { name, strengths } = USERS[column]
    const change = { strengths: TURN.strengths }
    const { applied } = await client.json<GenerationState>('PATCH', `/v1/generations/${generation}`, change)
    if (!applied) return
    screen.append(column, ` ⟨now ${inWords(TURN.strengths)}⟩`)
    screen.title(column, `${name}: ${inWords(strengths)}, then turned`)
  }
}
