/**
 * Given texts → where they stand on axes. Each is read as an answer that the unsteered model might have written, so that its
 * leans are on the scale of answers' own. What a text is about moves them too: a plain version of it, written by the model,
 * tells how much.
 */

import type { Direction } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import { hookOf } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { Lean } from '../../shared/steering/lean.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import type { LeansAnswer, LeansRequest, TextLeans } from '../../shared/wire/leans.ts'
import type { OpenModel } from '../engine/open.ts'
import { NEUTRAL_PROMPTS } from '../fitting/text-pairs.ts'
import type { LanguageModel } from '../language/language-model.ts'
import { plainPrompt, plainWordsPrompt } from '../language/prompts.ts'
import { sample } from '../language/sampling.ts'
import type { AnswerTokens, TextReader } from '../language/text-reader.ts'
import type { DirectionStore } from './direction-store.ts'
import type { SideThread } from './side-thread/side-thread.ts'
import { textTokens } from './text-tokens.ts'

/** Tokens of a text that are read: more tell little that these do not. */
const MOST_READ = 512
/** Of a plain version. */
const MOST_REWRITTEN = 256
/** It should say what the text says, and how does not matter. */
const REWRITE_TEMPERATURE = 0.2
/** Tokens that a text may have more of once it is cut and made tokens anew; and of text and plain version, the fewest. */
const SEAM = 8
const LEAST_ROOM = 64
/** The same text is written anew in the same words. */
const SEED = 0

/** A text's first tokens, as an answer. */
type Cut = { answer: AnswerTokens; cut: boolean }

export class Leans {
  readonly #model: OpenModel
  readonly #language: LanguageModel
  readonly #reader: TextReader
  readonly #directions: DirectionStore
  readonly #side: SideThread

  constructor(
    model: OpenModel,
    language: LanguageModel,
    reader: TextReader,
    directions: DirectionStore,
    side: SideThread,
  ) {
    this.#model = model
    this.#language = language
    this.#reader = reader
    this.#directions = directions
    this.#side = side
  }

  /** @throws ApiError for what is wrong with a request */
  async of(
    { project, model, texts, directions: named, rewrite }: LeansRequest,
    signal: AbortSignal,
  ): Promise<LeansAnswer> {
    const { source } = this.#model
    if (model !== source.id) {
      throw new ApiError(404, 'model_not_found', `this worker runs '${source.id}', not '${model}'`, { param: 'model' })
    }
    const directions = this.#held(named.map(({ direction }) => direction))
    const cuts: Cut[] = []
    for (const [at, { text, prompt }] of texts.entries()) {
      cuts.push(await this.#cut(project, text, prompt ?? NEUTRAL_PROMPTS[0]!, `texts.${at}`))
    }
    const leans = await this.#read(cuts, directions, signal)
    const rewritten = rewrite ? await this.#rewritten(cuts, directions, signal) : []
    return { texts: leans.map((read, at) => ({ ...read, rewrite: rewritten[at] ?? null })) }
  }

  /** @throws ApiError direction_missing, naming every hash that is missing */
  #held(hashes: readonly string[]): Direction[] {
    const held = hashes.map((hash) => this.#directions.get(hash))
    const missing = hashes.filter((_, at) => !held[at])
    if (missing.length) {
      throw new ApiError(409, DIRECTION_MISSING, 'this worker does not hold these directions yet', {
        details: { missing: [...new Set(missing)] },
      })
    }
    return held.filter((direction) => direction !== null)
  }

  async #cut(project: string, text: string, prompt: string, param: string): Promise<Cut> {
    const messages = plainPrompt(prompt)
    if (this.#room(messages) < 1) {
      const problem = `${param}.prompt: it leaves no room for a text in the ${this.#model.settings.context} tokens that fit`
      throw new ApiError(400, 'context_length_exceeded', problem, { param: `${param}.prompt` })
    }
    const ids = await textTokens({ tokenizer: this.#model.tokenizer, side: this.#side, project }, text)
    if (ids.length === 0) throw invalid(`${param}.text`, 'it has no tokens')
    return this.#beginning(messages, ids)
  }

  /** Tokens that fit behind a prompt. */
  #room(messages: ChatMessage[]): number {
    const { settings, template } = this.#model
    return settings.context - template.encode(messages).length
  }

  #beginning(messages: ChatMessage[], ids: readonly number[]): Cut {
    const answer = ids.slice(0, Math.min(MOST_READ, this.#room(messages)))
    return { answer: { messages, answer }, cut: answer.length < ids.length }
  }

  async #read(cuts: readonly Cut[], directions: readonly Direction[], signal: AbortSignal): Promise<TextLeans[]> {
    const hooks = new Set(directions.flatMap((direction) => direction.layers.map((layer) => hookOf(direction, layer))))
    const answers = cuts.map(({ answer }) => answer)
    const read = await this.#reader.answers(answers, [...hooks], { signal })
    return read.map(({ tokens, means, logProbs }, at) => ({
      leans: directions.map((direction) => leanOf(direction, means)),
      tokens,
      cut: cuts[at]!.cut,
      surprise: -logProbs.reduce((sum, logProb) => sum + logProb, 0) / tokens,
    }))
  }

  /** What was read of each text, in plain words, read in its place; null where the model had none. */
  async #rewritten(cuts: readonly Cut[], directions: readonly Direction[], signal: AbortSignal) {
    const texts = await this.#inPlainWords(cuts, signal)
    const versions = texts.flatMap((text, at) => {
      const ids = this.#model.tokenizer.encode(text)
      return ids.length ? [{ at, text, ...this.#beginning(cuts[at]!.answer.messages, ids) }] : []
    })
    const read = versions.length ? await this.#read(versions, directions, signal) : []
    const found = new Map(versions.map(({ at, text }, i) => [at, { text, ...read[i]! }]))
    return cuts.map((_, at) => found.get(at) ?? null)
  }

  /** '' where there is no room to write one. */
  async #inPlainWords(cuts: readonly Cut[], signal: AbortSignal): Promise<string[]> {
    const room = this.#room(plainWordsPrompt(''))
    if (room < LEAST_ROOM) return cuts.map(() => '')
    const requests = cuts.map(({ answer: { answer } }) => {
      const maxTokens = Math.min(MOST_REWRITTEN, Math.floor(room / 2), 2 * answer.length + 16)
      const text = this.#model.tokenizer.decode(answer.slice(0, room - maxTokens - SEAM))
      return { ...sample(plainWordsPrompt(text), maxTokens, SEED), temperature: REWRITE_TEMPERATURE }
    })
    const written = await this.#language.generate(requests, { signal })
    return written.map(({ text }) => text.trim())
  }
}

/** The mean of a text's leans is the lean of its mean state. */
function leanOf(direction: Direction, means: ReadonlyMap<Hook, Float32Array>): number | null {
  const lean = new Lean(direction)
  lean.read((hook) => means.get(hook), 0)
  return lean.value
}

const invalid = (param: string, problem: string) =>
  new ApiError(400, 'invalid_value', `${param}: ${problem}`, { param })
