/**
 * One answer, from its beginning until it is forgotten. It asks the worker itself and reads its stream, so that the answer
 * goes on whoever waits for it; keeps the pieces as they come; and tells them to whoever asks, from wherever they ask.
 *
 * What survives what. A client that goes, a Worker's isolate that is evicted: all of the answer, as the object lives on by
 * itself while it reads. The worker's end: what was said until then, told as failed. This object's end (a deployment, a
 * machine that goes): what was written by then, all but the last quarter of a second; with its connection the generation
 * ends too, so the answer is told as failed by whoever looks first, the alarm at the latest. Were the buffer the worker's,
 * answers would outlive this object, and not the worker, which is what is restarted for a new model and the only one with
 * memory to lose; and no edge could tell anything of an answer whose worker is gone.
 *
 * One that is streamed is told at once and written with its first pieces; one in the background is written before its id is
 * told. Readers that live on the events in memory are never ahead of the disk by more than that quarter of a second. Where it is
 * lost, numbers jump, so that nobody who saw more than was kept misses the end (response-writer.ts).
 */
import { DurableObject } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { answers } from '../../schema/tables.ts'
import { toApiError } from '../../shared/errors.ts'
import { generationIdOf, responseIdOf } from '../../shared/ids.ts'
import { mayReach, type Owner } from '../../shared/owner.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import type { Seeing } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { storageProblem } from '../http/storage-problem.ts'
import { openDatabase } from '../services/database.ts'
import { begin, type Order } from '../services/generation.ts'
import { cancelGeneration, readGeneration } from '../services/generations.ts'
import type { Known } from '../services/steering.ts'
import { modelOf } from '../steering/asked-steering.ts'
import { type Account, accountOf, type Event, type Facts } from './account.ts'
import type { KeptItem } from './conversation.ts'
import { cancelled, type Ending, failed, isEnding, type Piece, piecesOf } from './piece.ts'
import { type Refusal, refusalFrom, refusalOf } from './refusal.ts'

/** The facts of an answer that has no id yet. */
type Nameless<Of> = Of extends Facts ? Omit<Of, 'facts'> & { facts: Omit<Of['facts'], 'id'> } : never

export type NewAnswer = {
  /** The part of its id that no worker has a say in, and this object's name. */
  name: string
  told: Nameless<Facts>
  /** What was asked; what goes on from it begins with it. */
  input: readonly KeptItem[]
  /** Unix milliseconds. */
  created: number
  expires: number
}

/** What became of its beginning; and headers that say what is left of the asker's limits. */
type Started = { limits: Record<string, string> } & ({ id: string } | { refusal: Refusal })

type Kept = { id: string; owner: Owner; told: Facts; expires: number }

const SAVE_EVERY_MS = 200
/** Well below what one value may hold. */
const SAVE_AT_PIECES = 256
/** How often it is looked whether a running answer still runs. */
const WATCH_MS = 30_000
/** A worker says something every moment while it has not begun, and a token is made in seconds at worst. */
const SILENT_MS = 120_000
/** A comment by which a reader sees that there is only nothing new. */
const PING_MS = 1_000

const INTERRUPTED = {
  code: 'answer_interrupted',
  message: 'What kept this answer was stopped while it was made. What had been written is kept. Please ask again.',
}
const SILENT = { code: 'worker_silent', message: 'The model has gone silent. Please ask again.' }

const KEPT = 'kept'
const INPUT = 'input/'
const PIECES = 'pieces/'
/** Keys are listed by their letters. */
const key = (prefix: string, at: number) => prefix + String(at).padStart(8, '0')

