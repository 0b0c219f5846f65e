/** `POST /v1/feedback`: what a user did that says what they like. */
import { z } from 'zod'
import { generationIdOf } from '../../shared/ids.ts'
import { SIGNAL_KINDS } from '../../shared/learning/stored-evidence.ts'
import { textOf, wholeBetween } from '../../shared/wire/bounds.ts'
import { MAX_CHOICES, userName } from '../../shared/wire/chat.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { pageQuery, unixSeconds } from './list.ts'

/** Long enough for whole answers, short enough to be read in a moment. */
export const MAX_EDITED_CHARACTERS = 20_000

const answer = textOf(1, 80).transform(generationIdOf).meta({
  description: 'The `id` of the answer that it is about, of whichever API.',
  example: 'chatcmpl_a_0123…',
})

const choice = wholeBetween(0, MAX_CHOICES - 1)

const common = {
  id: textOf(1, 128).optional().meta({
    description:
      "The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one.",
  }),
  user: userName.nullable().optional().meta({
    description: 'Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named.',
  }),
  at: wholeBetween(0, 253_402_300_799).optional().meta({
    description: 'When it was given, in Unix seconds, where it is sent later. Order does not matter.',
  }),
}

/** Of one text. */
const ofAnswer = {
  ...common,
  answer,
  choice: choice.default(0).meta({ description: 'Which of the choices of the answer.' }),
}

const kind = <Kind extends string, Shape extends z.ZodRawShape>(type: Kind, shape: Shape) =>
  strictObject({ type: z.literal(type), ...shape })

export const newSignal = z
  .discriminatedUnion(
    'type',
    [
      kind('thumb', { ...ofAnswer, value: z.enum(['up', 'down'], { error: "'up' or 'down' is expected" }) }),
      kind('grade', {
        ...ofAnswer,
        value: wholeBetween(-2, 2).transform((grade) => grade as -2 | -1 | 0 | 1 | 2),
      }),
      kind('pick', {
        ...common,
        answer,
        choice: choice.meta({ description: 'The choice that was liked best of all choices of the answer.' }),
      }),
      kind('adjust', {
        ...common,
        answer: answer.optional().meta({ description: 'Unsaid: compared with what the profile says now.' }),
        choice: choice.default(0),
        axis: axisName,
        value: z.enum(['more', 'less'], { error: "'more' or 'less' is expected" }).meta({
          description: "More or less of the axis's first pole.",
        }),
      }),
      kind('edit', {
        ...ofAnswer,
        original: textOf(1, MAX_EDITED_CHARACTERS).meta({ description: 'The text as it was answered.' }),
        edited: textOf(1, MAX_EDITED_CHARACTERS).meta({ description: 'What the user made of it.' }),
      }),
      kind('regenerate', ofAnswer),
      kind('copy', ofAnswer),
    ],
    { error: 'a type is expected: thumb, grade, pick, adjust, edit, regenerate or copy' },
  )
  .meta({ id: 'NewSignal' })
export type NewSignal = z.infer<typeof newSignal>

export const signal = z
  .object({
    object: z.literal('signal'),
    id: z.string().meta({ description: 'By which it is deleted.' }),
    name: z.string().meta({ description: 'As its sender calls it.' }),
    user: z.string(),
    type: z.enum(SIGNAL_KINDS),
    answer: z.string().nullable(),
    choice: z.number().int().nullable(),
    value: z.union([z.string(), z.number()]).nullable().meta({ description: 'As it was sent.' }),
    axis: axisName.nullable(),
    axes: z.array(axisName).meta({ description: 'Which it says something of.' }),
    at: unixSeconds,
    created: unixSeconds,
  })
  .meta({ id: 'Signal' })
export type Signal = z.infer<typeof signal>

export const signalsQuery = pageQuery.extend({
  user: userName.optional(),
  type: z.enum(SIGNAL_KINDS).optional(),
  answer: answer.optional(),
})
export type SignalsQuery = z.infer<typeof signalsQuery>
