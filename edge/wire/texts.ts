/** `POST /v1/profiles/{user}/texts`: what a user has written says how they like to be answered. */
import { z } from 'zod'
import { listOf, textOf } from '../../shared/wire/bounds.ts'
import { MAX_LEANING_TEXTS } from '../../shared/wire/leans.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { signal } from './signal.ts'

const MAX_TEXT = 20_000
const MAX_CHARACTERS = 400_000
/** Of each text: more of it tells little that these do not, and many texts are read in their time. */
export const READ_CHARACTERS = 1500

const TOO_LONG = `all texts together have at most ${MAX_CHARACTERS} characters`

export const textsOf = (least: number) =>
  listOf(textOf(1, MAX_TEXT), least, MAX_LEANING_TEXTS)
    .refine((texts) => texts.reduce((sum, { length }) => sum + length, 0) <= MAX_CHARACTERS, TOO_LONG)
    .meta({
      description: `What the user has written, best some sentences each. The first ${READ_CHARACTERS} characters of each are read.`,
      example: [
        'Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came.',
      ],
    })

export const newTexts = strictObject({
  texts: textsOf(1),
  id: textOf(1, 128).optional().meta({
    description:
      "The name of the signal that comes of it, unique for its user: what is sent again under it isn't read again.",
  }),
  replace: z.boolean().default(false).meta({
    description: 'Whether what came of texts before is dropped. Unsaid, all of it counts together.',
  }),
  model: textOf(1, 256).optional().meta({
    description: 'By which model they are read; unsaid, by one that the active axes were fitted for.',
  }),
}).meta({ id: 'NewTexts' })
export type NewTexts = z.infer<typeof newTexts>

export const textsRead = z
  .object({
    object: z.literal('texts_read'),
    user: z.string(),
    signal: signal.nullable().meta({
      description: 'What came of them, as GET /v1/feedback lists it; null where none of them could be used.',
    }),
    used: z.number().int().nullable().meta({
      description: 'How many of the texts could be used; null where they had been read before, under the same `id`.',
    }),
    not_used: z
      .array(z.object({ text: z.number().int(), why: z.enum(['short', 'foreign', 'no_plain_version']) }))
      .meta({
        description:
          'The others, by their place in the list. short: of a few words. foreign: in a language or an alphabet that the model ' +
          'hardly reads. no_plain_version: the model found no plain words for it.',
      }),
    read: z
      .record(axisName, z.object({ strength: z.number(), deviation: z.number() }))
      .meta({ description: 'What these texts say of the strengths that the user likes, and how unsure that is.' }),
  })
  .meta({ id: 'TextsRead' })
export type TextsRead = z.infer<typeof textsRead>
