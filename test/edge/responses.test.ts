/** OpenAI's responses: what is asked of the worker, what is told and kept, who may see it. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const RESPONSES = '/v1/responses'
const hello = { model: TOY_MODEL, input: 'Hello' }
const create = (fields: object = {}) => client.post(RESPONSES, { ...hello, ...fields })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')

/** The events of a stream, each with its own name. */
async function events(response: Response): Promise<Any[]> {
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const text = await response.text()
  return text
    .split('\n\n')
    .filter((part) => part !== '' && !part.startsWith(':'))
    .map((part) => {
      const [, type, data] = /^event: (\S+)\ndata: (.*)$/s.exec(part)!
      const event = JSON.parse(data!)
      expect(event.type).toBe(type)
      return event
    })
}
const stream = async (fields: object = {}) =>
  events(
    await client.raw('POST', RESPONSES, {
      body: JSON.stringify({ ...hello, stream: true, ...fields }),
      headers: { 'content-type': 'application/json' },
    }),
  )

describe('a response', () => {
  it.each([{}, { store: false }])('is answered whole: %j', async (fields) => {
    const { status, body, headers } = await create(fields)
    expect(status).toBe(200)
    expect(headers.get('x-attune-generation')).toMatch(/^chatcmpl_/)
    expect(body).toMatchObject({
      object: 'response',
      status: 'completed',
      model: TOY_MODEL,
      output: [
        {
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hello there!' }],
        },
      ],
      store: !('store' in fields),
    })
    expect(body.attune.generation).toBe(body.id.replace('resp_', 'chatcmpl_'))
  })

  it.each([{}, { store: false }])('is streamed in OpenAI’s order: %j', async (fields) => {
    const all = await stream(fields)
    expect(all.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(all.map(({ sequence_number }) => sequence_number)).toEqual(all.map((_, i) => i))
    expect(all.at(-1).response.output[0].content[0].text).toBe('Hello there!')
    expect(forwarded().messages).toEqual([{ role: 'user', content: 'Hello' }])
  })
})

describe('what is asked', () => {
  it('reaches the worker as a chat', async () => {
    const item = (type: string, text: string) => [{ type, text }]
    await create({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Kindly.' },
        { role: 'user', content: item('input_text', 'Add 1 and 2.') },
        { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: item('output_text', 'Well:') },
        { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
        { type: 'function_call', call_id: 'call_2', name: 'add', arguments: '{"a":2}' },
        { type: 'function_call_output', call_id: 'call_1', output: '3' },
        { type: 'function_call_output', call_id: 'call_2', output: item('input_text', '4') },
      ],
      max_output_tokens: 7,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      seed: 3,
      stop: ['x'],
      user: 'ada',
      top_logprobs: 2,
    })
    const call = (id: string, given: string) => ({ id, type: 'function', function: { name: 'add', arguments: given } })
    expect(forwarded()).toMatchObject({
      user: 'ada',
      max_tokens: 7,
      sampling: { temperature: 0.5, top_p: 0.9, top_k: 5, seed: 3 },
      stop: ['x'],
      logprobs: 2,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'system', content: 'Kindly.' },
        { role: 'user', content: 'Add 1 and 2.' },
        { role: 'assistant', content: 'Well:', tool_calls: [call('call_1', '{"a":1}'), call('call_2', '{"a":2}')] },
        { role: 'tool', tool_call_id: 'call_1', content: '3' },
        { role: 'tool', tool_call_id: 'call_2', content: '4' },
      ],
    })
  })

  it('schemas reach it as they were written', async () => {
    const schema = '{"type":"object","properties":{"b":{"enum":[1234567890123456789,1.0]}}}'
    const fields = `"text":{"format":{"type":"json_schema","name":"x","schema":${schema}}},"tools":[{"type":"function","name":"f","parameters":${schema}}]`
    const response = await client.raw('POST', RESPONSES, {
      body: `${JSON.stringify(hello).slice(0, -1)},${fields}}`,
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
    await response.text()
    expect(forwarded()).toMatchObject({
      response_format: { type: 'json_schema', schema, strict: false, place: '/text/format/schema' },
      tools: [{ type: 'function', function: { name: 'f', parameters: schema } }],
    })
  })

  it.each([
    ['metadata', { team: 'a' }],
    ['store', true],
    ['service_tier', 'auto'],
    ['prompt_cache_key', 'x'],
    ['safety_identifier', 'x'],
    ['truncation', 'disabled'],
    ['reasoning', { effort: null, summary: null }],
    ['reasoning', { effort: 'none' }],
    ['include', ['reasoning.encrypted_content']],
    ['text', { verbosity: 'medium' }],
    ['max_tool_calls', 3],
    ['tool_choice', 'auto'],
    ['stream_options', { include_obfuscation: false }],
    ['conversation', null],
  ])('is taken where it changes no answer: %s %j', async (name, value) => {
    expect((await create({ [name]: value })).status).toBe(200)
  })

  it.each<[string, unknown, RegExp]>([
    ['reasoning', { effort: 'high' }, /^reasoning\.effort: .*without reasoning/],
    ['truncation', 'auto', /^truncation: input is never shortened/],
    ['conversation', 'conv_1', /^conversation: .*previous_response_id/],
    ['prompt', { id: 'p' }, /^prompt: /],
    ['messages', [], /^messages: use input/],
    ['max_tokens', 3, /^max_tokens: use max_output_tokens/],
    ['input', [{ type: 'item_reference', id: 'x' }], /^input: 0: type: an item is/],
    [
      'input',
      [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }],
      /^input: 0: content: 0: type: only text parts/,
    ],
    ['input', [], /^input: there is nothing to answer/],
    ['tools', [{ type: 'web_search' }], /^tools\.0\.type: function is the only/],
    ['tool_choice', 'required', /^tool_choice: a call is asked for, and there are no tools/],
    ['metadata', { a: 1 }, /^metadata\.a: /],
    ['temperature', 3, /^temperature: /],
    ['steering', { strengths: { nope: 1 } }, /There is no axis 'nope'/],
    ['previous_response_id', 'resp_a_nothing', /There is no answer 'resp_a_nothing' to go on from/],
  ])('is refused by name where it cannot be met: %s %j', async (name, value, message) => {
    const { status, body } = await create({ [name]: value })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)])
    expect(body.error.param).toMatch(new RegExp(`^${name}`))
  })

  it('a model that there is not is refused before anything begins', async () => {
    const { status, body } = await create({ model: 'nope', stream: true })
    expect([status, body.error.code]).toEqual([404, 'model_not_found'])
  })

  it('what is wrong with a tool is said where it stands here', async () => {
    const param = '/tools/0/function/parameters/properties/a'
    for (const worker of [fleet.a, fleet.b]) {
      worker.refuseWith = new ApiError(400, 'unsupported_schema', 'not so', { param })
    }
    expect((await create()).body.error.param).toBe('/tools/0/parameters/properties/a')
  })

  it.each([{}, { store: false }, { background: true }])(
    'what the worker refuses has its status: %j',
    async (fields) => {
      for (const worker of [fleet.a, fleet.b]) {
        worker.refuseWith = new ApiError(429, 'queue_full', 'full', { retryAfterSeconds: 7, details: { max: 3 } })
      }
      const { status, headers, body } = await create(fields)
      expect([status, headers.get('retry-after')]).toEqual([429, '7'])
      expect(body.error).toMatchObject({ code: 'queue_full', message: 'full', max: 3 })
    },
  )
})

