/**
 * The first worker that takes a request and says something. One that accepts it, and then breaks off or fails before the
 * first word of its answer, has said nothing that could be doubled: the request goes to one more. Not to all: a request that
 * breaks whoever takes it is to break two at most.
 */
import type { ErrorBody } from '../../shared/errors.ts'
import { readLateError } from '../../shared/wire/late-error.ts'
import { firstToAccept, isJson } from './worker-client.ts'

type Taken<Candidate> = { taker: Candidate; response: Response }

/**
 * As `firstToAccept`, which says what is thrown; the body goes on with another worker's where it must.
 * @param goesOn told which one that is
 */
export async function firstToSpeak<Candidate>(
  candidates: readonly Candidate[],
  ask: (candidate: Candidate) => Promise<Response>,
  goesOn: (candidate: Candidate) => void = () => {},
): Promise<Taken<Candidate>> {
  const taken = await firstToAccept(candidates, ask)
  const { response, taker } = taken
  if (!response.ok || !response.body) return taken
  const rest = candidates.filter((one) => one !== taker)
  if (rest.length === 0) return taken
  const another = async () => {
    const { taker: other, response: next } = await firstToAccept(rest, ask)
    if (next.ok && next.body) {
      goesOn(other)
      return next.body
    }
    await next.body?.cancel()
    return null
  }
  const body = withSecondChance(response.body, isJson(response) ? whiteSpaceOnly : noEventYet, another)
  return { taker, response: new Response(body, response) }
}

/**
 * What has come so far: nothing that is said yet, and is passed on as it comes; something of which it cannot be told yet; a
 * failure; or the answer's first words.
 */
type Heard = 'nothing' | 'unclear' | 'failure' | 'words'

function withSecondChance(
  first: ReadableStream<Uint8Array>,
  hear: (text: string) => Heard,
  another: () => Promise<ReadableStream<Uint8Array> | null>,
): ReadableStream<Uint8Array> {
  let reader = first.getReader()
  /** Once something was said, or another was asked, all is passed on as it is. */
  let isOpen = true
  let held: Uint8Array[] = []
  let heard = ''
  const decoder = new TextDecoder()
  /** The other's body is next; false where there is none, and the failure stands. */
  const change = async (): Promise<boolean> => {
    isOpen = false
    const body = await another().catch(() => null)
    if (!body) return false
    await reader.cancel().catch(() => {})
    held = []
    reader = body.getReader()
    return true
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const next = await reader.read().catch((broken: unknown) => ({ broken }))
          if ('broken' in next || (isOpen && next.done)) {
            if (isOpen && (await change())) continue
            for (const chunk of held) controller.enqueue(chunk)
            held = []
            if ('broken' in next) throw next.broken
          }
          const { done, value } = next as ReadableStreamReadResult<Uint8Array>
          if (done) return controller.close()
          if (!isOpen) return controller.enqueue(value)
          heard += decoder.decode(value, { stream: true })
          const what = hear(heard)
          if (what === 'nothing') {
            heard = ''
            return controller.enqueue(value)
          }
          held.push(value)
          if (what === 'unclear') continue
          if (what === 'failure' && (await change())) continue
          isOpen = false
          for (const chunk of held) controller.enqueue(chunk)
          held = []
          return
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Of the worker's own making: another may do better. */
const isWorkersOwn = ({ error }: ErrorBody): boolean =>
  error.type === 'overloaded_error' || error.type === 'server_error'

/** Whether a stream of events has said anything: comments are nothing. */
function noEventYet(text: string): Heard {
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2)
  const data = /^data: ?(.*)$/m.exec(whole)?.[1]
  if (data === undefined) return text === whole ? 'nothing' : 'unclear'
  try {
    const event = JSON.parse(data) as Partial<ErrorBody>
    return event.error && isWorkersOwn(event as ErrorBody) ? 'failure' : 'words'
  } catch {
    return 'words'
  }
}

/** Whether an answer that comes whole has begun: until then there is white space. */
function whiteSpaceOnly(text: string): Heard {
  const said = text.trim()
  if (said === '') return 'nothing'
  if (!said.startsWith('{"error"')) return said.length < '{"error"'.length ? 'unclear' : 'words'
  try {
    const late = readLateError(said)
    return late && late.status >= 500 && late.status !== 504 ? 'failure' : 'words'
  } catch {
    return 'unclear'
  }
}
