/** OpenAI's fields, one by one: what is taken, what it becomes, and what is refused rather than ignored. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }
const schema = { type: 'object', properties: { a: { type: 'integer' } } }
const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }
const add = { type: 'function', function: { name: 'add', parameters: schema } }
const sub = { type: 'function', function: { name: 'sub' } }

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})
const chat = (fields: object) => client.post('/v1/chat/completions', { ...hello, ...fields })
const raw = (fields: string) =>
  client.raw('POST', '/v1/chat/completions', {
    body: `${JSON.stringify(hello).slice(0, -1)},${fields}}`,
    headers: { 'content-type': 'application/json' },
  })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')

describe('a field that changes no answer', () => {
  it.each([
    ['store', true],
    ['metadata', { team: 'a' }],
    ['service_tier', 'priority'],
    ['safety_identifier', 'hash'],
    ['prompt_cache_key', 'key'],
    ['prompt_cache_options', { mode: 'explicit' }],
    ['prompt_cache_retention', '24h'],
    ['prediction', { type: 'content', content: 'x' }],
    ['stream_options', { include_usage: null, include_obfuscation: false }],
    ['parallel_tool_calls', true],
    ['modalities', ['text']],
    ['functions', []],
    ['function_call', 'none'],
    ['reasoning_effort', 'none'],
    ['verbosity', 'medium'],
    ['logprobs', false],
    ['top_logprobs', 0],
    ['logit_bias', {}],
    ['tools', []],
    ['tool_choice', 'auto'],
    ['response_format', { type: 'text' }],
    ['n', 1],
    ['frequency_penalty', 0],
    ['presence_penalty', 0],
    ['temperature', 1],
    ['top_p', 1],
    ['top_k', -1],
    ['stop', ''],
    ['stop', []],
    ['stop', ['']],
    ['user', ''],
    ['stream', false],
  ])('is taken: %s %j', async (name, value) => {
    await chat({})
    const plain = forwarded()
    expect((await chat({ [name]: value })).status).toBe(200)
    expect({ ...forwarded(), id: plain.id }).toEqual(plain)
    // Clients send null for what they leave at its default.
    expect((await chat({ [name]: null })).status).toBe(200)
    expect({ ...forwarded(), id: plain.id }).toEqual(plain)
  })
})

describe('a range of OpenAI’s is taken to its ends', () => {
  it.each<[object, object]>([
    [{ top_p: 0 }, { sampling: { top_p: 1, top_k: 1 } }],
    [{ top_p: 0, top_k: 40 }, { sampling: { top_p: 1, top_k: 1 } }],
    [{ temperature: 2 }, { sampling: { temperature: 2 } }],
    [{ temperature: 0 }, { sampling: { temperature: 0 } }],
    [{ presence_penalty: -2, frequency_penalty: 2 }, { sampling: { presence_penalty: -2, frequency_penalty: 2 } }],
    [{ logprobs: true, top_logprobs: 20 }, { logprobs: 20 }],
    [{ logprobs: true }, { logprobs: 0 }],
    [{ logit_bias: { 17: -100, 18: 100 } }, { sampling: { logit_bias: { 17: -100, 18: 100 } } }],
    [{ stop: ['a', '', 'b', '\n'] }, { stop: ['a', 'b', '\n'] }],
    [{ stop: '\n' }, { stop: ['\n'] }],
    [{ max_completion_tokens: 1 }, { max_tokens: 1 }],
    [{ stream: true, stream_options: { include_usage: true } }, { include_usage: true }],
    [{ seed: -(2 ** 53 - 1) }, { sampling: { seed: -(2 ** 53 - 1) } }],
  ])('%j', async (fields, expected) => {
    const { status } = await client.raw('POST', '/v1/chat/completions', {
      body: JSON.stringify({ ...hello, ...fields }),
      headers: { 'content-type': 'application/json' },
    })
    expect(status).toBe(200)
    expect(forwarded()).toMatchObject(expected)
  })

  it('seeds of 64 bits, each its own', async () => {
    const seedOf = async (written: string) => {
      expect((await raw(`"seed":${written}`)).status).toBe(200)
      return forwarded().sampling.seed!
    }
    const written = [
      '9223372036854775807',
      '9223372036854775806',
      '-9223372036854775808',
      '18446744073709551615',
      '1e18',
    ]
    const seeds: number[] = []
    for (const seed of written) seeds.push(await seedOf(seed))
    expect(new Set(seeds).size).toBe(written.length)
    expect(seeds.every(Number.isSafeInteger)).toBe(true)
    expect(await seedOf(written[0]!)).toBe(seeds[0])
    expect(await seedOf('9007199254740991')).toBe(9007199254740991)
    expect(await seedOf('7.0')).toBe(7)
  })
})

describe('a schema', () => {
  const TEXT =
    '{"type":"object","properties":{"b":{"enum":[1234567890123456789,1.0]},"10":{"maximum":9223372036854775807},"2":{}}}'

  it.each([
    ['response_format', `{"type":"json_schema","json_schema":{"name":"x","schema":${TEXT}}}`, '/json_schema/schema'],
    ['response_format', `{"type":"json_object","schema":${TEXT}}`, '/schema'],
    ['guided_json', TEXT, ''],
    ['guided_json', JSON.stringify(TEXT), ''],
    ['structured_outputs', `{"json":${TEXT}}`, '/json'],
    ['structured_outputs', `{"json":${JSON.stringify(TEXT)}}`, '/json'],
  ])('reaches the worker as it was written, whichever way it is asked for: %s %s', async (name, value, within) => {
    expect((await raw(`"${name}":${value}`)).status).toBe(200)
    expect(forwarded().response_format).toEqual({
      type: 'json_schema',
      schema: TEXT,
      strict: false,
      place: `/${name}${within}`,
    })
  })

  it('of a tool does, too', async () => {
    expect((await raw(`"tools":[{"type":"function","function":{"name":"f","parameters":${TEXT}}}]`)).status).toBe(200)
    expect(forwarded().tools).toEqual([{ type: 'function', function: { name: 'f', parameters: TEXT } }])
  })
})

describe('tools that are allowed', () => {
  it('are passed on, and must be there', async () => {
    const allowed = (...names: string[]) => ({
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: names.map((name) => ({ type: 'function', function: { name } })) },
    })
    expect((await chat({ tools: [add, sub], tool_choice: allowed('sub') })).status).toBe(200)
    expect(forwarded()).toMatchObject({ tool_choice: allowed('sub'), tools: [{}, sub] })
    const { body } = await chat({ tools: [add], tool_choice: allowed('mul') })
    expect(body.error).toMatchObject({ param: 'tool_choice', message: expect.stringContaining("no tool 'mul'") })
  })
})

describe('a history is taken as it is', () => {
  const turns = (...messages: object[]) => ({ messages: [...hello.messages, ...messages] })
  const given = async (...messages: object[]) => {
    const { status, body } = await chat(turns(...messages))
    expect(body.error).toBeUndefined()
    expect(status).toBe(200)
    return forwarded().messages.slice(1)
  }

  it.each(['{\n  "city": "Paris"', '{', '[1]', '"x"', 'null', '{"a": 1', '{"id":1234567890123456789}', ''])(
    'with arguments that are %j',
    async (text) => {
      const cut = { ...call, function: { name: 'add', arguments: text } }
      expect(await given({ role: 'assistant', content: null, tool_calls: [cut] })).toEqual([
        { role: 'assistant', content: '', tool_calls: [cut] },
      ])
    },
  )

  it('with what clients send back of an answer', async () => {
    const answer = {
      role: 'assistant',
      content: 'Hi.',
      refusal: null,
      annotations: [],
      audio: null,
      function_call: null,
      tool_calls: null,
      parsed: { a: 1 },
      reasoning_content: 'Hm.',
    }
    expect(await given(answer)).toEqual([{ role: 'assistant', content: 'Hi.' }])
    expect(await given({ role: 'assistant', content: 'Hi.', tool_calls: [] })).toEqual([
      { role: 'assistant', content: 'Hi.' },
    ])
    expect(await given({ role: 'assistant', content: null, refusal: 'No.' })).toEqual([
      { role: 'assistant', content: 'No.' },
    ])
    expect(await given({ role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] })).toEqual([
      { role: 'assistant', content: 'No.' },
    ])
  })

  it('with names, and with parts that stay apart', async () => {
    const text = (...texts: string[]) => ({ role: 'user', content: texts.map((text) => ({ type: 'text', text })) })
    const contents = (
      await given(text('Say', 'hi.'), text('a ', 'b'), text('a', '\nb'), text('', 'a', ''), text())
    ).map(({ content }) => content)
    expect(contents).toEqual(['Say\nhi.', 'a b', 'a\nb', 'a', ''])
    expect(await given({ role: 'user', name: 'ada', content: 'x' }, { role: 'user', name: '', content: 'y' })).toEqual([
      { role: 'user', name: 'ada', content: 'x' },
      { role: 'user', content: 'y' },
    ])
  })
})

describe('what would change the answer is refused', () => {
  const message = (fields: object) => ({ messages: [{ role: 'user', content: 'x', ...fields }] })
  it.each<[object, string, RegExp]>([
    [{ max_token: 5 }, 'max_token', /no such parameter; did you mean max_tokens\?/],
    [{ Temperature: 1 }, 'Temperature', /did you mean temperature\?/],
    [{ respons_format: { type: 'text' } }, 'respons_format', /did you mean response_format\?/],
    [{ something: 1 }, 'something', /there is no such parameter$/],
    [{ strengths: { formal: 1 } }, 'strengths', /it stands inside steering/],
    [{ scope: 'all' }, 'scope', /inside steering/],
    [{ grammar: 'root ::= "a"' }, 'grammar', /only JSON schemas are enforced/],
    [{ guided_regex: 'a+' }, 'guided_regex', /only JSON schemas are enforced/],
    [{ structured_outputs: { regex: 'a+' } }, 'structured_outputs.json', /a JSON schema/],
    [{ structured_outputs: { json: schema, choice: ['a'] } }, 'structured_outputs.choice', /only JSON schemas/],
    [{ guided_json: [] }, 'guided_json', /a JSON schema, that is an object/],
    [{ guided_json: '{"type": ' }, 'guided_json', /a JSON schema, that is an object/],
    [{ guided_json: schema, response_format: { type: 'json_object' } }, 'guided_json', /one form.*response_format/],
    [{ response_format: { type: 'json_object', scheme: {} } }, 'response_format.scheme', /did you mean schema\?/],
    [{ response_format: { type: 'text', schema } }, 'response_format.schema', /no such parameter/],
    [{ stream_options: { include_usages: true } }, 'stream_options.include_usages', /did you mean include_usage\?/],
    [{ tools: [{ ...add, functions: {} }] }, 'tools.0.functions', /did you mean function\?/],
    [{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools.0.type', /only type of tool/],
    [{ reasoning_effort: 'high' }, 'reasoning_effort', /without reasoning/],
    [{ verbosity: 'low' }, 'verbosity', /max_tokens, or steering/],
    [{ web_search_options: {} }, 'web_search_options', /no web search/],
    [{ audio: { voice: 'alloy', format: 'mp3' } }, 'audio', /text alone/],
    [{ moderation: { model: 'm' } }, 'moderation', /not moderated/],
    [{ function_call: { name: 'f' } }, 'function_call', /use tool_choice/],
    [{ steering: { strength: {} } }, 'steering.strength', /did you mean strengths\?/],
    [{ steering: { strengths: { formal: { value: 1, mod: 'add' } } } }, 'steering.strengths.formal.mod', /no such par/],
    [message({ images: ['x'] }), 'messages.0.images', /no such parameter/],
    [message({ function_call: { name: 'f', arguments: '' } }), 'messages.0.function_call', /use tool_calls/],
    [{ seed: 1e30 }, 'seed', /at most 64 bits/],
    [{ seed: 0.5 }, 'seed', /a whole number/],
    [{ top_k: -2 }, 'top_k', /at least -1/],
    [{ top_p: -0.1 }, 'top_p', /between 0 and 1/],
    [{ user: '.' }, 'user', /neither \. nor \.\./],
    [{ user: '..' }, 'user', /neither \. nor \.\./],
    [{ user: 'a\ud800' }, 'user', /surrogate/],
  ])('%j', async (fields, param, text) => {
    const { status, body } = await chat(fields)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param })
    expect(body.error.message).toMatch(text)
    expect(fleet.a.generations.size + fleet.b.generations.size).toBe(0)
  })

  it.each([
    ['"steering":{"strengths":{"__proto__":1}}', 'steering.strengths.__proto__', /the id of an axis/],
    ['"logit_bias":{"__proto__":1}', 'logit_bias.__proto__', /a token id/],
    ['"__proto__":{"top_p":0.1}', '__proto__', /no such parameter/],
    ['"steering":{"__proto__":{"overdrive":true}}', 'steering.__proto__', /no such parameter/],
    ['"steering":{"strengths":{"constructor":1}}', 'steering.strengths.constructor', /unknown axis|there is no axis/i],
    ['"steering":{"strengths":{"tostring":1}}', 'steering.strengths.tostring', /unknown axis|there is no axis/i],
  ])('%s', async (fields, param, text) => {
    const response = await raw(fields)
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as Any
    expect(error).toMatchObject({ param, message: expect.stringMatching(text) })
  })

  it('of profiles and projects as well', async () => {
    const send = async (method: string, path: string, body: string) => {
      const response = await client.raw(method, path, { body, headers: { 'content-type': 'application/json' } })
      return [response.status, ((await response.json()) as Any).error?.param]
    }
    const strengths = '{"strengths":{"__proto__":0.5}}'
    expect(await send('PUT', '/v1/profiles/ada', strengths)).toEqual([400, 'strengths.__proto__'])
    expect(await send('PATCH', '/v1/profiles/ada', strengths)).toEqual([400, 'strengths.__proto__'])
    expect(await send('PUT', '/v1/default-profile', strengths)).toEqual([400, 'strengths.__proto__'])
    const edits = '{"default_edits":{"__proto__":0.5}}'
    expect(await send('PATCH', '/v1/project', edits)).toEqual([400, 'default_edits.__proto__'])
  })
})

it('an axis may be named as objects have members', async () => {
  await client.steerable('constructor')
  expect((await chat({ steering: { strengths: { constructor: 0.5 } } })).status).toBe(200)
  expect(forwarded().edits).toMatchObject([{ axis: 'constructor', strength: 0.5 }])
  expect((await client.put('/v1/profiles/ada', { strengths: { constructor: 0.25 } })).status).toBe(200)
  expect((await client.get('/v1/profiles/ada')).body.strengths).toEqual({ constructor: { value: 0.25, mode: 'add' } })
  const { id } = (await chat({ user: 'ada' })).body
  const { edits } = (fleet.a.generations.get(id) ?? fleet.b.generations.get(id))!
  expect(edits).toMatchObject([{ axis: 'constructor', strength: 0.25 }])
})

it.each([
  'a/b',
  'a%2Fb',
  '?',
  '#',
  ' ',
  'é漢',
  '\u0000',
  '...',
  '.a',
  '%',
  'a\\b',
  '.%2e',
  '%2e%2e',
  'constructor',
  '__proto__',
])('a user may be named %j, and has a profile', async (user) => {
  await client.steerable('formal')
  const path = `/v1/profiles/${encodeURIComponent(user)}`
  expect((await client.put(path, { strengths: { formal: 0.25 } })).status).toBe(200)
  expect((await client.get(path)).body).toMatchObject({ user, stored: true })
  const { id } = (await chat({ user })).body
  const { edits } = (fleet.a.generations.get(id) ?? fleet.b.generations.get(id))!
  expect(edits).toMatchObject([{ strength: 0.25 }])
})