describe('calls', () => {
  const piece = (delta: object, finish_reason: 'tool_calls' | null = null) =>
    ({ index: 0, delta, logprobs: null, finish_reason }) as ChatChunk['choices'][0]
  const call = (index: number, id: string, name: string) =>
    piece({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
  const more = (index: number, text: string) => piece({ tool_calls: [{ index, function: { arguments: text } }] })
  const tools = [{ type: 'function', name: 'add', parameters: { type: 'object' } }]

  it('are items of their own, after the text', async () => {
    for (const worker of [fleet.a, fleet.b]) {
      worker.script = [
        piece({ role: 'assistant', content: '' }),
        piece({ content: 'Well:' }),
        call(0, 'call_1', 'add'),
        more(0, '{"a"'),
        more(0, ':1}'),
        call(1, 'call_2', 'add'),
        more(1, '{}'),
        piece({}, 'tool_calls'),
      ]
    }
    const all = await stream({ tools })
    expect(all.map(({ type }) => type.replace('response.', ''))).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ])
    const { output, usage } = all.at(-1).response
    expect(output).toMatchObject([
      { type: 'message', content: [{ text: 'Well:' }] },
      { type: 'function_call', status: 'completed', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call', call_id: 'call_2', arguments: '{}' },
    ])
    expect(usage).toMatchObject({ input_tokens: 7, output_tokens: 3, total_tokens: 10 })
    expect(all[8].output_index).toBe(1)
    expect(all[9].item_id).toBe(output[1].id)
  })

  it('and what they came to are the history of the next answer', async () => {
    for (const worker of [fleet.a, fleet.b]) worker.script = [call(0, 'call_1', 'add'), piece({}, 'tool_calls')]
    const { body: first } = await create({ tools, instructions: 'Only once.' })
    for (const worker of [fleet.a, fleet.b]) worker.script = null
    const input = [{ type: 'function_call_output', call_id: 'call_1', output: '3' }]
    const { body: second } = await create({ previous_response_id: first.id, input, tools })
    expect(second).toMatchObject({ previous_response_id: first.id, status: 'completed' })
    const asked = [fleet.a, fleet.b].map((worker) => worker.generations.get(second.id.replace('resp_', 'chatcmpl_')))
    expect(asked.find((one) => one)!.request.messages).toEqual([
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '3' },
    ])
    const { body: items } = await client.get(`${RESPONSES}/${second.id}/input_items?order=asc&limit=2`)
    expect(items).toMatchObject({ object: 'list', has_more: true, last_id: first.output[0].id })
    expect(items.data).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { type: 'function_call', call_id: 'call_1' },
    ])
    const { body: rest } = await client.get(
      `${RESPONSES}/${second.id}/input_items?order=asc&after=${first.output[0].id}`,
    )
    expect(rest.data).toMatchObject([{ type: 'function_call_output', call_id: 'call_1', output: '3' }])
  })
})

