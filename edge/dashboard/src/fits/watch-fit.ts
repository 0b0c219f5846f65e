/**
 * A fit as it moves on, told by the server. A connection lasts some minutes, and less where the net fails: the next one
 * goes on after the last event that came, so that nothing is told twice and nothing is missed.
 */
import type { Api } from '../api/client.ts'
import { isAbort, toProblem } from '../api/problem.ts'
import type { Fit } from '../api/types.ts'

const AGAIN_AFTER_MS = 1_000
/** There are as many watchers as there may be, or nobody is signed in: neither is over in a second. */
const MUCH_LATER_MS = 5_000
const PASSING: readonly (number | null)[] = [401, 429]

/**
 * Until the fit ends or the signal is aborted. Where nobody answers it goes on trying; that the connection is lost, the
 * page says for all of its screens.
 * @throws Problem when the server knows of no such fit, or refuses to tell of it
 */
export async function* watchFit(api: Api, id: string, signal: AbortSignal): AsyncGenerator<Fit> {
  let last: string | undefined
  while (!signal.aborted) {
    let pause = AGAIN_AFTER_MS
    try {
      const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': last }
      for await (const event of api.events('get', '/v1/fits/{id}/events', { path: { id }, headers, signal })) {
        if (event.event === 'end') return
        if (event.event !== 'fit') continue
        last = event.id
        yield event.data as Fit
      }
    } catch (thrown) {
      if (isAbort(thrown)) return
      const problem = toProblem(thrown)
      const isFinal = problem.status !== null && problem.status < 500 && !PASSING.includes(problem.status)
      if (isFinal) throw problem
      if (problem.status !== null) pause = MUCH_LATER_MS
    }
    await passed(pause, signal)
  }
}

const passed = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
