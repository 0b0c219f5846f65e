/**
 * The pairs of answers that the direction is fitted on, each with the prompt under which its states are read:
 * - self-generated: the model answers each query as either pole would; read with the pole's prompt kept in context,
 *   which measured better than removed (`pole_prompt` of the fit).
 * - given: as they are, read under the plain prompt.
 * - texts: those of either pole put together (text-pairs.ts), read behind neutral prompts.
 * - context-shift: the same neutral texts at both poles; only the prompts they are read under differ. Their margin
 *   would be 0 by construction, so a few sampled answers come along to measure on (`probes`).
 */
import type { Characteristics } from '../../../shared/characteristics.ts'
import type { ChatMessage } from '../../../shared/wire/chat.ts'
import type { FitSource, Pair, Pole, Texts } from '../../../shared/wire/fit.ts'
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { plainPrompt, polePrompt } from '../../language/prompts.ts'
import { deriveSeed } from '../../language/rng.ts'
import { sample } from '../../language/sampling.ts'
import { ANSWER_TOKENS, CONTEXT_SHIFT_TEXTS, PROBE_PAIRS, PROBE_TOKENS } from '../budget.ts'
import { NEUTRAL_TEXTS } from '../neutral-texts.ts'
import type { Stage } from '../stage.ts'
import { pairTexts } from '../text-pairs.ts'

export type Answer = {
  /** The prompt that the answer is read under. */
  messages: ChatMessage[]
  text: string
  /** How a sampled answer came about; null for a written one. */
  sampled: { tokens: number; finish: 'stop' | 'length' } | null
}
export type FitPair = {
  query: string
  positive: Answer
  negative: Answer
  /** Of pairs of texts: the half that both are of. Others are held out by their query. */
  fold?: number
}

export type PairsInput = {
  source: FitSource
  positive: Pole
  negative: Pole
  characteristics: Characteristics
  queries: string[]
  given: Pair[]
  /** Of source 'texts', and what must not be among them. */
  texts?: Texts | null
  takenTexts?: string[]
  /** Whether answers to measure on are wanted from a context shift; not when there are anchors. */
  wantProbes: boolean
  seed: number
}
export type PairsOutput = { pairs: FitPair[]; probes: FitPair[] }

export const makePairs: Stage<PairsInput, PairsOutput> = async (input, { model, task }) => {
  switch (input.source) {
    case 'given': {
      const pairs = input.given.map(asGiven)
      return { output: { pairs, probes: [] }, note: `${pairs.length} given` }
    }
    case 'texts': {
      const { texts, takenTexts = [], seed } = input
      if (!texts) throw new Error("source 'texts' without texts")
      const pairs = pairTexts(texts, takenTexts, seed).map(({ fold, ...pair }) => ({ ...asGiven(pair), fold }))
      const { positive, negative } = texts
      return {
        output: { pairs, probes: [] },
        note: `${pairs.length} of ${positive.length} and ${negative.length} texts`,
      }
    }
    case 'self-generated': {
      const pairs = await answerAtBothPoles(model, input, input.queries, ANSWER_TOKENS, task('Answering at both poles'))
      return { output: { pairs, probes: [] }, note: `${pairs.length} written by the model` }
    }
    case 'context-shift': {
      const pairs = NEUTRAL_TEXTS.slice(0, CONTEXT_SHIFT_TEXTS).map(({ query, answer }): FitPair => {
        const at = (pole: Pole, traits: string[]): Answer => ({
          messages: polePrompt(query, pole, traits),
          text: answer,
          sampled: null,
        })
        return {
          query,
          positive: at(input.positive, input.characteristics.positive),
          negative: at(input.negative, input.characteristics.negative),
        }
      })
      const queries = input.wantProbes ? input.queries.slice(0, PROBE_PAIRS) : []
      const probes = queries.length
        ? await answerAtBothPoles(model, input, queries, PROBE_TOKENS, task('Answering at both poles, to measure on'))
        : []
      return { output: { pairs, probes }, note: `${pairs.length} neutral texts under two prompts` }
    }
  }
}

/** Written answers, read under the plain prompt. */
export const asGiven = ({ prompt, chosen, rejected }: Pair): FitPair => {
  const written = (text: string): Answer => ({ messages: plainPrompt(prompt), text, sampled: null })
  return { query: prompt, positive: written(chosen), negative: written(rejected) }
}

async function answerAtBothPoles(
  model: LanguageModel,
  { positive, negative, characteristics, seed }: PairsInput,
  queries: string[],
  maxTokens: number,
  longTask: LongTask,
): Promise<FitPair[]> {
  const prompts = [
    ...queries.map((query) => polePrompt(query, positive, characteristics.positive)),
    ...queries.map((query) => polePrompt(query, negative, characteristics.negative)),
  ]
  const texts = await model.generate(
    prompts.map((messages, i) => sample(messages, maxTokens, deriveSeed(seed, 'pairs', i))),
    longTask,
  )
  const answer = (i: number): Answer => {
    const { text, tokens, finish } = texts[i]!
    return { messages: prompts[i]!, text, sampled: { tokens, finish } }
  }
  return queries.map((query, i) => ({ query, positive: answer(i), negative: answer(i + queries.length) }))
}

/** Read as if no pole had been asked for. */
export const withoutPolePrompt = (pair: FitPair): FitPair => {
  const messages = plainPrompt(pair.query)
  return { ...pair, positive: { ...pair.positive, messages }, negative: { ...pair.negative, messages } }
}