describe('an answer that is kept', () => {
  it('is cut by max_output_tokens: incomplete', async () => {
    for (const worker of [fleet.a, fleet.b]) {
      worker.script = [{ index: 0, delta: { content: 'He' }, logprobs: null, finish_reason: 'length' }]
    }
    const all = await stream()
    expect(all.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        completed_at: null,
        output: [{ status: 'incomplete' }],
      },
    })
  })

  it('is steered by its own id as by that of its generation', async () => {
    await client.steerable('formal')
    const { body } = await create()
    const { status } = await client.patch(`/v1/generations/${body.id}`, { strengths: { formal: 1 } })
    expect(status).toBe(200)
    const { body: state } = await client.get(`/v1/generations/${body.attune.generation}`)
    expect(state.strengths.formal.value).toBe(1)
  })

  it('is the same after it was put away, to its last event', async () => {
    const told = await stream()
    const { id } = told[0].response
    const path = `${RESPONSES}/${id}`
    const { body: before } = await client.get(path)
    await evictDurableObject(env.ANSWERS.getByName(id.split('_').at(-1)!))
    expect((await client.get(path)).body).toEqual(before)
    expect(await events(await client.raw('GET', `${path}?stream=true`))).toEqual(told)
    expect(await events(await client.raw('GET', `${path}?stream=true&starting_after=8`))).toEqual(told.slice(9))
  })

  it('whose worker falls silent is given up, and told as failed', async () => {
    for (const worker of [fleet.a, fleet.b]) Object.assign(worker, { holdStreams: true, pings: false })
    const { body } = await create({ background: true })
    const log = env.ANSWERS.getByName(body.id.split('_').at(-1)!)
    expect(await runDurableObjectAlarm(log)).toBe(true)
    expect((await client.get(`${RESPONSES}/${body.id}`)).body.status).toBe('in_progress')
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 10 * 60_000)
    expect(await runDurableObjectAlarm(log)).toBe(true)
    const { body: failed } = await client.get(`${RESPONSES}/${body.id}`)
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'server_error', type: 'worker_silent' } })
    expect(failed.output[0].content[0].text).toBe('Hello')
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
  })

  it('that is streamed and that the database does not take fails', async () => {
    for (const worker of [fleet.a, fleet.b]) Object.assign(worker, { holdStreams: true, pings: false })
    await env.DB.prepare('alter table answers rename to hidden').run()
    try {
      const last = (await stream()).at(-1)
      expect(last).toMatchObject({ type: 'response.failed', response: { error: { type: 'internal_error' } } })
    } finally {
      await env.DB.prepare('alter table hidden rename to answers').run()
    }
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
  })

  it('that the database does not take is none: its generation ends', async () => {
    for (const worker of [fleet.a, fleet.b]) Object.assign(worker, { holdStreams: true, pings: false })
    await env.DB.prepare('alter table answers rename to hidden').run()
    try {
      const { status, body } = await create({ background: true })
      expect([status, body.error.code]).toEqual([500, 'internal_error'])
    } finally {
      await env.DB.prepare('alter table hidden rename to answers').run()
    }
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
  })

  it('is gone when it is deleted', async () => {
    const { body } = await create()
    const path = `${RESPONSES}/${body.id}`
    expect((await client.delete(path)).body).toEqual({ id: body.id, object: 'response', deleted: true })
    for (const gone of [client.get(path), client.delete(path), client.get(`${path}?stream=true`)]) {
      expect((await gone).status).toBe(404)
    }
    const next = await create({ previous_response_id: body.id })
    expect([next.status, next.body.error.code]).toEqual([400, 'previous_response_not_found'])
  })

  it.each(['starting_after=1', 'stream=yes', 'stream=true&starting_after=-1'])('is not read by %s', async (query) => {
    const { body } = await create()
    expect((await client.get(`${RESPONSES}/${body.id}?${query}`)).status).toBe(400)
  })

  it('is no chat completion, and the other way round', async () => {
    const { body } = await create()
    expect((await client.get(`${RESPONSES}/${body.attune.generation}`)).status).toBe(404)
    expect((await client.get(`/v1/chat/completions/${body.id}`)).status).toBe(404)
  })
})

