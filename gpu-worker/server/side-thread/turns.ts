/** Work that waits for the side thread: first come, first served within a project; projects take turns. */
import { ApiError } from '../../../shared/errors.ts'

/** Of all, and of one project. */
const MOST = 256
const MOST_OF_PROJECT = 32
const RETRY_SECONDS = 1

export class Turns<Item> {
  /** The one that was served longest ago first. */
  readonly #projects = new Map<string, Item[]>()
  #size = 0

  /** @throws ApiError 429 `too_much_to_prepare` */
  add(project: string, item: Item): void {
    const own = this.#projects.get(project) ?? []
    if (own.length >= MOST_OF_PROJECT || this.#size >= MOST) {
      const whose = own.length >= MOST_OF_PROJECT ? 'of this project' : 'of all projects'
      const message = `too many new schemas and long prompts ${whose} wait to be prepared; try again later`
      throw new ApiError(429, 'too_much_to_prepare', message, { retryAfterSeconds: RETRY_SECONDS })
    }
    own.push(item)
    this.#projects.set(project, own)
    this.#size++
  }

  take(): Item | undefined {
    const [first] = this.#projects
    if (!first) return undefined
    const [project, items] = first
    const item = items.shift()
    this.#projects.delete(project)
    if (items.length > 0) this.#projects.set(project, items)
    this.#size--
    return item
  }
}
