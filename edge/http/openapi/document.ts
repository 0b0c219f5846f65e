/** The API's description: what the routes and their schemas say of themselves, made whole for programs that read it. */
import { OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnv } from '../../env.ts'
import type { OpenApiDocument, Operation, Parameter } from './document-types.ts'
import { operationId } from './operation-id.ts'
import { withReferences } from './references.ts'

type Info = { title: string; version: string; description: string }

/** Of all routes that the app has by now. */
export function describeApi(app: OpenAPIHono<AppEnv>, info: Info): OpenApiDocument {
  // Schemas with names come first: the generator takes one that it first meets as one that may be null for one that always may.
  const named = [...z.globalRegistry._idmap.values()].map((schema) => ({
    type: 'schema' as const,
    schema: schema as z.ZodType,
  }))
  const generator = new OpenApiGeneratorV31([...named, ...app.openAPIRegistry.definitions])
  const servers = [{ url: '/', description: 'Where this document is served.' }]
  const made = generator.generateDocument({ openapi: '3.1.0', info, servers }) as unknown as OpenApiDocument
  const document = withReferences(withIds(made))
  return { ...document, tags: tagsOf(document) }
}

/** A route that says its own name, where two would have the same, keeps it. */
function withIds(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const named = Object.entries(methods).map(([method, operation]) => {
      const id = operationId(method, path, isList(operation))
      return [method, { operationId: id, ...operation, parameters: operation.parameters?.map(bounded) }] as const
    })
    return [path, Object.fromEntries(named)] as const
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

const isList = ({ responses }: Operation): boolean =>
  responses['200']?.content?.['application/json']?.schema?.properties?.has_more !== undefined

/** A part of a path is never empty: that would be another path. */
function bounded(parameter: Parameter): Parameter {
  const { schema } = parameter
  if (parameter.in !== 'path' || schema?.type !== 'string' || schema.pattern || schema.enum) return parameter
  return { ...parameter, schema: { minLength: 1, ...schema } }
}

/** In the order in which they come. */
function tagsOf({ paths }: OpenApiDocument): { name: string }[] {
  const names = Object.values(paths).flatMap((methods) => Object.values(methods).flatMap(({ tags }) => tags ?? []))
  return [...new Set(names)].map((name) => ({ name }))
}
