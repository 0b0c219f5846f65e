/**
 * Generations that wait, first come first served within a project. Among projects, the one that holds the fewest rows goes
 * first, and of equals the one that was served longest ago. Answers that run are not cut short for others: a project that
 * comes late waits for the first of them to end, and not for all that wait.
 */
import type { Generation } from './generation.ts'

export class FairQueue {
  readonly #limit: number
  /** In the order in which they were last served. */
  readonly #projects = new Map<string, Generation[]>()

  /** `limit` of all; a single project may take half of it. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    let size = 0
    for (const queue of this.#projects.values()) size += queue.length
    return size
  }

  get all(): Generation[] {
    return [...this.#projects.values()].flat()
  }

  /** Why no more of this project's can wait; null while they can. */
  whyFull(project: string): string | null {
    const { size } = this
    if (size >= this.#limit) return `the queue is full: ${size} of ${this.#limit} wait`
    const own = this.#projects.get(project)?.length ?? 0
    const most = Math.ceil(this.#limit / 2)
    return own >= most ? `the project's part of the queue is full: ${own} of ${most} wait` : null
  }

  add(generation: Generation): void {
    const { project } = generation.request
    const queue = this.#projects.get(project)
    if (queue) queue.push(generation)
    else this.#projects.set(project, [generation])
  }

  /** @param held rows that a project's generations hold */
  take(held: (project: string) => number): Generation | undefined {
    let next: string | undefined
    let fewest = Number.POSITIVE_INFINITY
    for (const project of this.#projects.keys()) {
      const rows = held(project)
      if (rows < fewest) {
        next = project
        fewest = rows
      }
    }
    if (next === undefined) return undefined
    const queue = this.#projects.get(next)!
    const taken = queue.shift()!
    this.#projects.delete(next)
    if (queue.length) this.#projects.set(next, queue)
    return taken
  }

  forgetEnded(): void {
    for (const [project, queue] of this.#projects) {
      const left = queue.filter((generation) => !generation.ended)
      if (left.length) this.#projects.set(project, left)
      else this.#projects.delete(project)
    }
  }
}
