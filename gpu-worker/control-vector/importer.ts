/** Control vectors that come as bytes → directions of one model. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ImportQuery } from '../../shared/wire/import.ts'
import type { LanguageModel } from '../language/language-model.ts'
import { UnusableFile } from '../model/gguf/unusable-file.ts'
import { FIRST_LAYER } from './format.ts'
import { measureNeutral } from './neutral-state.ts'
import { type ControlVector, readControlVector } from './read.ts'
import { directionOf, type NeutralState } from './to-direction.ts'

export class Importer {
  readonly #model: LanguageModel
  #neutral: Promise<ReadonlyMap<number, NeutralState>> | null = null

  constructor(model: LanguageModel) {
    this.#model = model
  }

  /**
   * The direction's file; strength 1 adds the file's vector times `scale`.
   * @throws ApiError 400 `invalid_control_vector` that says what is wrong with the file, or how it differs from the model
   */
  async direction(
    file: Uint8Array,
    { axis, positive, negative, scale }: ImportQuery,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const vector = await this.#read(file)
    const neutral = await this.#measured()
    return orRefuse(() => {
      const poles = { positive, negative }
      const bytes = encodeDirection(directionOf({ vector, model: this.#model.facts, axis, poles, scale, neutral }))
      // What is made here must be readable everywhere else.
      decodeDirection(bytes)
      return bytes
    })
  }

  /** GGUF files are read from disk. */
  async #read(file: Uint8Array): Promise<ControlVector> {
    const folder = await mkdtemp(join(tmpdir(), 'attune-import-'))
    try {
      const path = join(folder, 'vector.gguf')
      await writeFile(path, file)
      return orRefuse(
        () => readControlVector(path, this.#model.facts),
        (message) => message.replaceAll(path, 'the file'),
      )
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** The same for every file, so measured once, at every layer that a file can name. */
  #measured(): Promise<ReadonlyMap<number, NeutralState>> {
    const layers = Array.from({ length: this.#model.facts.layers - FIRST_LAYER }, (_, i) => FIRST_LAYER + i)
    this.#neutral ??= measureNeutral(this.#model, layers).catch((problem) => {
      this.#neutral = null
      throw problem
    })
    return this.#neutral
  }
}

/** What is wrong with a file is its sender's to know; what goes wrong here is not. */
function orRefuse<Result>(work: () => Result, reword = (message: string) => message): Result {
  try {
    return work()
  } catch (problem) {
    if (!(problem instanceof UnusableFile)) throw problem
    const message = reword(problem.message)
    throw new ApiError(400, 'invalid_control_vector', message, { param: 'body', cause: problem })
  }
}
