/**
 * The journal of usage: a file that is only added to, a line of JSON for everything that happened,
 *
 *     {"id": …, "status": "running", …}   an answer as it stands; a later line of the same id takes its place
 *     {"taken": ["id", …]}                the edge has these: they are of no more concern here
 *
 * Lines that come while others are being written go to the disk together, with one `fdatasync`. When the file has grown,
 * the next one begins with all that still concerns anybody, and the old one goes. A process may end anywhere in this: a last
 * line that broke off was never promised to anybody, and an old file beside a new one says nothing that is not true.
 */
import { appendFile, type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UsageEntry } from '../../shared/wire/usage.ts'
import { isEnded, type JournalEntry } from './entry.ts'

/** Bytes; of a journal that holds more than half of it for good reason, twice what it holds. */
const ROTATE_AT = 1024 * 1024

const FILE = /^(\d{8})\.jsonl$/
const fileName = (number: number) => `${String(number).padStart(8, '0')}.jsonl`

export class Journal {
  readonly #folder: string
  readonly #rotateAt: number
  /** All that the edge is not known to have, in the order in which it began. */
  readonly #entries: Map<string, JournalEntry>
  #file: FileHandle | null = null
  #number: number
  #length = 0
  /** What the file began with: it is worth writing anew once it has grown to twice that. */
  #begunWith = 0
  #lines: string[] = []
  #writing: Promise<void> | null = null
  #isBroken = false

  private constructor(folder: string, number: number, entries: Map<string, JournalEntry>, rotateAt: number) {
    this.#folder = folder
    this.#number = number
    this.#entries = entries
    this.#rotateAt = rotateAt
  }

  /**
   * What a process before this one left is found again; of answers that it was making, as they stood when last noted: they
   * failed. Nobody else may have the folder open.
   */
  static async open(folder: string, { rotateAt = ROTATE_AT } = {}): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const numbers = await numbersIn(folder)
    const entries = new Map<string, JournalEntry>()
    for (const number of numbers) replay(await readFile(join(folder, fileName(number)), 'utf8'), entries)
    for (const [id, entry] of entries) if (!isEnded(entry)) entries.set(id, { ...entry, status: 'failed' })
    const journal = new Journal(folder, numbers.at(-1) ?? 0, entries, rotateAt)
    await journal.#rotate()
    return journal
  }

  /** Answers that have ended and that the edge is not known to have, oldest first. */
  ended(most: number): UsageEntry[] {
    const found: UsageEntry[] = []
    for (const entry of this.#entries.values()) {
      if (found.length >= most) break
      if (isEnded(entry)) found.push(entry)
    }
    return found
  }

  get all(): JournalEntry[] {
    return [...this.#entries.values()]
  }

  /** Whether the disk has what was last given to it. */
  get isKept(): boolean {
    return !this.#isBroken
  }

  /** Settles when it is on the disk. A disk that takes nothing is told to the operator; what it did not take is kept here. */
  put(entry: JournalEntry): Promise<void> {
    this.#entries.set(entry.id, entry)
    return this.#write(JSON.stringify(entry))
  }

  taken(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#entries.delete(id)
    return this.#write(JSON.stringify({ taken: ids }))
  }

  /** What nobody counts is kept for people to look at, and is of no more concern here. */
  async putAside(entry: UsageEntry): Promise<void> {
    await appendFile(join(this.#folder, 'refused.jsonl'), `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    await this.taken([entry.id])
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file?.close()
    this.#file = null
  }

  async #write(line: string): Promise<void> {
    this.#lines.push(line)
    // What is being written may not have this line any more.
    await this.#writing
    this.#writing ??= this.#flush().finally(() => {
      this.#writing = null
    })
    await this.#writing
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return
    const bytes = Buffer.from(this.#lines.map((line) => `${line}\n`).join(''))
    this.#lines = []
    try {
      const isLong = this.#length + bytes.length > Math.max(this.#rotateAt, 2 * this.#begunWith)
      // What was lost of a file that could not be written stands in the next one, like everything else.
      if (!this.#file || this.#isBroken || isLong) await this.#rotate()
      else {
        await this.#file.appendFile(bytes)
        await this.#file.datasync()
        this.#length += bytes.length
      }
      this.#isBroken = false
    } catch (problem) {
      if (!this.#isBroken)
        console.error('the journal of usage cannot be written: what is used is kept in memory', problem)
      this.#isBroken = true
    }
  }

  /** The next file, with all that still concerns anybody; then the ones before it go. */
  async #rotate(): Promise<void> {
    const before = await numbersIn(this.#folder)
    const number = Math.max(this.#number, ...before) + 1
    const bytes = Buffer.from([...this.#entries.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    const file = await open(join(this.#folder, fileName(number)), 'wx', 0o600)
    try {
      await file.appendFile(bytes)
      await file.sync()
      await syncFolder(this.#folder)
    } catch (problem) {
      await file.close()
      throw problem
    }
    await this.#file?.close()
    this.#file = file
    this.#number = number
    this.#length = bytes.length
    this.#begunWith = bytes.length
    for (const old of before) await rm(join(this.#folder, fileName(old)), { force: true })
  }
}

async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .flatMap((name) => FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

/** A line that is none broke off, and nothing was promised of it. */
function replay(text: string, entries: Map<string, JournalEntry>): void {
  for (const line of text.split('\n')) {
    const said = parse(line)
    if (said === null) continue
    if ('taken' in said) for (const id of said.taken) entries.delete(id)
    else entries.set(said.id, ofNow(said))
  }
}

/** Journals of former versions tell no positions. */
const ofNow = (said: Said): JournalEntry => ({ ...said, positions: said.positions ?? [] })

type Said = Omit<JournalEntry, 'positions'> & Partial<Pick<JournalEntry, 'positions'>>

function parse(line: string): Said | { taken: string[] } | null {
  try {
    return line === '' ? null : JSON.parse(line)
  } catch {
    return null
  }
}

/** So that the new file is found after a power cut too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
