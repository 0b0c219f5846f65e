/**
 * Notes in the journal what answers use: that one is queued, how far those are that run, twice a second, and how each ended.
 * So a worker that is killed loses, of an answer that it was making, what came since; and nothing of one whose end it told.
 */
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import type { Answer } from '../server/answer.ts'
import { entryOf, isEnded, type JournalEntry, type Order } from './entry.ts'
import type { Journal } from './journal.ts'

const CHECKPOINT_MS = 500

type Noted = {
  answer: Answer
  order: Order
  last: JournalEntry
  /** Settles when `last` is on the disk. */
  written: Promise<void>
}

export class UsageRecorder {
  readonly #journal: Journal
  readonly #worker: string
  readonly #onEnded: () => void
  readonly #noted = new Map<string, Noted>()
  #timer: NodeJS.Timeout | undefined

  /** @param onEnded called when an answer's end is on the disk */
  constructor(journal: Journal, worker: string, onEnded: () => void = () => {}) {
    this.#journal = journal
    this.#worker = worker
    this.#onEnded = onEnded
  }

  /** An answer that has been queued, from here to its end. */
  begin(answer: Answer, { key, model }: GenerateRequest): void {
    const now = Date.now()
    const order = { key, model, worker: this.#worker, started: now }
    const last = entryOf(answer, order, now)
    this.#noted.set(answer.id, { answer, order, last, written: this.#journal.put(last) })
    this.#timer ??= setInterval(() => this.#checkpoint(), CHECKPOINT_MS).unref()
    const end = async () => {
      await this.note(answer)
      this.#noted.delete(answer.id)
      if (this.#noted.size === 0) this.#timer = void clearInterval(this.#timer)
      this.#onEnded()
    }
    answer.done.then(end, end)
  }

  /** Settles when what the answer has used by now is on the disk: before its end is told to anybody. */
  note({ id }: Answer): Promise<void> {
    const noted = this.#noted.get(id)
    if (!noted) return Promise.resolve()
    if (isEnded(noted.last)) return noted.written
    const entry = entryOf(noted.answer, noted.order, Date.now())
    if (hasMoved(noted.last, entry)) {
      noted.last = entry
      noted.written = this.#journal.put(entry)
    }
    return noted.written
  }

  /** Settles when the ends of all answers are on the disk: once they have ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.#noted.values()].map(({ answer }) => this.note(answer)))
  }

  #checkpoint(): void {
    for (const { answer } of this.#noted.values()) this.note(answer)
  }
}

const hasMoved = (before: JournalEntry, after: JournalEntry): boolean =>
  before.status !== after.status ||
  before.prompt_tokens !== after.prompt_tokens ||
  before.completion_tokens !== after.completion_tokens
