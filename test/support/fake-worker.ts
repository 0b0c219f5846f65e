/**
 * A worker without a model, for tests of what talks to workers: it speaks the wire contract, checks signatures and
 * requests for real, and answers with fixed words. Web APIs only, so it runs in workerd and in Node.
 */
import { type Context, Hono } from 'hono'
import { ApiError, toApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import { type Asker, mayReach } from '../../shared/owner.ts'
import { NonceCache, verifyRequest } from '../../shared/sign.ts'
import type { ChatChunk, ChatCompletion } from '../../shared/wire/chat.ts'
import { type EmbedAnswer, embedRequest } from '../../shared/wire/embed.ts'
import { type FitRequest, type FitStatus, fitRequest, type Pair } from '../../shared/wire/fit.ts'
import {
  changeRequest,
  DIRECTION_MISSING,
  type GenerateRequest,
  type GenerationState,
  generateRequest,
  isResolved,
  type ModelCard,
} from '../../shared/wire/generate.ts'
import { GGUF_MAGIC, importQuery } from '../../shared/wire/import.ts'
import { lateErrorBody } from '../../shared/wire/late-error.ts'
import { type LeansAnswer, leansRequest, type TextLeans } from '../../shared/wire/leans.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { directionsOf, type ResolvedEdit } from '../../shared/wire/steering.ts'
import { TOY_MODEL_HASH, toyDirection, toyEvaluation } from './toy-direction.ts'
import { toyReport } from './toy-report.ts'

export const TOY_MODEL = 'toy-model'
/** What a control vector contains that is refused here. */
export const DAMAGED = 'damaged'
const WORDS = ['Hello', ' there', '!']
const PING_MS = 250
const USAGE = {
  prompt_tokens: 7,
  completion_tokens: WORDS.length,
  total_tokens: 7 + WORDS.length,
  prompt_tokens_details: { cached_tokens: 0 },
}

/**
 * What a fit comes to here; `never` keeps running until it is cancelled. The last three make a direction that can be used,
 * and then: the report does not pass, it breaks off, it runs until it is cancelled.
 */
export type FitOutcome =
  | 'passed'
  | 'unverified'
  | 'corrupt'
  | 'failed'
  | 'never'
  | 'report-not-passed'
  | 'report-failed'
  | 'report-never'

type Seen = { method: string; path: string; query: string; body: string }

export const toyCard = (tag: string, hash = TOY_MODEL_HASH, id = TOY_MODEL): ModelCard => ({
  id,
  hash,
  architecture: 'llama',
  layers: 4,
  hidden_size: 4,
  vocabulary: 100,
  context: 512,
  rows: 4,
  weight_form: 'fp32',
  row_exact: true,
  worker: tag,
})

export class FakeWorker {
  readonly card: ModelCard
  readonly directions = new Map<string, Uint8Array>()
  readonly generations = new Map<string, { request: GenerateRequest; state: GenerationState; edits: ResolvedEdit[] }>()
  readonly fits = new Map<string, { request: FitRequest; polls: number; cancelled: boolean }>()
  /** Genuine requests in order of arrival. */
  readonly seen: Seen[] = []
  fitOutcome: FitOutcome = 'passed'
  /** Of fits, by id: the stages that it has, by name, and of those the ones that the edge brought. */
  readonly stages = new Map<string, Map<string, string>>()
  readonly broughtStages: string[] = []
  withholdsStages = false
  /** How many polls a fit waits in the queue. */
  queueFor = 0
  /** How many more fits are told that there is no place for them. */
  refuseFits = 0
  /** Set to happen once, when a file has been asked for and is not sent yet. */
  beforeArtifact: ((id: string) => void) | null = null
  /** Set to happen once, when an answer was asked for and has not begun; and when a change came and is not taken yet. */
  beforeAnswer: (() => Promise<unknown>) | null = null
  beforeChange: (() => Promise<unknown>) | null = null
  /** Set to answer the next requests to generate or import with this instead. */
  refuseWith: ApiError | null = null
  /** Whether answers that are not streamed take long: white space comes first. */
  lateAnswers = false
  /** Set to let the next answers that are not streamed fail with this when their headers are out. */
  failLateWith: ApiError | null = null
  /** Keeps streams open after their first word, with pings, and late answers, with white space, until the client goes. */
  holdStreams = false
  /** Set to let streams say this instead of words, each piece a choice of a chunk. */
  script: ChatChunk['choices'] | null = null
  /** Whether streams that are held say that they are still there. */
  pings = true
  /** How many streams ended because the client went. */
  abandoned = 0
  /** How streams that are held go on: to their end, or with an error. */
  readonly #held = new Map<string, (error?: ApiError) => void>()

  readonly #secret: string
  readonly #nonces = new NonceCache()
  readonly #app: Hono

  constructor(secret: string, tag: string, modelHash = TOY_MODEL_HASH, model = TOY_MODEL) {
    this.#secret = secret
    this.card = toyCard(tag, modelHash, model)
    this.#app = this.#routes()
  }

  readonly fetch = async (request: Request): Promise<Response> => this.#app.fetch(request)

  /** Streams that are held go on to their end. */
  letGo(): void {
    this.holdStreams = false
    for (const goOn of this.#held.values()) goOn()
  }

  /** The last genuine request to a path that begins so, its body parsed. */
  lastBody<Body>(path: string): Body {
    const found = this.seen.findLast((one) => one.path.startsWith(path) && one.body)
    if (!found) throw new Error(`the fake worker saw no request to ${path}`)
    return JSON.parse(found.body)
  }

  #routes(): Hono {
    const app = new Hono()
    app.onError((thrown) => {
      const error = toApiError(thrown)
      return Response.json(error.body(), { status: error.status, headers: error.headers() })
    })
    app.get('/health', (c) => c.json({ status: 'ok' }))
    app.use('/v1/*', async (c, next) => {
      const { pathname, search } = new URL(c.req.url)
      const bytes = new Uint8Array(await c.req.raw.clone().arrayBuffer())
      const arrived = {
        method: c.req.method,
        path: pathname + search,
        header: (name: string) => c.req.header(name),
        readBody: async () => bytes,
      }
      const verified = await verifyRequest([this.#secret], arrived, this.#nonces)
      if ('problem' in verified) {
        throw new ApiError(401, `signature_${verified.problem}`, `signature ${verified.problem}`)
      }
      const isJson = c.req.header('content-type') === 'application/json'
      this.seen.push({
        method: c.req.method,
        path: pathname,
        query: search,
        body: isJson ? new TextDecoder().decode(bytes) : '',
      })
      await next()
    })
    app.get('/v1/model', (c) => c.json(this.card))
    app.post('/v1/generate', async (c) => {
      const request = generateRequest.parse(await c.req.json())
      const happens = this.beforeAnswer
      this.beforeAnswer = null
      await happens?.()
      return this.#generate(request, c.req.raw.signal)
    })
    app.post('/v1/embeddings', async (c) => {
      if (this.refuseWith) throw this.refuseWith
      const { input, layer } = embedRequest.parse(await c.req.json())
      const vector = btoa(String.fromCharCode(...new Uint8Array(new Float32Array([1, 0, 0, 0]).buffer)))
      const answer: EmbedAnswer = { layer: layer ?? 2, embeddings: input.map(() => vector), tokens: 3 * input.length }
      if (this.failLateWith) return this.#late(lateErrorBody(this.failLateWith))
      return this.lateAnswers ? this.#late(answer) : c.json(answer)
    })
    app.post('/v1/leans', async (c) => {
      if (this.refuseWith) throw this.refuseWith
      const happens = this.beforeAnswer
      this.beforeAnswer = null
      await happens?.()
      const { texts, directions, rewrite } = leansRequest.parse(await c.req.json())
      this.#requireDirections(
        [],
        directions.map(({ direction }) => direction),
      )
      if (this.holdStreams) c.req.raw.signal.addEventListener('abort', () => this.abandoned++, { once: true })
      const read = texts.map(({ text }) => {
        const plain = plainVersion(text, directions)
        return {
          ...readAs(text, directions),
          rewrite: rewrite && plain ? { text: plain, ...readAs(plain, directions) } : null,
        }
      })
      const answer: LeansAnswer = { texts: read }
      if (this.failLateWith) return this.#late(lateErrorBody(this.failLateWith))
      return this.lateAnswers ? this.#late(answer) : c.json(answer)
    })
    app.get('/v1/generations/:id', (c) => c.json(this.#find(c.req.param('id'), askerOf(c)).state))
    app.delete('/v1/generations/:id', (c) => {
      const { state } = this.#find(c.req.param('id'), askerOf(c))
      state.status = 'cancelled'
      this.#held.get(state.id)?.(new ApiError(409, 'generation_cancelled', 'the generation was cancelled'))
      return c.json(state)
    })
    app.patch('/v1/generations/:id', async (c) => {
      const change = changeRequest.parse(await c.req.json())
      const happens = this.beforeChange
      this.beforeChange = null
      await happens?.()
      const generation = this.#find(c.req.param('id'), change)
      this.#requireDirections(change.edits.filter(isResolved))
      for (const { axis, strength: value, mode } of change.edits) generation.state.strengths[axis] = { value, mode }
      generation.state.seq = change.seq
      return c.json({ ...generation.state, applied: true })
    })
    app.on('HEAD', '/v1/directions/:hash', (c) => c.body(null, this.directions.has(c.req.param('hash')) ? 200 : 404))
    app.put('/v1/directions/:hash', async (c) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const hash = await sha256Hex(bytes)
      if (hash !== c.req.param('hash')) throw new ApiError(400, 'hash_mismatch', 'the bytes have another hash')
      this.directions.set(hash, bytes)
      return c.body(null, 204)
    })
    app.post('/v1/fits', async (c) => {
      const request = fitRequest.parse(await c.req.json())
      if (!this.fits.has(request.id) && this.refuseFits > 0) {
        this.refuseFits--
        throw new ApiError(429, 'fit_queue_full', 'all places are taken', { retryAfterSeconds: 30 })
      }
      if (!this.fits.has(request.id)) this.fits.set(request.id, { request, polls: 0, cancelled: false })
      return c.json(await this.#fitStatus(request.id), 202)
    })
    app.get('/v1/fits/:id', async (c) => {
      const status = await this.#fitStatus(c.req.param('id'))
      this.fits.get(status.id)!.polls++
      return c.json(status)
    })
    app.delete('/v1/fits/:id', async (c) => {
      await this.#fitStatus(c.req.param('id'))
      this.fits.get(c.req.param('id'))!.cancelled = true
      return c.json(await this.#fitStatus(c.req.param('id')))
    })
    app.get('/v1/fits/:id/artifact', async (c) => {
      const happens = this.beforeArtifact
      this.beforeArtifact = null
      happens?.(c.req.param('id'))
      const { result } = await this.#fitStatus(c.req.param('id'))
      if (!result) throw new ApiError(409, 'fit_not_done', 'the fit has made no direction')
      const file = this.#artifact(c.req.param('id'))
      const sent = this.fitOutcome === 'corrupt' ? file.slice(0, -4) : file
      return c.body(sent, 200, { 'x-attune-direction': await sha256Hex(file) })
    })
    app.get('/v1/fits/:id/stages/:stage', (c) => {
      const { id, stage } = c.req.param()
      if (!this.fits.has(id) || this.withholdsStages) throw new ApiError(404, 'stage_not_found', 'no such stage')
      return c.body(this.stages.get(id)?.get(stage) ?? `${stage}, made by ${this.card.worker}`)
    })
    app.put('/v1/fits/:id/stages/:stage', async (c) => {
      const { id, stage } = c.req.param()
      this.broughtStages.push(stage)
      const own = this.stages.get(id) ?? new Map<string, string>()
      this.stages.set(id, own.set(stage, await c.req.text()))
      return c.body(null, 204)
    })
    app.post('/v1/imports', async (c) => {
      if (this.refuseWith) throw this.refuseWith
      const query = importQuery.parse(c.req.query())
      const text = new TextDecoder('latin1').decode(await c.req.arrayBuffer())
      if (!text.startsWith(GGUF_MAGIC)) throw new ApiError(500, 'not_forwarded', 'only GGUF comes here')
      if (text.includes(DAMAGED)) {
        throw new ApiError(400, 'invalid_control_vector', 'the file is truncated', { param: 'body' })
      }
      const { axis } = query
      return c.body(toyDirection({ axis, modelHash: this.card.hash, verified: false, source: 'imported' }))
    })
    return app
  }

  #generate(request: GenerateRequest, gone: AbortSignal): Response {
    if (this.refuseWith) throw this.refuseWith
    const { edits, variants, observed, basis } = request
    const read = observed.map(({ direction }) => direction)
    this.#requireDirections(variants?.flat() ?? edits, [...(basis ?? []), ...read])
    const receipts = Array.from({ length: request.n }, (_, index) => {
      const own = variants?.[index] ?? edits
      const steered = new Set(own.map(({ axis }) => axis))
      return this.#receipt({ ...request, edits: own, observed: observed.filter(({ axis }) => !steered.has(axis)) })
    })
    const receipt = receipts[0]!
    const strengths = Object.fromEntries(
      receipt.edits.map(({ axis, strength, mode }) => [axis, { value: strength, mode }]),
    )
    const state: GenerationState = {
      id: request.id,
      object: 'generation',
      user: request.user,
      status: request.stream ? 'running' : 'finished',
      finish_reason: request.stream ? null : 'stop',
      seq: null,
      strengths,
      usage: USAGE,
      attune: receipt,
      choices: Array.from({ length: request.n }, (_, index) => ({
        index,
        status: request.stream ? 'running' : 'finished',
        finish_reason: request.stream ? null : 'stop',
        attune: receipts[index]!,
      })),
    }
    this.generations.set(request.id, { request, state, edits: request.edits })
    if (request.stream) return this.#stream(request, receipt, gone)
    if (this.failLateWith) return this.#late(lateErrorBody(this.failLateWith))
    const completion: ChatCompletion = {
      id: request.id,
      object: 'chat.completion',
      created: 1,
      model: request.answers_as ?? this.card.id,
      choices: receipts.map((attune, index) => ({
        index,
        message: { role: 'assistant', content: WORDS.join(''), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
        attune,
      })),
      usage: USAGE,
      attune: receipt,
    }
    return this.lateAnswers ? this.#late(completion) : Response.json(completion)
  }

  #late(value: object): Response {
    const encoder = new TextEncoder()
    let spaces: ReturnType<typeof setInterval> | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(encoder.encode(' '))
        if (this.holdStreams) {
          spaces = setInterval(() => controller.enqueue(encoder.encode(' ')), PING_MS)
          return
        }
        controller.enqueue(encoder.encode(`  ${JSON.stringify(value)}`))
        controller.close()
      },
      cancel: () => {
        clearInterval(spaces)
        this.abandoned++
      },
    })
    return new Response(body, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })
  }

  #stream({ id, include_usage, answers_as }: GenerateRequest, attune: Receipt, gone: AbortSignal): Response {
    const encoder = new TextEncoder()
    const event = (data: string) => encoder.encode(`data: ${data}\n\n`)
    const chunk = (choices: ChatChunk['choices'], last: boolean) => {
      const chunk: ChatChunk = {
        id,
        object: 'chat.completion.chunk',
        created: 1,
        model: answers_as ?? this.card.id,
        choices,
        ...(include_usage && { usage: choices.length ? null : USAGE }),
        ...(last ? { attune } : {}),
      }
      return event(JSON.stringify(chunk))
    }
    const said = (delta: ChatChunk['choices'][0]['delta'], finish: 'stop' | null = null) =>
      ({ index: 0, delta, logprobs: null, finish_reason: finish }) satisfies ChatChunk['choices'][0]
    const [first, ...rest] = this.script ?? [
      said({ role: 'assistant', content: WORDS[0]! }),
      ...WORDS.slice(1).map((content) => said({ content })),
      said({}, 'stop'),
    ]
    const ping = encoder.encode(': ping\n\n')
    let pinging: ReturnType<typeof setInterval> | undefined
    const leave = () => {
      this.#held.delete(id)
      if (pinging === undefined) return
      clearInterval(pinging)
      pinging = undefined
      this.abandoned++
    }
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const goOn = (error?: ApiError) => {
          clearInterval(pinging)
          pinging = undefined
          this.#held.delete(id)
          if (error) controller.enqueue(event(JSON.stringify(error.body())))
          else {
            for (const choice of rest) controller.enqueue(chunk([choice], choice.finish_reason !== null))
            if (include_usage) controller.enqueue(chunk([], false))
            controller.enqueue(event('[DONE]'))
          }
          controller.close()
        }
        controller.enqueue(ping)
        controller.enqueue(chunk([first!], false))
        if (!this.holdStreams) return goOn()
        this.#held.set(id, goOn)
        pinging = setInterval(() => this.pings && controller.enqueue(ping), PING_MS)
        gone.addEventListener('abort', leave, { once: true })
      },
      cancel: leave,
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } })
  }

  #requireDirections(edits: ResolvedEdit[], others: string[] = []) {
    const missing = [...directionsOf(edits), ...others].filter((hash) => !this.directions.has(hash))
    if (missing.length) {
      throw new ApiError(409, DIRECTION_MISSING, 'directions are missing here', { details: { missing } })
    }
  }

  #receipt({ id, scope, edits, observed, basis, explored }: GenerateRequest): Receipt {
    return {
      generation: id,
      model: this.card.id,
      model_hash: this.card.hash,
      weight_form: this.card.weight_form,
      row_exact: this.card.row_exact,
      scope,
      basis: basis ? 'orthogonal' : 'raw',
      basis_directions: basis ?? [],
      explored,
      capped: false,
      edits: edits.map(({ axis, version, direction, mode, strength }) => ({
        axis,
        version,
        direction,
        mode,
        strength,
        layers: [2],
        tokens_edited: WORDS.length,
        projection_before: 0,
        projection_after: strength,
        lean: strength,
        condition: null,
      })),
      observed: observed.map((axis) => ({ ...axis, lean: 0, tokens: WORDS.length })),
      changes: [],
    }
  }

  #find(id: string, asker: Asker) {
    const generation = this.generations.get(id)
    if (!generation || !mayReach(asker, generation.request)) {
      throw new ApiError(404, 'generation_not_found', 'no such generation')
    }
    return generation
  }

  #artifact(id: string) {
    const { axis, seed, source } = this.fits.get(id)!.request.spec
    return toyDirection({ axis, seed, source, modelHash: this.card.hash, verified: this.fitOutcome !== 'unverified' })
  }

  /** Two polls of running; then the direction can be used; two more for the report, where one is asked for. */
  async #fitStatus(id: string): Promise<FitStatus> {
    const fit = this.fits.get(id)
    if (!fit) throw new ApiError(404, 'fit_not_found', 'no such fit')
    const status: FitStatus = {
      id,
      state: 'running',
      stage: 'pairs',
      progress: 0.3,
      message: 'writing pairs',
      queue: null,
      stages: [{ stage: 'characteristics', seconds: 1, note: '' }],
      error: null,
      result: null,
    }
    if (fit.polls < this.queueFor) {
      return { ...status, state: 'queued', stage: null, message: 'queued', queue: { place: 2, of: 3 }, stages: [] }
    }
    const cancelled = fit.cancelled && ({ state: 'cancelled', message: 'cancelled' } as const)
    if (fit.polls < 2 || this.fitOutcome === 'never') return { ...status, ...cancelled }
    if (this.fitOutcome === 'failed') return { ...status, ...failure('no_contrast', 'the pairs carry no contrast') }
    const file = this.#artifact(id)
    const hash = await sha256Hex(file)
    const { report } = fit.request.spec
    const ended = !report || (fit.polls >= 4 && this.fitOutcome !== 'report-never')
    const usable: FitStatus = {
      ...status,
      stage: 'artifact',
      progress: 0.6,
      message: 'reporting',
      result: { hash, bytes: file.byteLength, evaluation: toyEvaluation(), choices: toyChoices, characteristics: null },
    }
    if (!ended) return { ...usable, ...cancelled }
    if (this.fitOutcome === 'report-failed') return { ...usable, ...failure('internal_error', 'the report broke off') }
    const evaluation = report
      ? { ...toyEvaluation(), report: toyReport(this.fitOutcome !== 'report-not-passed') }
      : toyEvaluation()
    return { ...usable, state: 'done', progress: 1, message: 'done', result: { ...usable.result!, evaluation } }
  }
}

type Named = readonly { axis: string }[]

/** A text leans on an axis by .25 each time that it has its name. Words are tokens; those that are not Latin are foreign. */
function readAs(text: string, directions: Named): TextLeans {
  const words = text.split(/\s+/).filter(Boolean)
  const isForeign = /[\u0250-\uffff]/.test(text)
  return {
    leans: directions.map(({ axis }) => words.filter((word) => word === axis).length / 4),
    tokens: words.length,
    cut: false,
    surprise: isForeign ? 30 : 3,
  }
}

const plainVersion = (text: string, directions: Named): string =>
  text
    .split(/\s+/)
    .filter((word) => !directions.some(({ axis }) => axis === word))
    .join(' ')

const failure = (code: string, message: string) => ({ state: 'failed' as const, message, error: { code, message } })

/** As the model wrote them. */
export const toyChoices: Pair[] = ['boil', 'fry', 'poach', 'peel'].map((verb) => ({
  prompt: `How do I ${verb} an egg?`,
  chosen: `Kindly ${verb} it.`,
  rejected: `Just ${verb} it!`,
}))

const askerOf = (c: Context): Asker => ({ project: c.req.query('project') ?? '', user: c.req.queries('user') ?? null })
