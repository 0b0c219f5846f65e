/** The ways in which the same items are measured, so that they can be compared item by item. */
import type { Edit } from '../../shared/steering/edit.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { LanguageModel, LongTask, Score } from '../language/language-model.ts'
import { plainPrompt } from '../language/prompts.ts'
import { greedy } from '../language/sampling.ts'
import type { Subject } from './subject.ts'

export type Condition = { prompt: (query: string) => ChatMessage[]; edit?: Edit }

export const PLAIN: Condition = { prompt: plainPrompt }

/** Nothing but a system prompt: how anyone would ask for a pole without steering. */
export const systemPrompted = (system: string): Condition => ({
  prompt: (query) => [{ role: 'system', content: system }, ...plainPrompt(query)],
})

export function steered(subject: Subject, strength: number): Condition {
  const edit = subject.edit(strength)
  return { prompt: plainPrompt, ...(edit && { edit }) }
}

export type GivenAnswer = { prompt: string; answer: string }

/** Scores of all answers under each condition, [condition][answer], in one call; edits are in scope `answer`. */
export async function scoreUnder(
  model: LanguageModel,
  conditions: readonly Condition[],
  answers: readonly GivenAnswer[],
  task: LongTask,
): Promise<Score[][]> {
  const scores = await model.score(
    conditions.flatMap(({ prompt: ask, edit }) =>
      answers.map(({ prompt, answer }) => ({ messages: ask(prompt), answer, ...(edit && { edit }) })),
    ),
    task,
  )
  return inRows(scores, answers.length)
}

/** The likeliest answers to all prompts under each condition, [condition][prompt], in one call. */
export async function answerUnder(
  model: LanguageModel,
  conditions: readonly Condition[],
  prompts: readonly string[],
  maxTokens: number,
  task: LongTask,
): Promise<string[][]> {
  const texts = await model.generate(
    conditions.flatMap(({ prompt: ask, edit }) =>
      prompts.map((prompt) => ({ ...greedy(ask(prompt), maxTokens), ...(edit && { edit }) })),
    ),
    task,
  )
  return inRows(
    texts.map(({ text }) => text),
    prompts.length,
  )
}

const inRows = <Value>(values: readonly Value[], width: number): Value[][] =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))
