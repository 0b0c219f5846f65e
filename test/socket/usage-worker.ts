/**
 * What a worker does about usage, without a model: the real recorder, journal and reporter, and answers that are made of
 * nothing. Prints what it knows for certain, so that whoever kills it can ask afterwards: `begun ID`, `at ID TOKENS` and
 * `ended ID STATUS TOKENS` are on its disk when they are printed. SIGTERM ends it as the worker ends.
 */
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '../../gpu-worker/server/answer.ts'
import { openUsage } from '../../gpu-worker/usage/usage.ts'
import { newGenerationId } from '../../shared/ids.ts'
import { generateRequest } from '../../shared/wire/generate.ts'
import type { UsageEntry } from '../../shared/wire/usage.ts'

const [folder = '', edge = '', secret = '', project = '', lanes = '0'] = process.argv.slice(2)
const PROMPT = 7
const used = [{ axis: 'formal', version: 1, tokens: 1, strengthSum: 0.5 }]
const positions = [{ axis: 'formal', version: 1, strength: 0.5, lean: 0.7, tokens: 1 }]

const say = (...words: unknown[]) => writeSync(1, `${words.join(' ')}\n`)

const usage = await openUsage({ folder, worker: 'a', edge, secret })
const { recorder } = usage
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
say('ready')

await Promise.all(Array.from({ length: Number(lanes) }, makeAnswers))
if (lanes === '0') await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))
await usage.close(AbortSignal.timeout(30_000))

async function makeAnswers(): Promise<void> {
  while (!stop.signal.aborted) await makeAnswer()
}

/** Each is a user's own, so that the edge can be asked what it has of it. */
async function makeAnswer(): Promise<void> {
  const id = newGenerationId('a')
  const output: number[] = []
  const generation = { cached: PROMPT, output }
  const ended = Promise.withResolvers<void>()
  const answer = {
    id,
    owner: { project, user: id },
    status: 'running' as UsageEntry['status'] | 'running',
    done: ended.promise,
    choices: [{ generation, steering: { used, positions } }],
    get usage() {
      const tokens = { prompt_tokens: PROMPT, completion_tokens: output.length, total_tokens: PROMPT + output.length }
      return { ...tokens, prompt_tokens_details: { cached_tokens: 0 } }
    },
  }
  const known = answer as unknown as Answer
  const messages = [{ role: 'user', content: 'Hello' }]
  recorder.begin(known, generateRequest.parse({ id, project, user: id, key: 'key_1', model: 'toy-model', messages }))
  await recorder.note(known)
  say('begun', id)
  const length = Math.floor(Math.random() * 40)
  while (output.length < length) {
    output.push(1)
    await delay(1)
    if (output.length % 10 > 0) continue
    const tokens = output.length
    await recorder.note(known)
    say('at', id, tokens)
  }
  answer.status = Math.random() < 0.8 ? 'finished' : 'cancelled'
  if (answer.status === 'finished') ended.resolve()
  else ended.reject(new Error('cancelled'))
  await recorder.note(known)
  say('ended', id, answer.status, output.length)
}
