/** The API's description as programs need it: what every route says of itself, so that a new one cannot be without. */
import { exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Operation, Schema } from '../../edge/http/openapi/document-types.ts'
import { operationId } from '../../edge/http/openapi/operation-id.ts'
import { withReferences } from '../../edge/http/openapi/references.ts'
import { type Any, ORIGIN } from './harness.ts'

const load = async (): Promise<Any> => (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json()

type Described = { route: string; method: string; path: string; operation: Operation }
async function operations(): Promise<Described[]> {
  const { paths } = await load()
  return Object.entries<Record<string, Operation>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, method, path, operation })),
  )
}

/** Routes of which something does not hold; there are to be none. */
const without = async (holds: (one: Described) => boolean) =>
  (await operations()).filter((one) => !holds(one)).map(({ route }) => route)

const isBehindKey = ({ operation }: Described) => (operation.security ?? []).length > 0
const jsonOf = ({ operation }: Described) => operation.requestBody?.content['application/json']

describe('every route', () => {
  it('has a name of its own that programs can have', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(30)
    expect(await without(({ operation }) => /^[a-z][a-zA-Z0-9]*$/.test(operation.operationId ?? ''))).toEqual([])
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length)
  })

  it('has a summary and one tag', async () => {
    expect(await without(({ operation: { summary, tags } }) => !!summary && tags?.length === 1)).toEqual([])
  })

  it('says who may call it, if only by saying that all may', async () => {
    expect(await without(({ operation }) => operation.security !== undefined)).toEqual([])
  })

  it('behind a key tells the errors that each of them has', async () => {
    const missing = await without((one) => {
      return !isBehindKey(one) || ['401', '403', '503', '507'].every((status) => status in one.operation.responses)
    })
    expect(missing).toEqual([])
  })

  it('with a body tells what can be wrong with one', async () => {
    const statuses = ['400', '408', '413']
    expect(
      await without(({ operation: { requestBody, responses } }) => {
        return !requestBody || statuses.every((status) => status in responses)
      }),
    ).toEqual([])
    expect(await without((one) => !jsonOf(one) || '415' in one.operation.responses)).toEqual([])
  })

  it('that takes JSON shows an example of it, and takes no field that it does not know', async () => {
    const { components } = await load()
    const whole = (schema: Schema): Schema =>
      schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)!] : schema
    expect(await without((one) => !jsonOf(one) || jsonOf(one)!.example !== undefined)).toEqual([])
    expect(
      await without((one) => {
        const schema = whole(jsonOf(one)?.schema ?? {})
        return schema.type !== 'object' || schema.additionalProperties === false
      }),
    ).toEqual([])
  })

  it('bounds what stands in its path and query', async () => {
    const isBounded = (schema: Schema = {}) => {
      if (schema.enum || schema.pattern || schema.type === 'boolean') return true
      if (schema.type === 'string') return schema.minLength !== undefined
      return (schema.minimum ?? schema.exclusiveMinimum) !== undefined
    }
    expect(
      await without(({ operation: { parameters = [] } }) =>
        parameters.every(({ in: place, schema }) => place === 'header' || isBounded(schema)),
      ),
    ).toEqual([])
  })
})

describe('schemas', () => {
  it('that repeat stand in one place', async () => {
    const seen = new Map<string, number>()
    const visit = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return
      if ('properties' in value && 'type' in value) {
        const text = JSON.stringify(value)
        if (text.length > 200) seen.set(text, (seen.get(text) ?? 0) + 1)
      }
      for (const inner of Object.values(value)) visit(inner)
    }
    visit(await load())
    expect([...seen].filter(([, times]) => times > 1).map(([text]) => text.slice(0, 200))).toEqual([])
  })

  it('that may be null say so, and are still references', async () => {
    const { schemas } = (await load()).components
    const orNull = (name: string) => ({ anyOf: [{ $ref: `#/components/schemas/${name}` }, { type: 'null' }] })
    expect(schemas.ChatCompletionRequest.properties.steering).toEqual(orNull('Steering'))
    expect(schemas.Direction.properties.evaluation).toEqual(orNull('Evaluation'))
    expect(schemas.Steering.type).toBe('object')
  })

  it('keep what is said of them where they stand', async () => {
    const { schemas } = (await load()).components
    expect(schemas.ChatCompletion.properties.attune).toEqual({
      $ref: '#/components/schemas/Receipt',
      description: 'The receipt of the first choice.',
    })
  })

  it('tell the bounds that hold where a thing is stored', async () => {
    const { schemas } = (await load()).components
    expect([schemas.Strength.anyOf[0].maximum, schemas.StoredStrength.anyOf[0].maximum]).toEqual([1.5, 1])
    expect(schemas.ProfileStrengths.properties.strengths.propertyNames).toMatchObject({ pattern: expect.any(String) })
  })
})

describe('a name', () => {
  it.each([
    ['get', '/v1/profiles', true, 'listProfiles'],
    ['get', '/v1/profiles/{user}', false, 'getProfile'],
    ['put', '/v1/profiles/{user}', false, 'replaceProfile'],
    ['patch', '/v1/generations/{id}', false, 'updateGeneration'],
    ['delete', '/v1/keys/{id}', false, 'deleteKey'],
    ['post', '/v1/chat/completions', false, 'createChatCompletion'],
    ['post', '/v1/user_tokens', false, 'createUserToken'],
    ['post', '/v1/responses/{id}/cancel', false, 'cancelResponse'],
    ['post', '/v1/axes/{axis}/activate', false, 'activateAxis'],
    ['get', '/v1/axes/{axis}/directions', true, 'listAxisDirections'],
    ['get', '/v1/axes/{axis}/directions/{version}/file', false, 'getAxisDirectionFile'],
    ['get', '/v1/usage', false, 'getUsage'],
    ['get', '/v1/default-profile', false, 'getDefaultProfile'],
    ['post', '/v1/profiles/bulk-upsert', false, 'bulkUpsertProfiles'],
    ['get', '/health', false, 'getHealth'],
  ])('of %s %s is told by it', (method, path, isList, name) => {
    expect(operationId(method, path, isList)).toBe(name)
  })
})

describe('references', () => {
  const document = (schemas: Record<string, Schema>) =>
    withReferences({ info: { title: '' }, paths: {}, components: { schemas } })
  const thing: Schema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }

  it('take the place of a schema that is written out again, with what is said of it there', () => {
    const { components } = document({
      Thing: thing,
      Holder: { type: 'object', properties: { one: { ...thing, description: 'That one.' } } },
    })
    expect(components!.schemas!.Holder!.properties!.one).toEqual({
      $ref: '#/components/schemas/Thing',
      description: 'That one.',
    })
  })

  it('leave alone what only looks alike, or is like two', () => {
    const other = { ...thing, required: [] }
    const { components } = document({ Thing: thing, Holder: { type: 'object', properties: { one: other } } })
    expect(components!.schemas!.Holder!.properties!.one).toEqual(other)
    const twice = document({ Thing: thing, Twin: thing, Holder: { type: 'object', properties: { one: thing } } })
    expect(twice.components!.schemas!.Holder!.properties!.one).toEqual(thing)
  })

  it('are not confused by a property that is called like a part of a schema', () => {
    const { components } = document({
      Thing: thing,
      Holder: { type: 'object', properties: { items: thing, properties: thing } },
    })
    const reference = { $ref: '#/components/schemas/Thing' }
    expect(components!.schemas!.Holder!.properties).toEqual({ items: reference, properties: reference })
  })
})