describe('as long as the project says', () => {
  const keep = (seconds: number) => client.patch('/v1/project', { answer_retention_seconds: seconds })

  it('a day, unless it says otherwise', async () => {
    expect((await client.get('/v1/project')).body.answer_retention_seconds).toBe(86_400)
    expect((await keep(60)).body.answer_retention_seconds).toBe(60)
    expect((await keep(-1)).status).toBe(400)
  })

  it('never: what needs kept answers is refused by name, and streams work', async () => {
    const { body: before } = await create()
    await keep(0)
    for (const [param, refused] of [
      ['background', create({ background: true })],
      ['previous_response_id', create({ previous_response_id: before.id })],
      ['id', client.get(`${RESPONSES}/${before.id}`)],
      ['id', client.get(`${RESPONSES}/${before.id}?stream=true`)],
    ] as const) {
      const { status, body } = await refused
      expect([status, body.error.code, body.error.param]).toEqual([400, 'answers_not_kept', param])
    }
    expect((await stream()).at(-1).response).toMatchObject({ status: 'completed', store: false })
    const logs = await env.DB.prepare('select count(*) as n from answers where created > ?')
      .bind(before.created_at * 1000 + 60_000)
      .first('n')
    expect(logs).toBe(0)
  })

  it('it is not shown after its time, and its text is deleted by the alarm', async () => {
    const { body } = await create()
    const log = env.ANSWERS.getByName(body.id.split('_').at(-1)!)
    await env.DB.prepare('update answers set expires = 1 where id = ?').bind(body.id).run()
    expect((await client.get(`${RESPONSES}/${body.id}`)).status).toBe(404)
    await runInDurableObject(log, async (_, { storage }) => {
      storage.kv.put('kept', { ...storage.kv.get<object>('kept')!, expires: 1 })
    })
    await evictDurableObject(log)
    expect(await runDurableObjectAlarm(log)).toBe(true)
    await runInDurableObject(log, async (_, { storage }) => {
      expect([...storage.kv.list()]).toEqual([])
    })
    const left = await env.DB.prepare('select count(*) as n from answers where id = ?').bind(body.id).first('n')
    expect(left).toBe(0)
  })

  it('rows whose logs are gone are dropped by the clock', async () => {
    const { body } = await create()
    const { body: kept } = await create()
    await env.DB.prepare('update answers set expires = 1 where id = ?').bind(body.id).run()
    await onCron('* * * * *', env)
    const { results } = await env.DB.prepare('select id from answers').all<{ id: string }>()
    const ids = results.map(({ id }) => id)
    expect([ids.includes(body.id), ids.includes(kept.id)]).toEqual([false, true])
  })

  it('a shorter time holds for what is there already', async () => {
    const { body } = await create()
    await env.DB.prepare('update answers set created = created - 120000 where id = ?').bind(body.id).run()
    expect((await client.get(`${RESPONSES}/${body.id}`)).status).toBe(200)
    await keep(60)
    expect((await client.get(`${RESPONSES}/${body.id}`)).status).toBe(404)
  })
})

