/**
 * JSON that takes long to make. After a moment the headers go out and a space follows every so often (white space
 * before JSON is part of it), because only who writes notices that the reader has left: so do the proxies on the way.
 * The edge, too, sees by it that this worker is at work.
 */
import type { ApiError } from '../../shared/errors.ts'
import { lateErrorBody } from '../../shared/wire/late-error.ts'

/**
 * What fails within this time still gets its own status; later, the error is the body of a 200 and says the status. What
 * clients are told then, the edge decides (edge/fleet/whole-answer.ts).
 */
const MOMENT_MS = 500
const SPACE_MS = 250
const encoder = new TextEncoder()

/** @throws what `made` rejects with, if that comes within a moment */
export async function patientJson(made: Promise<unknown>, explain: (problem: unknown) => ApiError): Promise<Response> {
  let timer: NodeJS.Timeout | undefined
  const moment = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), MOMENT_MS)
  })
  try {
    const first = await Promise.race([made, moment])
    return first === LATE ? spaced(made, explain) : Response.json(first)
  } finally {
    clearTimeout(timer)
  }
}

const LATE = Symbol('late')

function spaced(made: Promise<unknown>, explain: (problem: unknown) => ApiError): Response {
  let stop = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const spaces = setInterval(() => controller.enqueue(encoder.encode(' ')), SPACE_MS)
      let open = true
      stop = () => {
        open = false
        clearInterval(spaces)
      }
      const end = (value: unknown) => {
        if (!open) return
        stop()
        controller.enqueue(encoder.encode(JSON.stringify(value)))
        controller.close()
      }
      made.then(end, (problem) => end(lateErrorBody(explain(problem))))
    },
    cancel() {
      stop()
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })
}
