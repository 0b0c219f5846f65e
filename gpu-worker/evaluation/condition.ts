/** The ways in which the same items are measured, so that they can be compared item by item. */
import type { Edit } from '../../shared/steering/edit.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { LanguageModel, LongTask, Score } from '../fitting/language-model.ts'
import { plainPrompt } from '../fitting/prompts.ts'
import { greedy } from '../fitting/sampling.ts'

export type Condition = {
  name: string
  /** Before the conversation. */
  system: string | null
  edit: Edit | null
}

export const PLAIN: Condition = { name: 'plain', system: null, edit: null }
export const prompted = (name: string, system: string): Condition => ({ name, system, edit: null })
export const steered = (name: string, edit: Edit | null): Condition => ({ name, system: null, edit })

const messagesOf = ({ system }: Condition, prompt: string): ChatMessage[] => [
  ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
  ...plainPrompt(prompt),
]

export type GivenAnswer = { prompt: string; answer: string }

/** Scores of all answers under each condition, [condition][answer], in one call; edits are in scope `answer`. */
export async function scoreUnder(
  model: LanguageModel,
  conditions: readonly Condition[],
  answers: readonly GivenAnswer[],
  task: LongTask,
): Promise<Score[][]> {
  const scores = await model.score(
    conditions.flatMap((condition) =>
      answers.map(({ prompt, answer }) => ({
        messages: messagesOf(condition, prompt),
        answer,
        ...(condition.edit && { edit: condition.edit }),
      })),
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
    conditions.flatMap((condition) =>
      prompts.map((prompt) => ({
        ...greedy(messagesOf(condition, prompt), maxTokens),
        ...(condition.edit && { edit: condition.edit }),
      })),
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
