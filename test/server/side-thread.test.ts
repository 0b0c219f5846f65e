/** What would hold up running answers is done beside them; each test shows an attack by one project failing. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { SideThread } from '../../gpu-worker/server/side-thread/side-thread.ts'
import { isSmall } from '../../gpu-worker/server/side-thread/small-prompt.ts'
import { Turns } from '../../gpu-worker/server/side-thread/turns.ts'
import { errorOf, forwarded, generateBody, startTestWorker, type TestWorker } from './worker.ts'

const workers: TestWorker[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
})
async function start(options: Parameters<typeof startTestWorker>[0] = {}): Promise<TestWorker> {
  const worker = await startTestWorker(options)
  workers.push(worker)
  return worker
}

const withSchema = (schema: object, fields: object = {}) =>
  generateBody({
    stream: false,
    ...forwarded({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
    ...fields,
  })

/** Refused after all of the budget is spent: some tenths of a second. Each is another one. */
const costly = (i: number) => ({ type: 'string', pattern: `^(a|b)*a(a|b){20}${'c'.repeat(i)}$` })

/** The longest that the loop of this process, which runs the worker too, was held up meanwhile; in ms. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  try {
    await work()
  } finally {
    delay.disable()
  }
  return delay.max / 1e6
}

describe('the loop that writes answers', () => {
  test('is not held up by schemas that are refused, however many', async () => {
    const worker = await start()
    const ask = (i: number) => worker.ask('POST', '/v1/generate', withSchema(costly(i)))
    // The thread begins with the first.
    expect((await ask(0)).status).toBe(400)
    const began = performance.now()
    const stall = await longestStall(async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask))
      for (const answer of answers) expect(await errorOf(answer)).toMatchObject({ code: 'unsupported_schema' })
    })
    // All of it took far longer than any part of it held up the loop.
    expect(stall).toBeLessThan((performance.now() - began) / 8)
  })

  test('is not asked again what was refused before', async () => {
    const worker = await start()
    const ask = () => worker.ask('POST', '/v1/generate', withSchema(costly(0)))
    const first = await errorOf(await ask())
    const compile = vi.spyOn(SideThread.prototype, 'compile')
    expect(await errorOf(await ask())).toEqual(first)
    expect(first).toMatchObject({
      code: 'unsupported_schema',
      param: '/response_format/json_schema/schema/pattern',
      message: expect.stringMatching(/more states than a grammar may have/),
    })
    expect(compile).not.toHaveBeenCalled()
    compile.mockRestore()
  })

  test('is not held up by long prompts: it tokenises short ones alone', async () => {
    const worker = await start({ model: { context: 1024 } })
    const encode = vi.spyOn(worker.model.template, 'encode')
    const ask = (content: string) =>
      worker.ask('POST', '/v1/generate', generateBody({ max_tokens: 1, messages: [{ role: 'user', content }] }))
    const refused = await ask('etaoin shrdlu '.repeat(300))
    expect(await errorOf(refused)).toMatchObject({ code: 'context_length_exceeded', max: 1023 })
    expect((await ask('assistant'.repeat(250))).status).toBe(200)
    expect(encode).not.toHaveBeenCalled()
    expect((await ask('Hi')).status).toBe(200)
    expect(encode).toHaveBeenCalledOnce()
  })

  test('gets the same grammars and prompts from beside it as it would make itself', async () => {
    const worker = await start({ ends: true })
    const { source, template } = worker.model
    const messages = [
      { role: 'system' as const, content: 'the word and '.repeat(300) },
      { role: 'user' as const, content: '<|im_end|> Hi' },
    ]
    const side = new SideThread(source.path)
    const ids = await side.tokenize('p', { messages, tools: [], tool_choice: 'auto', prompt: null })
    await side.close()
    expect([...ids]).toEqual(template.encode(messages))
    const answer = await worker.ask('POST', '/v1/generate', withSchema({ enum: ['é', 12, null] }, { max_tokens: 20 }))
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] }
    expect(['é', 12, null]).toContainEqual(JSON.parse(choices[0]!.message.content))
  })
})

describe('the side thread', () => {
  test('says what is wrong with its work, and goes on', async () => {
    const worker = await start()
    const side = new SideThread(worker.model.source.path)
    await expect(side.compile('p', { type: 'pattern', pattern: '(' })).rejects.toThrow(/side thread/)
    await expect(side.compile('p', { type: 'json_schema', schema: { not: {} } })).rejects.toMatchObject({
      name: 'GrammarError',
      code: 'unsupported_schema',
      pointer: '#',
      message: expect.stringMatching(/^#: 'not' is not supported/),
    })
    expect((await side.compile('p', { type: 'json_object' })).bytes).toBeGreaterThan(0)
    const waiting = side.compile('p', { type: 'json_object' })
    const refused = expect(waiting).rejects.toMatchObject({ status: 503 })
    await side.close()
    await refused
    expect(() => side.compile('p', { type: 'json_object' })).toThrow('shutting down')
  })

  test('that cannot begin, or ends, fails what it was asked, and no more', async () => {
    const nowhere = new SideThread('/nowhere/model.gguf')
    for (let i = 0; i < 2; i++) {
      await expect(nowhere.compile('p', { type: 'json_object' })).rejects.toThrow('there is no such file')
    }
    await nowhere.close()
  })

  test('is taken in turns by projects, which have so many places each', () => {
    const turns = new Turns<string>()
    for (let i = 0; i < 32; i++) turns.add('greedy', `g${i}`)
    expect(() => turns.add('greedy', 'g32')).toThrow(/too many new schemas and long prompts of this project/)
    turns.add('modest', 'm0')
    turns.add('modest', 'm1')
    expect([1, 2, 3, 4, 5].map(() => turns.take())).toEqual(['g0', 'm0', 'g1', 'm1', 'g2'])
    for (let p = 0; p < 7; p++) for (let i = 0; i < 32; i++) turns.add(`p${p}`, 'x')
    expect(() => {
      for (let i = 0; i < 32; i++) turns.add('last', 'x')
    }).toThrow(/of all projects/)
    let left = 0
    while (turns.take() !== undefined) left++
    expect(left).toBe(256)
    expect(turns.take()).toBeUndefined()
  })
})

test('a chat is small by all that is in it', () => {
  const chat = (messages: object[], tools: object[] = []) => ({ messages, tools, tool_choice: 'auto' }) as never
  expect(isSmall(chat([{ role: 'user', content: 'x'.repeat(1000) }]))).toBe(true)
  expect(isSmall(chat([{ role: 'user', content: 'x'.repeat(3000) }]))).toBe(false)
  expect(isSmall(chat(Array(100).fill({ role: 'user', content: '' })))).toBe(false)
  const call = { function: { name: 'f', arguments: 'x'.repeat(3000) } }
  expect(isSmall(chat([{ role: 'assistant', content: '', tool_calls: [call] }]))).toBe(false)
  expect(isSmall(chat([{ role: 'user', content: '' }], [{ description: 'x'.repeat(3000) }]))).toBe(false)
})
