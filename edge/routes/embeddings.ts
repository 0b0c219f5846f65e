import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { patientJson } from '../http/streams.ts'
import { startEmbedding } from '../services/embeddings.ts'
import { embeddingList, embeddingRequest } from '../wire/embeddings.ts'

const create = createRoute({
  method: 'post',
  path: '/v1/embeddings',
  tags: ['Embeddings'],
  summary: 'See texts as vectors of the model’s own states',
  description:
    'The mean, over a text’s tokens, of the states behind one layer of the model that answers, scaled to length 1: what ' +
    'it has read by there. It is no model that was trained for search. Texts are read as they are, unsteered, and while ' +
    'answers are made they wait.',
  ...access('chat', { own: true, asks: 'answer' }),
  request: {
    body: jsonBody(embeddingRequest, { model: 'smollm2-135m-instruct', input: ['A calm sea.', 'A quiet ocean.'] }),
  },
  responses: { 200: jsonAnswer(embeddingList, 'A vector a text.'), ...errors(400, 404, 413, 415, 429, 502, 503) },
})

export const embeddings = newApp()

embeddings.openapi(create, async (c) => {
  const left = new AbortController()
  const signal = AbortSignal.any([c.var.disconnected, left.signal])
  const { whole } = await startEmbedding({ ...beginningOf(c), signal }, c.var.caller, c.req.valid('json'))
  return patientJson(whole(), () => left.abort())
})
