/** Texts → the mean of the model's own states over them, of length 1. */
import { ApiError } from '../../shared/errors.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import type { EmbedAnswer, EmbedRequest } from '../../shared/wire/embed.ts'
import type { OpenModel } from '../engine/open.ts'
import type { TextReader } from '../language/text-reader.ts'
import { unit } from '../language/vector.ts'
import { type PromptBound, promptBound } from './prompt-bound.ts'
import type { SideThread } from './side-thread/side-thread.ts'
import { textTokens } from './text-tokens.ts'

export class Embeddings {
  readonly #model: OpenModel
  readonly #reader: TextReader
  readonly #side: SideThread
  readonly #checkLength: PromptBound

  constructor(model: OpenModel, reader: TextReader, side: SideThread) {
    this.#model = model
    this.#reader = reader
    this.#side = side
    this.#checkLength = promptBound(model.tokenizer, model.settings.context)
  }

  /** @throws ApiError for what is wrong with a request */
  async embed({ project, model, input, layer: asked }: EmbedRequest, signal: AbortSignal): Promise<EmbedAnswer> {
    const { source, config } = this.#model
    if (model !== source.id) {
      throw new ApiError(404, 'model_not_found', `this worker runs '${source.id}', not '${model}'`, { param: 'model' })
    }
    const layer = asked ?? middle(config.layers)
    if (layer >= config.layers) {
      throw invalid('layer', `there is no layer ${layer}; layers go from 0 to ${config.layers - 1}`)
    }
    const texts: (readonly number[])[] = []
    for (const [at, text] of input.entries()) texts.push(await this.#tokensOf(project, text, `input.${at}`))
    const means = await this.#reader.textMeans(texts, hookAt('residual', layer), { signal })
    return {
      layer,
      embeddings: means.map((mean) => toBase64(unit(mean))),
      tokens: texts.reduce((sum, ids) => sum + ids.length, 0),
    }
  }

  async #tokensOf(project: string, text: string | readonly number[], param: string): Promise<readonly number[]> {
    const { tokenizer, settings } = this.#model
    this.#checkLength({ messages: [], tools: [], tool_choice: 'auto', prompt: text as string })
    const ids = typeof text !== 'string' ? text : await textTokens({ tokenizer, side: this.#side, project }, text)
    const unknown = ids.find((id) => id >= tokenizer.size)
    if (unknown !== undefined) throw invalid(param, `there is no token ${unknown}`)
    // One is left for the token that texts begin with.
    const max = settings.context - 1
    if (ids.length <= max) return Array.from(ids)
    throw new ApiError(400, 'context_length_exceeded', `${param}: the text has ${ids.length} tokens; ${max} fit`, {
      param,
      details: { tokens: ids.length, max },
    })
  }
}

const invalid = (param: string, problem: string) =>
  new ApiError(400, 'invalid_value', `${param}: ${problem}`, { param })

/**
 * Of small models' layers, those in the middle tell texts apart better than the last, which are about the next token
 * (Skean et al. 2025, Layer by Layer: Uncovering Hidden Representations in Language Models).
 */
const middle = (layers: number) => Math.floor(layers / 2)

function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT)
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * Float32Array.BYTES_PER_ELEMENT)
  return bytes.toString('base64')
}
