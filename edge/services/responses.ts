/** OpenAI's responses: begun, told as they come, fetched, ended and forgotten. */
import { ApiError } from '../../shared/errors.ts'
import { generationIdOf, randomText, responseIdOf } from '../../shared/ids.ts'
import { askedStops, sampling } from '../../shared/wire/chat.ts'
import { accountOf } from '../answers/account.ts'
import { type KeptItem, named, shown, toInput, toMessages } from '../answers/conversation.ts'
import { piecesOf } from '../answers/piece.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import { type Caller, seeing } from '../auth/caller.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { askedSteering, modelOf } from '../steering/asked-steering.ts'
import type { Page } from '../wire/list.ts'
import { LOGPROBS, type ResponseRequest } from '../wire/responses/request.ts'
import type { ResponseFacts, ResponseObject } from '../wire/responses/response.ts'
import type { ItemsQuery } from '../wire/responses/routes.ts'
import { answerNotFound, findAnswer, keepAnswer, type Log, notKept, type Stores, there } from './answers.ts'
import { askedResponseStructure } from './asked-response-structure.ts'
import { askedSampling } from './asked-sampling.ts'
import { type AskedStructure, WrittenRequest } from './asked-structure.ts'
import type { Sent } from './chat.ts'
import { type Asked, type Beginning, begin, loadKnown, type Order, ownerFor } from './generation.ts'
import type { Known } from './steering.ts'

/** An answer that has begun: events as they come, or all of it when it has ended. */
export type Started = {
  generation: string
  /** As it stands. */
  now(): Promise<string>
  events(): Promise<ReadableStream<Uint8Array>>
  whole(): Promise<string>
  /** Ends it and forgets it. */
  abandon(): Promise<void>
}

/**
 * @param signal aborts when the client goes: an answer that is not kept ends with it
 * @throws ApiError 400 for what is not possible, 404 for a model that there is not, 503 when no worker takes it
 */
export async function createResponse(
  beginning: Beginning,
  caller: Caller,
  { request, text, steering: header }: Sent<ResponseRequest>,
): Promise<Started> {
  const owner = ownerFor(caller, request)
  const asker = seeing(caller)
  const steering = askedSteering(request, header, text)
  const written = new WrittenRequest(text)
  const structure = askedResponseStructure(request, written)
  const [known, before] = await Promise.all([
    loadKnown(beginning.db, { owner, steering, asked: structure }),
    conversationBefore(beginning, caller, request.previous_response_id),
  ])
  if (request.background && known.answerRetention === 0) throw notKept('background')
  const isKept = request.store !== false && known.answerRetention > 0
  const input = [...before, ...named(request.input, () => randomText(26))]
  const asked = { ...toAsked(request, input, written), ...structure }
  const order: Order = { owner, asked, steering }
  const created = Date.now()
  const facts = toFacts(request, asked, isKept, created)
  const withLogprobs = asked.logprobs !== null
  if (!isKept) return passing(beginning, order, known, facts, withLogprobs)
  const { id, log } = await keepAnswer(
    beginning,
    order,
    known,
    { told: { api: 'responses', facts, withLogprobs }, input },
    renamed,
  )
  return {
    generation: generationIdOf(id),
    now: async () => there(await log.read(asker), id),
    events: async () => there(await log.events(asker, -1), id),
    whole: async () => there(await log.ended(asker), id),
    abandon: async () => void (await log.remove(asker)),
  }
}

const NAMES: Record<string, string> = {
  messages: 'input',
  response_format: 'text.format',
  max_tokens: 'max_output_tokens',
}
/** Of tools, pointers into their schemas too. */
const renamed = (param: string): string => NAMES[param] ?? param.replace(/^(\/tools\/\d+)\/function\//, '$1/')

/** One that is kept nowhere. */
async function passing(
  beginning: Beginning,
  order: Order,
  known: Known,
  facts: Omit<ResponseFacts, 'id'>,
  withLogprobs: boolean,
): Promise<Started> {
  const { id: generation, worker, response } = await begin(beginning, order, known)
  if (!response.ok || !response.body) throw toError(await refusalOf(response), renamed)
  const id = responseIdOf(generation)
  const account = accountOf({ api: 'responses', facts: { ...facts, id }, withLogprobs })
  const pieces = piecesOf(response.body, (cause) => new WorkerUnreachable(worker, cause))
  const encoder = new TextEncoder()
  return {
    generation,
    now: async () => JSON.stringify(account.whole()),
    async events() {
      let first = account.begin()
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const { done, value: piece } = first.length ? { done: false, value: undefined } : await pieces.next()
            if (done) return controller.close()
            const events = piece ? account.take(piece) : first
            first = []
            controller.enqueue(encoder.encode(events.map(({ text }) => text).join('') || ': ping\n\n'))
          },
          async cancel() {
            await pieces.return(undefined)
          },
        },
        { highWaterMark: 0 },
      )
    },
    async whole() {
      for await (const piece of pieces) if (piece) account.take(piece)
      return JSON.stringify(account.whole())
    },
    async abandon() {
      await pieces.return(undefined)
    },
  }
}

