/** What each route takes and answers, read off the generated types. */
import type { components, paths } from './schema.ts'

export type Schemas = components['schemas']
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type Described = { parameters: { path?: unknown; query?: unknown }; responses: object; requestBody?: unknown }

/** The paths that a method goes with. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends Described ? Path : never
}[keyof paths]

export type Operation<M extends Method, Path extends PathOf<M>> = paths[Path][M] extends Described
  ? paths[Path][M]
  : never

/** Of any call. */
export type CallOptions = {
  signal?: AbortSignal
  /** Milliseconds without anything coming after which the call fails; the client's own unless said. */
  timeout?: number
  headers?: Readonly<Record<string, string>>
}

type PathOption<O extends Described> = O['parameters']['path'] extends object
  ? { path: O['parameters']['path'] }
  : { path?: undefined }
type QueryOption<O extends Described> = { query?: NonNullable<O['parameters']['query']> }
type BodyOption<O extends Described> = O extends { requestBody: { content: { 'application/json': infer Body } } }
  ? { body: Body }
  : O extends { requestBody: object }
    ? { body: Uint8Array<ArrayBuffer> | ArrayBuffer | Blob }
    : { body?: undefined }

export type Options<O extends Described> = CallOptions & PathOption<O> & QueryOption<O> & BodyOption<O>

/** The options may be left out where none is needed. */
export type Arguments<O> = O extends Described
  ? object extends Options<O>
    ? [options?: Options<O>]
    : [options: Options<O>]
  : never

type Contents<O extends Described> = {
  [Status in keyof O['responses']]: Status extends 200 | 201 | 202
    ? O['responses'][Status] extends { content: infer Content }
      ? Content
      : never
    : never
}[keyof O['responses']]

type Binary = 'application/octet-stream'

/** JSON as what it is, a file as its bytes, nothing where there is nothing to say. */
export type Answer<O> = O extends Described
  ? [Contents<O>] extends [never]
    ? undefined
    : Contents<O> extends { 'application/json': infer Json }
      ? Json
      : Contents<O> extends { [Type in Binary]: unknown }
        ? ArrayBuffer
        : unknown
  : never

/** One event of an answer that is streamed. */
export type EventOf<O> = O extends Described
  ? Contents<O> extends { 'text/event-stream': infer Event }
    ? Event
    : unknown
  : never

/** One item of a list. */
export type ItemOf<O> = Answer<O> extends { data: (infer Item)[]; has_more: boolean } ? Item : never
