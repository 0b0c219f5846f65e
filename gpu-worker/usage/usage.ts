/**
 * A worker's usage, from its answers to the edge: journal, recorder and reporter together. Several workers may share a
 * state folder: each takes a place of its own in it, held by a lock that goes with its process, and what a worker that has
 * gone left in another place is taken over.
 */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileLock, tryLock } from '../model/store/file-lock.ts'
import { Journal } from './journal.ts'
import { UsageRecorder } from './recorder.ts'
import { UsageReporter } from './reporter.ts'

export type UsageOptions = {
  /** The folder of the journals. */
  folder: string
  /** The worker's tag. */
  worker: string
  edge: string
  secret: string
}

export type Usage = {
  recorder: UsageRecorder
  /** Once all answers have ended: reports what is left, until `signal`. */
  close(signal: AbortSignal): Promise<void>
}

export async function openUsage({ folder, worker, edge, secret }: UsageOptions): Promise<Usage> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = await takePlace(folder)
  try {
    const journal = await Journal.open(place.folder)
    await takeOver(folder, place.folder, journal)
    const reporter = new UsageReporter(journal, { edge, secret })
    const recorder = new UsageRecorder(journal, worker, () => reporter.wake())
    return {
      recorder,
      async close(signal) {
        await recorder.settled()
        await reporter.close(signal)
        await journal.close()
        place.lock[Symbol.dispose]()
      },
    }
  } catch (problem) {
    place.lock[Symbol.dispose]()
    throw problem
  }
}

type Place = { folder: string; lock: FileLock }

/** The first that nobody holds. */
async function takePlace(folder: string): Promise<Place> {
  for (let number = 0; ; number++) {
    const place = await tryPlace(join(folder, String(number)))
    if (place) return place
  }
}

async function tryPlace(folder: string): Promise<Place | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = tryLock(join(folder, 'lock'))
  return lock && { folder, lock }
}

/** What lies in places that nobody holds any more. It is in this journal before it leaves the other. */
async function takeOver(folder: string, own: string, journal: Journal): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = join(folder, name)
    if (!/^\d+$/.test(name) || other === own) continue
    const place = await tryPlace(other)
    if (!place) continue
    try {
      const left = await Journal.open(other)
      await Promise.all(left.all.map((entry) => journal.put(entry)))
      if (journal.isKept) await left.taken(left.all.map(({ id }) => id))
      await left.close()
    } finally {
      place.lock[Symbol.dispose]()
    }
  }
}
