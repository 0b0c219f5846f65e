/** Texts as a worker reads them for learning, by the built-in axes: each beside a plain version of it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'
import { DirectionStore } from '../../gpu-worker/server/direction-store.ts'
import { Leans } from '../../gpu-worker/server/leans.ts'
import { SideThread } from '../../gpu-worker/server/side-thread/side-thread.ts'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import type { LeansAnswer } from '../../shared/wire/leans.ts'

export type ReadTexts = LeansAnswer['texts']

/** Texts that are read at once. */
const AT_ONCE = 16

export class BuiltinReader {
  readonly axes = BUILTIN_AXES.map(({ id }) => id)
  readonly directions: Direction[]
  readonly #leans: Leans
  readonly #model: string
  readonly #named: { axis: string; version: number; direction: string }[]

  /** @throws Error where the directions are none of the model's */
  constructor(open: OpenModel, language: EngineLanguageModel) {
    if (open.source.sha256 !== DEFAULT_MODEL.sha256) {
      throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
    }
    const store = new DirectionStore(open.source.sha256, open.config)
    const files = this.axes.map((id) => readFileSync(path.join(BUILTIN_DIRECTIONS, `${id}.safetensors`)))
    this.directions = files.map((bytes) => decodeDirection(bytes))
    this.#named = files.map((bytes, at) => {
      const direction = createHash('sha256').update(bytes).digest('hex')
      store.put(direction, bytes)
      return { axis: this.axes[at]!, version: 1, direction }
    })
    this.#model = open.source.id
    this.#leans = new Leans(open, language, language, store, new SideThread(open.source.path))
  }

  async read(texts: readonly string[]): Promise<ReadTexts> {
    const all: ReadTexts = []
    for (let from = 0; from < texts.length; from += AT_ONCE) {
      const some = texts.slice(from, from + AT_ONCE).map((text) => ({ text, prompt: null }))
      const request = { project: 'bench', model: this.#model, texts: some, directions: this.#named, rewrite: true }
      all.push(...(await this.#leans.of(request, new AbortController().signal)).texts)
    }
    return all
  }
}
