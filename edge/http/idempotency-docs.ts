/** What the API's description says of idempotency keys: `access` has every POST behind a guard take them. */
type Operation = { security?: object[]; parameters?: object[]; responses: Record<string, object> }
type Described = { paths?: Record<string, { post?: Operation }> }

const parameter = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description:
    'Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as ' +
    'before (`idempotent-replayed: true`).',
}
const refused = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})

/** Changes the document, and gives it back. */
export function withIdempotencyKeys<Document extends object>(document: Document): Document {
  for (const { post } of Object.values((document as Described).paths ?? {})) {
    if (!post?.security?.length) continue
    post.parameters = [...(post.parameters ?? []), parameter]
    post.responses['400'] ??= refused('The idempotency key is none.')
    post.responses['409'] ??= refused('The request with this idempotency key runs, or its answer was not kept.')
    post.responses['422'] ??= refused('The idempotency key is that of another request.')
  }
  return document
}
