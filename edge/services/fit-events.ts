/**
 * A fit as it moves on, as server-sent events: its state whenever that has changed, a comment while it has not, and at last
 * an event that says so. An event's id is that of what it shows, so that who comes back with the last one is told what is new
 * since, and nothing twice.
 */
import { ApiError, toApiError } from '../../shared/errors.ts'
import { sha256Hex, utf8 } from '../../shared/ids.ts'
import { asItComes } from '../fleet/as-it-comes.ts'
import type { Fit } from '../wire/fit.ts'
import { OPEN } from './fit-moves.ts'
import { readFit, type Stores } from './fits.ts'

/** Milliseconds: between two looks at the row, and until the client is to ask again (each look counts as a request of ours). */
const LOOK_EVERY = 1_000
const LONGEST = 240_000

/** Of one project's at a time, here. */
const MOST_WATCHERS = 64
const watchers = new Map<string, number>()

/**
 * @param after the id of the last event that was seen
 * @param gone aborted when the client leaves
 * @throws ApiError 404 `fit_not_found`, 429 `too_many_watchers`
 */
export async function watchFit(
  stores: Stores,
  project: string,
  id: string,
  after: string | undefined,
  gone: AbortSignal,
): Promise<Response> {
  let fit: Fit | null = await readFit(stores, project, id)
  const release = takePlace(project)
  gone.addEventListener('abort', release, { once: true })
  // One that left while the fit was looked for is not told of any more.
  if (gone.aborted) release()
  const until = Date.now() + LONGEST
  let told = after
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(utf8('retry: 1000\n\n')),
      async pull(controller) {
        try {
          fit ??= await readAfterAWhile(stores, project, id)
          if (gone.aborted) return
          const shown = { ...fit, spec: null }
          const now = await nameOf(shown)
          const hasEnded = !OPEN.includes(fit.state)
          const text = now === told ? ': ping\n\n' : event('fit', shown, now)
          controller.enqueue(utf8(hasEnded ? text + event('end', { state: fit.state }) : text))
          told = now
          fit = null
          if (!hasEnded && Date.now() < until) return
        } catch (thrown) {
          if (gone.aborted) return
          controller.enqueue(utf8(event('error', toApiError(thrown).body())))
        }
        release()
        controller.close()
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  )
  return asItComes(body, new Response(null, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }))
}

async function readAfterAWhile(stores: Stores, project: string, id: string): Promise<Fit> {
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  return readFit(stores, project, id)
}

/** What gives it back, which may be called twice. */
function takePlace(project: string): () => void {
  const taken = watchers.get(project) ?? 0
  if (taken >= MOST_WATCHERS) {
    const message = `${taken} clients of this project watch fits here already; ${MOST_WATCHERS} can. GET /v1/fits/{id} tells the same.`
    throw new ApiError(429, 'too_many_watchers', message, { retryAfterSeconds: 5 })
  }
  watchers.set(project, taken + 1)
  let isTaken = true
  return () => {
    if (!isTaken) return
    isTaken = false
    const left = watchers.get(project)! - 1
    if (left > 0) watchers.set(project, left)
    else watchers.delete(project)
  }
}

const event = (name: string, data: object, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** That it was looked at again is nothing new. */
async function nameOf({ updated: _, ...shown }: Fit): Promise<string> {
  return (await sha256Hex(utf8(JSON.stringify(shown)))).slice(0, 16)
}
