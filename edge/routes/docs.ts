/** The API's description: `/openapi.json` for programs, `/docs` for people. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../env.ts'
import { renderDocs } from '../http/docs-page.ts'
import { withIdempotencyKeys } from '../http/idempotency-docs.ts'
import { describeApi } from '../http/openapi/document.ts'
import type { OpenApiDocument } from '../http/openapi/document-types.ts'

const INFO = {
  title: 'Attune',
  version: '1',
  description:
    'A language model that answers every user the way that user likes. Point an OpenAI client at this server and pass ' +
    '`user`; a profile says how far to move along each axis. Every answer has an `x-request-id`, by which the operator ' +
    'finds it again. What failed with 429 or 503 may be sent again after `Retry-After` seconds.',
}

/** Call it last: it describes the routes that the app has by then. */
export function addDocs(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: sk-attune-… The scope that a route needs stands beside it.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'xApiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'The same API key, for clients that send it so. Authorization goes before it.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'userToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      "A user's token (POST /v1/user_tokens, or an issuer of the project's): it reaches what is that user's own.",
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-attune_session',
    description: 'A session (POST /v1/sessions). What changes something needs the header x-csrf-token too.',
  })
  let made: OpenApiDocument | null = null
  const document = () => {
    made ??= withIdempotencyKeys(describeApi(app, INFO))
    return made
  }
  app.get('/openapi.json', (c) => c.json(document()))
  app.get('/docs', (c) =>
    c.html(renderDocs(document()), 200, {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }),
  )
}