/** Items that the answer before was asked, and what it said. */
async function conversationBefore(stores: Stores, caller: Caller, id: string | null | undefined): Promise<KeptItem[]> {
  if (!id) return []
  const param = 'previous_response_id'
  const found = await findAnswer(stores, seeing(caller), id, param)
    .then((log) => log.conversation(seeing(caller)))
    .catch((thrown: unknown) => {
      if (thrown instanceof ApiError && thrown.status === 404) return null
      throw thrown
    })
  const whole = found && (JSON.parse(found.whole) as ResponseObject)
  if (!found || whole?.object !== 'response') {
    const message = `There is no answer '${id}' to go on from, or no longer: it was not kept, or not so long. Send all of the input.`
    throw new ApiError(400, 'previous_response_not_found', message, { param })
  }
  if (whole.status === 'queued' || whole.status === 'in_progress') {
    const message = `The answer '${id}' is not complete yet: wait until it is, or cancel it.`
    throw new ApiError(400, 'previous_response_running', message, { param })
  }
  return [...(JSON.parse(found.input) as KeptItem[]), ...whole.output.map(toInput)]
}

function toAsked(
  request: ResponseRequest,
  input: readonly KeptItem[],
  written: WrittenRequest,
): Omit<Asked, keyof AskedStructure> {
  const { instructions } = request
  const messages = toMessages(input)
  if (messages.length === 0 && !instructions) {
    throw new ApiError(400, 'invalid_value', 'input: there is nothing to answer; give a text or an item', {
      param: 'input',
    })
  }
  const wantsLogprobs = request.include?.includes(LOGPROBS) || (request.top_logprobs ?? 0) > 0
  return {
    model: modelOf(request.model),
    answers_as: request.model,
    messages: instructions ? [{ role: 'system', content: instructions }, ...messages] : messages,
    prompt: null,
    stream: true,
    include_usage: true,
    max_tokens: request.max_output_tokens ?? null,
    deadline_ms: request.deadline_ms ?? null,
    n: 1,
    logprobs: wantsLogprobs ? (request.top_logprobs ?? 0) : null,
    stop: askedStops(request.stop),
    sampling: askedSampling(request, written),
  }
}

function toFacts(request: ResponseRequest, asked: Asked, store: boolean, created: number): Omit<ResponseFacts, 'id'> {
  const defaults = sampling.parse({})
  return {
    object: 'response',
    created_at: Math.floor(created / 1000),
    background: request.background ?? false,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: null,
    metadata: request.metadata ?? {},
    model: request.model,
    parallel_tool_calls: asked.parallel_tool_calls,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: 'default',
    store,
    temperature: request.temperature ?? defaults.temperature,
    text: { format: request.text?.format ?? { type: 'text' }, verbosity: 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: (request.tools ?? []).map(({ type, name, description, parameters, strict }) => ({
      type,
      name,
      description: description ?? null,
      parameters: parameters ?? null,
      strict: strict ?? false,
    })),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? defaults.top_p,
    truncation: 'disabled',
    user: request.user || null,
  }
}

/** As JSON. @throws ApiError 404 `answer_not_found` */
export async function readResponse(stores: Stores, caller: Caller, id: string): Promise<string> {
  return there(await (await findResponse(stores, caller, id)).read(seeing(caller)), id)
}

/** Its events above `after`, from wherever it stands to its end. @throws ApiError 404 `answer_not_found` */
export async function resumeResponse(
  stores: Stores,
  caller: Caller,
  id: string,
  after: number,
): Promise<ReadableStream<Uint8Array>> {
  return there(await (await findResponse(stores, caller, id)).events(seeing(caller), after), id)
}

/** As JSON; one that has ended stays as it is. @throws ApiError 404 `answer_not_found` */
export async function cancelResponse(stores: Stores, caller: Caller, id: string): Promise<string> {
  return there(await (await findResponse(stores, caller, id)).cancel(seeing(caller)), id)
}

/** @throws ApiError 404 `answer_not_found` */
export async function deleteResponse(stores: Stores, caller: Caller, id: string): Promise<void> {
  there((await (await findResponse(stores, caller, id)).remove(seeing(caller))) || null, id)
}

/** A cursor that names nothing is followed by nothing. @throws ApiError 404 `answer_not_found` */
export async function listInputItems(
  stores: Stores,
  caller: Caller,
  id: string,
  { order, limit, after }: ItemsQuery,
): Promise<Page<object> & { first_id: string | null; last_id: string | null }> {
  const conversation = there(await (await findResponse(stores, caller, id)).conversation(seeing(caller)), id)
  const input = JSON.parse(conversation.input) as KeptItem[]
  const all = order === 'asc' ? input : input.toReversed()
  const at = after === undefined ? -1 : all.findIndex((item) => item.id === after)
  const rest = after !== undefined && at === -1 ? [] : all.slice(at + 1)
  const page = rest.slice(0, limit)
  return {
    object: 'list',
    data: page.map(shown),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: rest.length > limit,
  }
}

/** Completions are found elsewhere. */
async function findResponse(stores: Stores, caller: Caller, id: string): Promise<Log> {
  const log = await findAnswer(stores, seeing(caller), id)
  if (!id.startsWith('resp_')) throw answerNotFound(id, 'id')
  return log
}
