/** As much of an OpenAPI 3.1 document as is read here. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  description?: string
  example?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  not?: Schema
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  additionalProperties?: Schema | boolean
}

export type Content = Record<string, { schema?: Schema; example?: unknown }>

export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }

export type Operation = {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, { description?: string; content?: Content; headers?: Record<string, { schema?: Schema }> }>
}

export type OpenApiDocument = {
  info: { title: string; description?: string }
  tags?: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}
