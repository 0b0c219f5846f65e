/**
 * A worker's answer that is not streamed. It may take long, so the worker sends its headers early and white space until it
 * is complete (gpu-worker/server/patient-json.ts); should it fail then, its status has been sent already. The client is to
 * learn of it all the same.
 */
import type { ApiError } from '../../shared/errors.ts'
import { CUT_OFF, lateErrorBody, readLateError } from '../../shared/wire/late-error.ts'
import { asItComes } from './as-it-comes.ts'
import { isJson } from './worker-client.ts'

/**
 * Nothing goes out before the answer is complete or has failed: the status is a true one. Meanwhile a client that leaves
 * is not noticed, nor do proxies on the way see that anything happens, so this is for answers that end soon.
 */
export async function held(upstream: Response): Promise<Response> {
  if (!isPatient(upstream)) return upstream
  const json = (await upstream.text()).trim()
  const { headers } = upstream
  const late = readLateError(json)
  if (!late) return new Response(json, { headers })
  return new Response(json, { status: late.status, headers: { ...Object.fromEntries(headers), ...late.headers } })
}

/**
 * White space is passed on as it comes. An answer that fails is sent with its error and then cut off, without the end that
 * HTTP expects: clients take it for a failure, as they should, and whoever looks finds the reason.
 * @param lost what to say of an answer whose worker has gone
 */
export function cutOnFailure(upstream: Response, lost: (cause: unknown) => ApiError): Response {
  if (!isPatient(upstream)) return upstream
  const reader = upstream.body!.getReader()
  let failed = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (failed) {
          // workerd drops what was enqueued in the turn in which the stream fails. In the next one it is on its way.
          await nextTurn()
          return controller.error(new Error(CUT_OFF))
        }
        const next = await whiteSpaceOrRest(reader).catch((cause) => JSON.stringify(lateErrorBody(lost(cause))))
        if (next instanceof Uint8Array) return controller.enqueue(next)
        if (next !== '') controller.enqueue(new TextEncoder().encode(next))
        failed = readLateError(next.trim()) !== null
        if (!failed) controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return asItComes(body, upstream)
}

/** The next bytes while they are white space alone; from there on all that comes, as text. */
async function whiteSpaceOrRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | string> {
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return rest
    const text = decoder.decode(value, { stream: true })
    if (rest === '' && text.trim() === '') return value
    rest += text
  }
}

const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Others have their status and are short. */
const isPatient = (upstream: Response) => upstream.ok && upstream.body !== null && isJson(upstream)
