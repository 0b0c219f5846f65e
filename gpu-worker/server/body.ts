/**
 * Bodies of requests, read into memory: each is bounded in length and time, and so is what all that are being read may take
 * together. Only those come here whose headers have proven genuine.
 */
import { readBounded } from '../../shared/bounded-body.ts'
import { ApiError } from '../../shared/errors.ts'

export type BodyBounds = {
  /** Bytes of one body. */
  most: number
  /** Bytes of all that are being read. */
  together: number
  /** Milliseconds that one may take. */
  within: number
}

export class BodyReader {
  readonly #bounds: BodyBounds
  #reading = 0

  constructor(bounds: BodyBounds) {
    this.#bounds = bounds
  }

  /** @throws ApiError 413, 408 or 400 of what is wrong with the body; 503 `bodies_full` while others take all room. */
  async read({ headers, body }: Request): Promise<Uint8Array<ArrayBuffer>> {
    const { most, together, within } = this.#bounds
    const announced = headers.get('content-length')
    const taken = !body ? 0 : announced === null ? most : Number(announced)
    if (this.#reading + taken > together) {
      throw new ApiError(503, 'bodies_full', 'this worker reads as many requests as it can hold', {
        retryAfterSeconds: 1,
      })
    }
    this.#reading += taken
    try {
      return await readBounded(body, { most, within })
    } finally {
      this.#reading -= taken
    }
  }
}
