/** A typed client for Attune. */
export { ChatStream, type Chunk } from './chat-stream.ts'
export { Attune } from './client.ts'
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  TimeoutError,
  UnavailableError,
} from './errors.ts'
export type { CallOptions, Schemas } from './operations.ts'
export type { paths } from './schema.ts'
export type { Credential } from './token.ts'
export type { ClientOptions } from './transport.ts'
