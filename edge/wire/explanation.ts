import { z } from 'zod'
import { SIGNAL_KINDS } from '../../shared/learning/stored-evidence.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { unixSeconds } from './list.ts'

const strength = z.number()

export const explanation = z
  .object({
    object: z.literal('explanation'),
    user: z.string(),
    signals: z.number().int().meta({ description: 'How many were given; of these the newest 500 count.' }),
    users: z.number().int().nullable().meta({
      description: "Of how many the project's users are whose liking is where this user began; null: of none.",
    }),
    axes: z.array(
      z.object({
        axis: axisName,
        strength: strength.meta({ description: 'What the next answer is steered by.' }),
        source: z.enum(['hand', 'learned', 'population', 'default', 'none']).meta({
          description:
            "hand: set, and held there. learned: from this user's signals. population: from what other users like. default: the " +
            "default profile, or the project's default edits. none: nothing is known.",
        }),
        low: strength.meta({ description: 'With `high`: where their liking lies, nine times in ten.' }),
        high: strength,
        noticeable_step: strength.meta({ description: 'How much strength a reader can tell.' }),
        effect: z.string().meta({ description: 'In words.', example: 'clearly more formal' }),
        moved_by: z
          .array(
            z.object({
              signal: z.string(),
              type: z.enum(SIGNAL_KINDS),
              value: z.union([z.string(), z.number()]).nullable(),
              answer: z.string().nullable(),
              at: unixSeconds,
              change: strength.meta({ description: 'What the strength would be less without this signal, about.' }),
            }),
          )
          .meta({ description: 'The signals that moved it most.' }),
      }),
    ),
  })
  .meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof explanation>

export const profileReset = z
  .strictObject({
    pins: z.boolean().default(false).meta({ description: 'Whether what was set by hand goes too.' }),
  })
  .meta({ id: 'ProfileReset' })
