/**
 * What keeps things fails: the database takes no writes, or the store of files is away. Whatever is asked for by whichever
 * route, the answer is one that the API describes, never a 500, and says that it is the store's doing.
 */
import { env, exports } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, fetchWith, newProject, ORIGIN } from './harness.ts'

fakeFleet()

let operations: { route: string; method: string; path: string; body: unknown; type: string | undefined }[]
beforeAll(async () => {
  const { paths } = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
  operations = Object.entries<Any>(paths).flatMap(([path, methods]) =>
    Object.entries<Any>(methods).map(([method, { requestBody }]) => {
      const [type, media] = Object.entries<Any>(requestBody?.content ?? {})[0] ?? []
      return {
        route: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        body: media?.example,
        type,
      }
    }),
  )
})

let client: Awaited<ReturnType<typeof newProject>>
/** By the names that paths have for them. */
let there: Record<string, string>
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  client = await newProject()
  for (const axis of ['formal', 'warm']) await client.steerable(axis)
  await client.put('/v1/profiles/ada', { strengths: { formal: 0.5 } })
  const idOf = async (path: string, body: object): Promise<string> => (await client.post(path, body)).body.id
  const chat = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }], user: 'ada' }
  there = {
    '/v1/chat/completions/{id}': await idOf('/v1/chat/completions', { ...chat, background: true }),
    '/v1/generations/{id}': await idOf('/v1/chat/completions', chat),
    '/v1/responses/{id}': await idOf('/v1/responses', { model: TOY_MODEL, input: 'Hi', user: 'ada' }),
    '/v1/keys/{id}': await idOf('/v1/keys', { name: 'other', scopes: ['chat'] }),
    '/v1/sessions/{id}': await idOf('/v1/sessions', { key: client.key }),
    '/v1/webhooks/{id}': await idOf('/v1/webhooks', { url: 'https://example.com/hook', events: ['fit.finished'] }),
    '/v1/issuers/{id}': await idOf('/v1/issuers', {
      issuer: 'https://id.example.com',
      audience: 'app',
      jwks_url: 'https://id.example.com/keys',
    }),
    '/v1/feedback/{id}': await idOf('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' }),
    '/v1/models/{id}': TOY_MODEL,
  }
})

function addressOf(path: string): string {
  const known = Object.keys(there).find((prefix) => path.startsWith(prefix))
  const named = known ? path.replace(known, known.replace('{id}', there[known]!)) : path
  return named
    .replace('{axis}', 'formal')
    .replace('{user}', 'ada')
    .replace('{version}', '1')
    .replace(/\{\w+\}/g, 'none')
}

/** Last of all what ends the others: keys, users, axes, the project. */
const inOrder = () => {
  const weight = ({ route }: { route: string }) =>
    route === 'DELETE /v1/project' ? 2 : route.startsWith('DELETE') ? 1 : 0
  return operations.toSorted((a, b) => weight(a) - weight(b))
}

type Told = { route: string; status: number; code: unknown }

/** What every route answers under such bindings, those aside that nobody needs a store for. */
async function askAll(bindings: Partial<typeof env>): Promise<Told[]> {
  const asks = new Client(client.key)
  asks.send = (request) => fetchWith({ ...env, ...bindings }, request)
  const told: Told[] = []
  for (const { route, method, path, body, type } of inOrder()) {
    const isJson = type === undefined || type === 'application/json'
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const sent = body === undefined ? {} : { body: isJson ? JSON.stringify(body) : 'x' }
    const response = await asks.raw(method, addressOf(path), { headers, ...sent })
    const { text, isCut } = await read(response)
    // One that began with white space while it was made says in its body why it broke off.
    const error = isCut || response.status >= 400 ? JSON.parse(text).error : null
    const late = STORES_FAULT.includes(error?.code) ? 503 : 400
    told.push({ route, status: isCut ? late : response.status, code: error?.code ?? null })
  }
  return told
}

/** What came of it; `isCut`: its end did not. */
async function read({ body }: Response): Promise<{ text: string; isCut: boolean }> {
  let text = ''
  try {
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) text += part
  } catch {
    return { text, isCut: true }
  }
  return { text, isCut: false }
}

const WRITES = /^\s*(insert|update|delete|replace|with\b[\s\S]*\b(insert|update|delete)\b)/i

/** D1 as it is while it takes nothing: reads go through. */
function readOnly(database: D1Database): D1Database {
  const refuse = () => Promise.reject(new Error('D1_ERROR: attempt to write a readonly database: SQLITE_READONLY'))
  const writing = new WeakSet<object>()
  const wrap = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    if (!WRITES.test(sql)) return statement
    const refusing = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), sql),
      ...{ run: refuse, all: refuse, raw: refuse, first: refuse },
    }
    writing.add(refusing)
    return refusing as unknown as D1PreparedStatement
  }
  return {
    prepare: (sql: string) => wrap(database.prepare(sql), sql),
    batch: (statements: D1PreparedStatement[]) =>
      statements.some((one) => writing.has(one)) ? refuse() : database.batch(statements),
  } as unknown as D1Database
}

const away = new Proxy({} as R2Bucket, {
  get: (_, method) => () => Promise.reject(new Error(`${String(method)}: Unspecified error (0)`)),
})

const STORES_FAULT = ['storage_unavailable', 'storage_full']

describe('a database that takes no writes', () => {
  it('is told as such by every route that needs to write, and no other', async () => {
    const told = await askAll({ DB: readOnly(env.DB) })
    expect(told.filter(({ status }) => status === 500)).toEqual([])
    const failed = told.filter(({ status }) => status > 500)
    expect(failed.filter(({ code }) => !STORES_FAULT.includes(code as string))).toEqual([])
    // Enough of them have got as far as to write.
    expect(failed.length).toBeGreaterThan(25)
    const some = [
      'PATCH /v1/profiles/{user}',
      'POST /v1/axes',
      'POST /v1/fits',
      'PUT /v1/limits',
      'DELETE /v1/users/{user}',
    ]
    expect(failed.map(({ route }) => route)).toEqual(expect.arrayContaining(some))
    // Nothing of what is only read, nor an answer, waits for a database that writes.
    const isRead = ({ route }: Told) => route.startsWith('GET') || route === 'POST /v1/chat/completions'
    expect(failed.filter(isRead)).toEqual([])
  })
})

describe('a store of files that is away', () => {
  it('is told as such by every route that needs it, and no other', async () => {
    const told = await askAll({ ARTIFACTS: away })
    expect(told.filter(({ status }) => status === 500)).toEqual([])
    const failed = told.filter(({ status }) => status > 500)
    expect(failed.filter(({ code }) => !STORES_FAULT.includes(code as string))).toEqual([])
    expect(failed.map(({ route }) => route)).toContain('GET /v1/axes/{axis}/directions/{version}/file')
    expect(failed.map(({ route }) => route)).not.toContain('POST /v1/chat/completions')
  })
})