describe('another’s', () => {
  it('project finds nothing', async () => {
    const { body } = await create()
    const other = await newProject()
    const path = `${RESPONSES}/${body.id}`
    const never = await other.get(`${RESPONSES}/resp_a_${'0'.repeat(26)}`)
    for (const answer of [
      await other.get(path),
      await other.get(`${path}?stream=true`),
      await other.post(`${path}/cancel`, {}),
      await other.delete(path),
      await other.get(`${path}/input_items`),
    ]) {
      expect(answer.status).toBe(404)
      expect(answer.body.error.message.replace(body.id, 'ID')).toBe(never.body.error.message.replace(/resp_a_0+/, 'ID'))
    }
    const next = await other.post(RESPONSES, { ...hello, previous_response_id: body.id })
    expect([next.status, next.body.error.code]).toEqual([400, 'previous_response_not_found'])
    expect((await client.get(path)).status).toBe(200)
  })

  it('user’s is not found in the log either', async () => {
    const { body } = await create({ user: 'ada' })
    const log = env.ANSWERS.getByName(body.id.split('_').at(-1)!)
    const seeing = (user: string | null) => ({ project: client.project, user, models: null })
    expect(await log.read(seeing('bob'))).toBeNull()
    expect(await log.cancel(seeing('bob'))).toBeNull()
    expect(await log.remove(seeing('bob'))).toBe(false)
    expect(await log.conversation(seeing('bob'))).toBeNull()
    expect(await log.read(seeing('ada'))).not.toBeNull()
    expect(await log.read(seeing(null))).not.toBeNull()
  })

  it('key without the scope chat may nothing of it', async () => {
    const { body } = await create()
    const reader = await client.withScopes('profiles')
    for (const answer of [await reader.post(RESPONSES, hello), await reader.get(`${RESPONSES}/${body.id}`)]) {
      expect(answer.status).toBe(403)
    }
  })
})
