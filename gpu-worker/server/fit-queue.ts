/**
 * The order in which fits run, one at a time. Among projects, the one that was served longest ago goes first; within one,
 * first come, first served. Directions go before reports, which take longer; a report that has given way often enough goes
 * as a direction would, so that reports are made in the end.
 *
 * Places are fair too: where all are taken, a project that has fewer of them takes the newest of the one that has most.
 */
export type Waiting = {
  id: string
  project: string
  /** What it keeps in memory while it waits. */
  bytes: number
  until: 'direction' | 'report'
  /** How often it broke off for a fit that came. */
  yielded: number
  /** How often another went before it. */
  passed: number
}

export type Place = { place: number; of: number }

/** Of directions that wait: how many, and what they keep in memory. Reports have had their place. */
const MOST = 32
const MOST_BYTES = 64 * 2 ** 20
/** A report that broke off so often does no more, and one that was passed over so often is no more. */
const MOST_YIELDS = 3
const MOST_PASSES = 16
/** Projects whose last turn is remembered. */
const REMEMBERED = 1024

/** Whether nobody goes before it for being a direction. */
export const isDue = ({ until, yielded, passed }: Waiting): boolean =>
  until === 'direction' || yielded >= MOST_YIELDS || passed >= MOST_PASSES

export class FitQueue {
  /** In the order in which they came. */
  #waiting: Waiting[] = []
  /** By project, the number of its last turn; the longest ago first. */
  readonly #served = new Map<string, number>()
  #turns = 0

  /**
   * A place for a new fit's direction.
   * @returns those that lost theirs to it; null when there is none to be had, and nothing has changed
   */
  add(entry: Waiting): Waiting[] | null {
    let kept = this.#waiting
    for (;;) {
      const directions = kept.filter(({ until }) => until === 'direction')
      if (shareOf([...directions, entry]) <= 1 || directions.length === 0) break
      const largest = largestShare(directions)
      const own = shareOf([...directions.filter(({ project }) => project === entry.project), entry])
      if (largest.project === entry.project || largest.share <= own) return null
      const newest = directions.findLast(({ project }) => project === largest.project)!
      kept = kept.filter((one) => one !== newest)
    }
    const lost = this.#waiting.filter((one) => !kept.includes(one))
    this.#waiting = [...kept, entry]
    return lost
  }

  /** For what has a place already: a report, or one that broke off. */
  putBack(entry: Waiting): void {
    this.#waiting.push(entry)
  }

  remove(id: string): void {
    this.#waiting = this.#waiting.filter((one) => one.id !== id)
  }

  /** The next one, whose turn it is now. */
  take(): Waiting | null {
    const next = nextOf(this.#waiting, this.#served)
    if (!next) return null
    this.#waiting = this.#waiting.filter((one) => one !== next)
    for (const one of this.#waiting) one.passed++
    serve(this.#served, next.project, ++this.#turns)
    if (this.#served.size > REMEMBERED) this.#served.delete(this.#served.keys().next().value!)
    return next
  }

  /** Where it stands if nobody else comes; null for one that does not wait. */
  place(id: string): Place | null {
    let waiting = this.#waiting.map((one) => ({ ...one }))
    const of = waiting.length
    const served = new Map(this.#served)
    for (let place = 1; place <= of; place++) {
      const next = nextOf(waiting, served)!
      if (next.id === id) return { place, of }
      waiting = waiting.filter((one) => one !== next)
      for (const one of waiting) one.passed++
      serve(served, next.project, this.#turns + place)
    }
    return null
  }
}

/** Of all places, or of all memory, whichever is more; 1 is all of it. */
const shareOf = (entries: readonly Waiting[]): number =>
  Math.max(entries.length / MOST, entries.reduce((sum, { bytes }) => sum + bytes, 0) / MOST_BYTES)

function largestShare(entries: readonly Waiting[]): { project: string; share: number } {
  return [...Map.groupBy(entries, ({ project }) => project)]
    .map(([project, own]) => ({ project, share: shareOf(own) }))
    .reduce((most, one) => (one.share > most.share ? one : most))
}

function nextOf(waiting: readonly Waiting[], served: ReadonlyMap<string, number>): Waiting | null {
  const due = waiting.filter(isDue)
  const turnOf = ({ project }: Waiting) => served.get(project) ?? 0
  return (due.length > 0 ? due : waiting).reduce<Waiting | null>(
    (first, one) => (first === null || turnOf(one) < turnOf(first) ? one : first),
    null,
  )
}

function serve(served: Map<string, number>, project: string, turn: number): void {
  served.delete(project)
  served.set(project, turn)
}
