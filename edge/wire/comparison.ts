/** `POST /v1/comparisons`: answers to one prompt that are told apart by what is not known yet of their user. */
import { z } from 'zod'
import { wholeBetween } from '../../shared/wire/bounds.ts'
import { chatCompletion, chatFields, usage } from '../../shared/wire/chat.ts'
import { appliedStrength } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'

const MOST_CANDIDATES = 4

const { model, messages, user, steering, deadline_ms, max_tokens, max_completion_tokens, stop } = chatFields
const { temperature, top_p, top_k, min_p, repetition_penalty } = chatFields
const { presence_penalty, frequency_penalty, logit_bias, seed } = chatFields

export const comparisonRequest = strictObject(
  {
    ...{ model, messages, user },
    candidates: wholeBetween(2, MOST_CANDIDATES).default(2).meta({
      description: 'How many are asked for. Where fewer can be told apart, because few axes are open, fewer come.',
    }),
    steering: steering.meta({ description: 'Axes whose strengths it sets are the same in all candidates.' }),
    ...{ deadline_ms, max_tokens, max_completion_tokens, stop },
    ...{ temperature, top_p, top_k, min_p, repetition_penalty, presence_penalty, frequency_penalty, logit_bias },
    seed: seed.meta({
      description: 'The same seed asks the same of the same belief; unsaid, each comparison is another.',
    }),
  },
  {
    advice: {
      n: 'use candidates',
      stream: 'candidates come together',
      tools: 'candidates are texts; POST /v1/chat/completions calls tools',
      response_format: 'candidates are texts',
    },
  },
).meta({ id: 'ComparisonRequest' })
export type ComparisonRequest = z.infer<typeof comparisonRequest>

const { message, finish_reason, attune, index } = chatCompletion.shape.choices.element.shape

export const comparison = z
  .object({
    object: z.literal('comparison'),
    id: z.string().meta({
      description: 'The answer that a pick names: POST /v1/feedback {"type": "pick", "answer": id, "choice": index}.',
    }),
    created: z.number().int(),
    model: z.string(),
    user: z.string(),
    candidates: z.array(
      z.object({
        index,
        message,
        finish_reason,
        strengths: z.record(z.string(), appliedStrength).meta({ description: 'What steered it, by axis.' }),
        attune,
      }),
    ),
    information: z.number().meta({
      description: 'Bits that a pick is expected to tell: 1 at most of two candidates, log2 of their number of more.',
    }),
    usage,
  })
  .meta({ id: 'AnswerComparison' })
export type Comparison = z.infer<typeof comparison>
