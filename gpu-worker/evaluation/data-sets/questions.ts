/** Questions with right and wrong answers, in TruthfulQA's columns. */
import { z } from 'zod'
import { listOf, textOf } from '../../../shared/wire/bounds.ts'
import { readColumns } from './columns.ts'
import type { Format, Question } from './data-set.ts'

const answer = textOf(1, 8000)
const row = z.object({
  question: textOf(1, 4000),
  best_answer: answer,
  correct_answers: listOf(answer, 0, 100),
  incorrect_answers: listOf(answer, 1, 100),
})

export const QUESTION_FORMAT: Format<Question> = {
  columns: Object.keys(row.shape),
  read(value) {
    const { question, best_answer, correct_answers, incorrect_answers } = readColumns(row, value)
    const right = [...new Set([best_answer, ...correct_answers])]
    const both = incorrect_answers.find((wrong) => right.includes(wrong))
    if (both !== undefined) throw new Error(`'incorrect_answers' has ${JSON.stringify(both)}, a correct answer too`)
    return { question, right, wrong: [...new Set(incorrect_answers)] }
  },
}
