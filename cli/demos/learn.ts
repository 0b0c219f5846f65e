/**
 * A simulated user, whose liking nobody is told, picks ten times between answers; what is believed of them is drawn as it
 * grows, and the same question is answered before and after.
 */
import type { Axis } from '../../edge/wire/axis.ts'
import type { Explanation } from '../../edge/wire/explanation.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { type Api, api } from '../api.ts'
import { receiptText } from '../receipt-text.ts'
import { beliefPicture } from './belief-picture.ts'
import type { Demo } from './demo.ts'

const USER = 'demo-nova'
/** What they like. */
const LIKING: Readonly<Record<string, number>> = { simple: -0.7, enthusiastic: -0.6, formal: 0.5, story: 0 }
const PICKS = 10
const CANDIDATES = 4
const QUESTION = 'Tell me about the sea.'
const QUESTIONS = [
  'What is a good breakfast?',
  'How do I start to run?',
  'Tell me about cats.',
  'What is the moon made of?',
  'How do I write a letter?',
]
const SAMPLING = { temperature: 0.7, repetition_penalty: 1.1 }
/** Of a candidate on the screen. */
const SHOWN = 96

type Candidate = { index: number; message: { content: string }; strengths: Record<string, { value: number }> }
type Comparison = { id: string; candidates: Candidate[]; information: number }
type Completion = { choices: { message: { content: string } }[]; attune: Receipt }

export const learn: Demo = async ({ url, apiKey }, { paint, signal }) => {
  const client = api({ url, key: apiKey })
  const {
    data: [model],
  } = await client.json<{ data: { id: string }[] }>('GET', '/v1/models')
  await client.json('POST', `/v1/profiles/${USER}/reset`, { pins: true })
  // What was never set here stays at no steering, so that the picture is of the axes in question.
  const axes = (await explained(client)).axes.map(({ axis }) => axis)
  const others = axes.filter((axis) => !Object.hasOwn(LIKING, axis))
  await client.json('PATCH', `/v1/profiles/${USER}`, { strengths: Object.fromEntries(others.map((axis) => [axis, 0])) })

  const answer = async () => {
    const asked = {
      model: model!.id,
      user: USER,
      messages: [{ role: 'user', content: QUESTION }],
      seed: 4,
      max_tokens: 90,
    }
    return client.json<Completion>('POST', '/v1/chat/completions', { ...asked, ...SAMPLING })
  }
  console.log(`\nA user whose liking nobody was told (${paint('bold', '◇')}) asks ${paint('bold', `“${QUESTION}”`)}`)
  const before = await answer()
  console.log(`\n${before.choices[0]!.message.content}\n`)
  await draw(client)
  for (let pick = 0; pick < PICKS && !signal.aborted; pick++) {
    const content = QUESTIONS[pick % QUESTIONS.length]!
    const asked = {
      model: model!.id,
      user: USER,
      messages: [{ role: 'user', content }],
      candidates: CANDIDATES,
      seed: pick,
    }
    const compared = await client.json<Comparison>('POST', '/v1/comparisons', { ...asked, max_tokens: 40, ...SAMPLING })
    const best = compared.candidates.toSorted((one, other) => distance(one) - distance(other))[0]!
    console.log(`\n${paint('bold', `Pick ${pick + 1}`)}: “${content}” (${compared.information.toFixed(2)} bits)`)
    for (const candidate of compared.candidates) {
      const text = candidate.message.content.replace(/\s+/g, ' ').slice(0, SHOWN)
      console.log(candidate === best ? paint('bold', ` ▸ ${text}`) : `   ${text}`)
    }
    await client.json('POST', '/v1/feedback', { type: 'pick', user: USER, answer: compared.id, choice: best.index })
    await draw(client)
  }
  const after = await answer()
  console.log(
    `\n${paint('bold', `The same question, the same seed, after ${PICKS} picks`)}\n\n${after.choices[0]!.message.content}\n`,
  )
  const { data } = await client.json<{ data: Axis[] }>('GET', '/v1/axes')
  const poles = new Map(
    data.map(({ id, positive, negative }) => [id, { positive: positive.name, negative: negative.name }]),
  )
  for (const line of receiptText(after.attune, (axis) => poles.get(axis)!)) console.log(`  ${line}`)
}

/** In noticeable steps, all alike: which of the candidates stands nearest to the liking. */
const distance = ({ strengths }: Candidate): number =>
  Object.entries(LIKING).reduce((sum, [axis, liked]) => sum + ((strengths[axis]?.value ?? 0) - liked) ** 2, 0)

const explained = (client: Api) => client.json<Explanation>('GET', `/v1/profiles/${USER}/explanation`)

async function draw(client: Api): Promise<void> {
  const axes = (await explained(client)).axes.filter(({ axis }) => Object.hasOwn(LIKING, axis))
  for (const line of beliefPicture(axes, LIKING)) console.log(`  ${line}`)
}
