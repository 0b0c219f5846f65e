/** OpenAI's older completions: a generation a prompt, told as one answer. */
import { ApiError, type ErrorBody } from '../../shared/errors.ts'
import { inOneLine } from '../../shared/one-line.ts'
import { askedStops, type Usage } from '../../shared/wire/chat.ts'
import { type Ending, isEnding, type Piece, piecesOf } from '../answers/piece.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import { sideBySide } from '../answers/side-by-side.ts'
import { sumOf, TextChoices, together } from '../answers/text-choices.ts'
import type { Caller } from '../auth/caller.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { askedSteering, modelOf } from '../steering/asked-steering.ts'
import {
  type CompletionRequest,
  DEFAULT_MAX_TOKENS,
  promptsIn,
  type TextChoice,
  type TextCompletion,
} from '../wire/completions.ts'
import { askedSampling } from './asked-sampling.ts'
import { type AskedStructure, WrittenRequest } from './asked-structure.ts'
import type { Sent } from './chat.ts'
import { type Asked, type Beginning, begin, loadKnown, ownerFor } from './generation.ts'

export type TextAnswer = {
  /** Of the first prompt's generation. */
  id: string
  /** Server-sent events. */
  events(): ReadableStream<Uint8Array>
  /** As JSON. @throws ApiError where a generation fails */
  whole(): Promise<string>
}

/** @param signal ends all of them @throws ApiError as `begin` does, for the first prompt that is refused */
export async function startCompletion(
  beginning: Beginning,
  caller: Caller,
  { request, text, steering: header }: Sent<CompletionRequest>,
): Promise<TextAnswer> {
  const owner = ownerFor(caller, request)
  const steering = askedSteering(request, header, text)
  const known = await loadKnown(beginning.db, { owner, steering, asked: PLAIN })
  const refused = new AbortController()
  const context = { ...beginning, signal: AbortSignal.any([beginning.signal, refused.signal]) }
  const all = promptsIn(request.prompt).map(async (prompt) => {
    const order = { owner, asked: toAsked(request, prompt, text), steering }
    const { id, worker, response } = await begin(context, order, known)
    if (!response.ok || !response.body)
      throw toError(await refusalOf(response), (param) => (param === 'messages' ? 'prompt' : param))
    return { id, pieces: piecesOf(response.body, (cause) => new WorkerUnreachable(worker, cause)) }
  })
  const begun = await Promise.all(all).catch((problem) => {
    refused.abort()
    throw problem
  })
  const { id } = begun[0]!
  const head = { id, object: 'text_completion' as const, created: Math.floor(Date.now() / 1000), model: request.model }
  const told = sideBySide(begun.map(({ pieces }) => pieces))
  const n = request.n ?? 1
  return {
    id,
    events: () => eventsOf(told, head, n, request.stream_options?.include_usage ?? false),
    whole: () => wholeOf(told, head, n),
  }
}

type Told = AsyncGenerator<[Piece | null, number]>
type Head = Pick<TextCompletion, 'id' | 'object' | 'created' | 'model'>

function eventsOf(told: Told, head: Head, n: number, includeUsage: boolean): ReadableStream<Uint8Array> {
  const choices = new TextChoices()
  const usages: Usage[] = []
  const event = (data: TextCompletion | ErrorBody) => `data: ${inOneLine(data)}\n\n`
  const chunk = (choices: TextChoice[], usage: Usage | null) =>
    event({ ...head, choices, ...(includeUsage && { usage }) })
  const last = () => `${includeUsage ? chunk([], sumOf(usages)) : ''}data: [DONE]\n\n`
  let hasFailed = false
  /** '' where there is nothing to say. */
  const say = ([piece, at]: [Piece | null, number]): string => {
    if (!piece) return ': ping\n\n'
    if ('usage' in piece && !isEnding(piece)) {
      usages.push(piece.usage)
      return ''
    }
    if (!isEnding(piece)) return chunk([choices.take(piece, at * n + piece.choice.index)], null)
    if (piece.end === 'done') return ''
    hasFailed = true
    return event(problemOf(piece).body())
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await told.next()
          const text = done ? (hasFailed ? '' : last()) : say(value)
          if (text) controller.enqueue(new TextEncoder().encode(text))
          if (done || hasFailed) {
            controller.close()
            await told.return(undefined)
          }
          if (text || done) return
        }
      },
      async cancel() {
        await told.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

async function wholeOf(told: Told, head: Head, n: number): Promise<string> {
  const pieces = new TextChoices()
  const choices = new Map<number, TextChoice>()
  const usages: Usage[] = []
  for await (const [piece, at] of told) {
    if (!piece) continue
    if (isEnding(piece)) {
      if (piece.end !== 'done') throw problemOf(piece)
    } else if ('usage' in piece) usages.push(piece.usage)
    else {
      const index = at * n + piece.choice.index
      choices.set(index, together(choices.get(index), pieces.take(piece, index)))
    }
  }
  const sorted = [...choices.values()].sort((a, b) => a.index - b.index)
  const completion: TextCompletion = { ...head, choices: sorted, usage: sumOf(usages) }
  return JSON.stringify(completion)
}

const problemOf = ({ end, error }: Ending): ApiError =>
  end === 'cancelled'
    ? new ApiError(409, 'generation_cancelled', 'The answer was cancelled.')
    : new ApiError(STATUS[error!.code] ?? 500, error!.code, error!.message)

/** What the worker would have said, had its answer not begun. */
const STATUS: Record<string, number> = { deadline_exceeded: 504, worker_unavailable: 503, shutting_down: 503 }

/** Texts that are gone on from have no structure. */
const PLAIN: AskedStructure = {
  response_format: { type: 'text' },
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
}

function toAsked(request: CompletionRequest, prompt: string | number[], text: string): Asked {
  return {
    model: modelOf(request.model),
    answers_as: request.model,
    messages: [],
    prompt,
    stream: true,
    include_usage: true,
    max_tokens: request.max_tokens ?? DEFAULT_MAX_TOKENS,
    deadline_ms: request.deadline_ms ?? null,
    n: request.n ?? 1,
    logprobs: request.logprobs ?? null,
    stop: askedStops(request.stop),
    ...PLAIN,
    sampling: askedSampling(request, new WrittenRequest(text)),
  }
}
