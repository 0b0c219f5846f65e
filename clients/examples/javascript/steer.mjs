/**
 * OpenAI's package with Attune: an answer in the user's taste, turned while it is written.
 *
 *     npm install openai
 *     ATTUNE_KEY=sk-attune-… node steer.mjs
 */
import OpenAI from 'openai'

const { ATTUNE_URL = 'http://127.0.0.1:8787', ATTUNE_KEY, ATTUNE_MODEL = 'smollm2-135m-instruct' } = process.env

const openai = new OpenAI({ baseURL: `${ATTUNE_URL}/v1`, apiKey: ATTUNE_KEY })

// `user` names the profile that steers the answer; what `steering` says wins over it. OpenAI's package sends fields that it
// does not know as they are.
const stream = await openai.chat.completions.create({
  model: ATTUNE_MODEL,
  messages: [{ role: 'user', content: 'Tell me about the sea.' }],
  user: 'ada',
  steering: { strengths: { simple: -1 } },
  max_tokens: 100,
  stream: true,
})

let turned = false
let receipt
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  receipt ??= chunk.attune
  if (turned || !chunk.choices[0]?.delta.content) continue
  turned = true
  // The other way from the next token on, evenly over ten; the answer's id names it.
  await openai.patch(`/generations/${chunk.id}`, { body: { strengths: { simple: 1 }, seq: 1, ramp: 10 } })
}

console.log('\n')
for (const { axis, strength, tokens_edited } of receipt.edits) {
  console.log(`${axis}: ${strength} at the end, ${tokens_edited} tokens moved`)
}
