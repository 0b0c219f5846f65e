/** Answers whose bodies come piece by piece, out of what is made here. */
import type { TypedResponse } from 'hono'
import { CUT_OFF, lateErrorBody } from '../../shared/wire/late-error.ts'
import { asItComes } from '../fleet/as-it-comes.ts'
import { errorOf } from './on-error.ts'

/** Fits any route's documented answer: what is streamed is not looked at again. */
type Streamed = Response & TypedResponse<never, never, never>

export const eventStream = (body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Streamed =>
  asItComes(
    body,
    new Response(null, { headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' } }),
  ) as Streamed

/** JSON that is there. */
export const jsonText = (json: string, headers: Record<string, string> = {}): Streamed =>
  new Response(json, { headers: { ...headers, 'content-type': 'application/json' } }) as Streamed

const SPACE_MS = 250

/**
 * JSON that takes long to make: white space goes out until it is there, because only who writes notices that the reader has
 * left. Should it fail, its body is the error, and it is cut off, as whole answers of chats are (fleet/whole-answer.ts).
 * @param left is called when it has
 */
export function patientJson(made: Promise<string>, left: () => void, headers: Record<string, string> = {}): Streamed {
  let stop = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true
      const write = (text: string) => controller.enqueue(new TextEncoder().encode(text))
      write(' ')
      const spaces = setInterval(() => write(' '), SPACE_MS)
      stop = () => {
        open = false
        clearInterval(spaces)
      }
      const end = (how: () => unknown) => {
        if (!open) return
        stop()
        how()
      }
      made.then(
        (json) =>
          end(() => {
            write(json)
            controller.close()
          }),
        (problem) =>
          end(async () => {
            write(JSON.stringify(lateErrorBody(errorOf(problem))))
            // workerd drops what was enqueued in the turn in which the stream fails. In the next one it is on its way.
            await new Promise<void>((resolve) => setTimeout(resolve))
            controller.error(new Error(CUT_OFF))
          }),
      )
    },
    cancel() {
      stop()
      left()
    },
  })
  return asItComes(
    body,
    new Response(null, { headers: { ...headers, 'content-type': 'application/json' } }),
  ) as Streamed
}

/** Objects as lines of JSON, each made when it is read: together they may be more than fits into memory. */
export function jsonLines(objects: AsyncGenerator<object>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await objects.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    async cancel() {
      await objects.return(undefined)
    },
  })
}