export class AnswerLog extends DurableObject<Env> {
  #kept: Kept | null = null
  #account: Account | null = null
  #events: Event[] = []
  #isEnded = false
  /** Not written yet: what it is, until that is written, and pieces. */
  #unsavedHead: { kept: Kept; input: readonly KeptItem[] } | null = null
  #unsaved: Piece[] = []
  #batches = 0
  /** Settles when it stands among the project's answers, or cannot. */
  #listed: Promise<void> = Promise.resolve()
  #saving: ReturnType<typeof setTimeout> | null = null
  #running: { abort: AbortController; heard: number } | null = null
  #changed = Promise.withResolvers<void>()
  #recovering: Promise<void> | null = null

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    const { kv } = context.storage
    const kept = kv.get<Kept>(KEPT)
    if (!kept) return
    this.#open(kept)
    for (const [, pieces] of kv.list<Piece[]>({ prefix: PIECES })) {
      this.#batches++
      for (const piece of pieces) this.#tell(piece)
    }
  }

  /** Begins it; settles when a worker has accepted it, or none does. */
  async start(order: Order, known: Known, answer: NewAnswer): Promise<Started> {
    const abort = new AbortController()
    let limits: Started['limits'] = {}
    const db = openDatabase(this.env.DB)
    const beginning = {
      env: this.env,
      db,
      signal: abort.signal,
      defer: (work: Promise<unknown>) => this.ctx.waitUntil(work),
      tell: (headers: typeof limits) => {
        limits = headers
      },
    }
    try {
      const begun = await begin(beginning, order, known, answer.name)
      if (!begun.response.ok || !begun.response.body) return { limits, refusal: await refusalOf(begun.response) }
      const { told, input, created, expires } = answer
      const id = told.api === 'responses' ? responseIdOf(begun.id) : begun.id
      const kept: Kept = { id, owner: order.owner, told: { ...told, facts: { ...told.facts, id } } as Facts, expires }
      this.#unsavedHead = { kept, input }
      const { project, user } = order.owner
      const listed = db.insert(answers).values({ id, project, user, created, expires }).execute()
      this.#listed = listed.then(NOTHING, NOTHING)
      if (told.api === 'chat' || told.facts.background) {
        // Told of its id, a client may go at once: it is written before it is told. Who streams is told sooner.
        this.#save()
        await listed
      }
      this.#open(kept)
      this.#running = { abort, heard: Date.now() }
      listed.catch((problem: unknown) => this.#end(failed(refusedBy(problem))))
      this.#saving ??= setTimeout(() => this.#save(), SAVE_EVERY_MS)
      this.#follow(begun.response.body, (cause) => new WorkerUnreachable(begun.worker, cause))
      return { limits, id }
    } catch (thrown) {
      abort.abort()
      await this.#forget()
      return { limits, refusal: refusalFrom(thrown) }
    }
  }

  /** As it stands, as JSON. null: there is none that the asker may see. */
  async read(asker: Seeing): Promise<string | null> {
    return (await this.#reached(asker)) ? this.#whole() : null
  }

  /** As `read`, once it has ended. */
  async ended(asker: Seeing): Promise<string | null> {
    while ((await this.#reached(asker)) && !this.#isEnded) await this.#changed.promise
    return this.#whole()
  }

  /** Its events whose numbers are above `after`, as they come, until the last. */
  async events(asker: Seeing, after: number): Promise<ReadableStream<Uint8Array> | null> {
    if (!(await this.#reached(asker))) return null
    const encoder = new TextEncoder()
    let next = 0
    const news = (): string => {
      const fresh = this.#events.slice(next).filter(({ number }) => number > after)
      next = this.#events.length
      return fresh.map(({ text }) => text).join('')
    }
    let hasBegun = false
    return new ReadableStream({
      type: 'bytes',
      pull: async (controller) => {
        const text = news() || (hasBegun ? '' : ': ok\n\n')
        hasBegun = true
        if (text) return controller.enqueue(encoder.encode(text))
        if (this.#isEnded || !this.#kept) {
          controller.close()
          controller.byobRequest?.respond(0)
          return
        }
        await Promise.race([this.#changed.promise, delay(PING_MS)])
        controller.enqueue(encoder.encode(news() || ': ping\n\n'))
      },
    })
  }

  /** Ends it if it runs. As `read`, after that. */
  async cancel(asker: Seeing): Promise<string | null> {
    if (!(await this.#reached(asker))) return null
    if (!this.#isEnded) this.#end(cancelled(await this.#onWorker(cancelGeneration)))
    return this.#whole()
  }

  /** Whether there was one that the asker may see; it ends, and is gone. */
  async remove(asker: Seeing): Promise<boolean> {
    if (!(await this.#reached(asker))) return false
    if (!this.#isEnded) this.#end(cancelled(await this.#onWorker(cancelGeneration)))
    await this.#forget()
    return true
  }

  /** What it was asked, and what it said, as JSON: what goes on from it begins so. */
  async conversation(asker: Seeing): Promise<{ input: string; whole: string } | null> {
    if (!(await this.#reached(asker))) return null
    this.#save()
    const input = [...this.ctx.storage.kv.list<KeptItem>({ prefix: INPUT })].map(([, item]) => item)
    return { input: JSON.stringify(input), whole: this.#whole()! }
  }

  override async alarm(): Promise<void> {
    if (!this.#kept) return
    const now = Date.now()
    if (this.#running && now - this.#running.heard > SILENT_MS) this.#end(failed(SILENT))
    await this.#recovered()
    if (this.#isEnded && this.#kept.expires <= now) return this.#forget()
    await this.ctx.storage.setAlarm(this.#isEnded ? this.#kept.expires : now + WATCH_MS)
  }

  async #reached(asker: Seeing): Promise<boolean> {
    if (!this.#kept || !mayReach(asker, this.#kept.owner)) return false
    const { models } = asker
    if (models !== null && !models.includes(modelOf(this.#kept.told.facts.model))) return false
    await this.#recovered()
    return this.#kept !== null
  }

  #whole(): string | null {
    return this.#account && JSON.stringify(this.#account.whole())
  }

  #open(kept: Kept): void {
    this.#kept = kept
    this.#account = accountOf(kept.told)
    this.#events = this.#account.begin()
  }

  async #follow(body: ReadableStream<Uint8Array>, lost: (cause: unknown) => WorkerUnreachable): Promise<void> {
    for await (const piece of piecesOf(body, lost)) {
      if (this.#isEnded) return
      this.#running!.heard = Date.now()
      if (!piece) continue
      if (!isEnding(piece)) this.#take(piece)
      else if (piece.end === 'cancelled') this.#end(cancelled(await this.#onWorker(readGeneration)))
      else this.#end(piece)
    }
  }

  #take(piece: Piece): void {
    this.#unsaved.push(piece)
    if (this.#unsaved.length >= SAVE_AT_PIECES) this.#save()
    else this.#saving ??= setTimeout(() => this.#save(), SAVE_EVERY_MS)
    this.#tell(piece)
  }

  /** Written before it is told: what was seen to have ended has. */
  #end(ending: Ending): void {
    if (this.#isEnded) return
    this.#unsaved.push(ending)
    this.#save()
    this.#tell(ending)
    this.#running?.abort.abort()
    this.#running = null
    this.ctx.waitUntil(this.ctx.storage.setAlarm(this.#kept!.expires))
  }

  #save(): void {
    if (this.#saving) clearTimeout(this.#saving)
    this.#saving = null
    const { kv } = this.ctx.storage
    if (this.#unsavedHead) {
      const { kept, input } = this.#unsavedHead
      this.#unsavedHead = null
      kv.put(KEPT, kept)
      for (const [at, item] of input.entries()) kv.put(key(INPUT, at), item)
      this.ctx.waitUntil(this.ctx.storage.setAlarm(Date.now() + WATCH_MS))
    }
    if (this.#unsaved.length === 0) return
    kv.put(key(PIECES, this.#batches++), this.#unsaved)
    this.#unsaved = []
  }

  #tell(piece: Piece): void {
    const events = this.#account!.take(piece)
    this.#events.push(...events)
    if (isEnding(piece)) this.#isEnded = true
    if (events.length > 0 || this.#isEnded) this.#wake()
  }

  /** Whoever waits for news looks again. */
  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  /** One that had begun and that nobody reads any more has ended, though it did not say so. */
  async #recovered(): Promise<void> {
    if (this.#isEnded || this.#running) return
    this.#recovering ??= this.#onWorker(cancelGeneration).then((told) =>
      this.#end({ ...failed(INTERRUPTED), ...told, isBroken: true }),
    )
    await this.#recovering
  }

  /** What its worker knows of it; nothing where there is none that does. */
  async #onWorker(ask: typeof readGeneration): Promise<Pick<Ending, 'attune' | 'usage'>> {
    const { id, owner } = this.#kept!
    try {
      const response = await ask(this.env, { ...owner, models: null }, generationIdOf(id))
      if (!response.ok) {
        await response.body?.cancel()
        return {}
      }
      const { attune, usage } = (await response.json()) as GenerationState
      return { attune, usage }
    } catch {
      return {}
    }
  }

  async #forget(): Promise<void> {
    const id = this.#kept?.id
    if (this.#saving) clearTimeout(this.#saving)
    this.#saving = null
    this.#unsavedHead = null
    this.#unsaved = []
    this.#running?.abort.abort()
    this.#running = null
    this.#kept = null
    this.#account = null
    this.#wake()
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
    await this.#listed
    if (id) await openDatabase(this.env.DB).delete(answers).where(eq(answers.id, id))
  }
}

const refusedBy = (problem: unknown) => storageProblem(problem) ?? toApiError(problem)

const NOTHING = () => {}

const delay = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
