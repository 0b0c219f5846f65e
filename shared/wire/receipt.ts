/** Proof of what was applied to one generation. */
import { z } from 'zod'
import { basis, editMode, resolvedCondition, scope } from './steering.ts'

export const rowExact = z.boolean().meta({
  description:
    'Whether an answer is the same to the last bit whatever the worker writes beside it: proven on its CPU when it started.',
})

const lean = z
  .number()
  .nullable()
  .meta({
    description:
      'How far the answer leaned on the axis after all edits, in units of strength: neutral text leans 0, and strength 1 moves ' +
      'it by about 1. The mean over the generated tokens that were read, whatever the strength was at them; null where ' +
      "nothing was read yet, and where the direction cannot say: an operator's.",
  })

/** An axis that does not steer the answer. */
export const receiptObserved = z.object({
  axis: z.string(),
  version: z.number().int(),
  direction: z.string().meta({ description: 'SHA-256 of the direction that the answer was read by.' }),
  lean,
  tokens: z.number().int().meta({ description: 'How many generated tokens were read.' }),
})

export const receiptEdit = z.object({
  axis: z.string(),
  version: z.number().int(),
  direction: z.string().meta({ description: 'SHA-256 of the direction that was applied.' }),
  mode: editMode,
  strength: z.number().meta({ description: 'The strength in force when the generation ended.' }),
  layers: z.array(z.number().int()),
  tokens_edited: z.number().int().meta({ description: 'How many token states this axis was applied to.' }),
  projection_before: z.number().nullable().meta({
    description:
      "Mean projection of the edited states on the direction before the edit, relative to the layer's mean residual norm.",
  }),
  projection_after: z.number().nullable().meta({ description: 'The same after all edits of that layer.' }),
  lean,
  condition: resolvedCondition
    .extend({
      value: z.number().nullable().meta({ description: 'What was read of the prompt; null before it was.' }),
      fired: z.boolean().nullable().meta({ description: 'Whether the axis acts; null before the prompt was read.' }),
    })
    .nullable()
    .meta({ description: 'What the axis depends on; null where it always acts.' }),
})

const change = z.object({
  seq: z.number().int(),
  at_token: z.number().int(),
  by: z.literal('signals').optional().meta({
    description:
      'Only of a change that came of what the user signalled; `seq` is then that of the last one of the client.',
  }),
})

export const receipt = z
  .object({
    generation: z.string(),
    model: z.string(),
    model_hash: z.string(),
    weight_form: z.string(),
    row_exact: rowExact,
    scope,
    basis,
    basis_directions: z.array(z.string()).meta({
      description:
        'The hashes of the directions that were made orthogonal to one another; none in the raw basis. Of these, mode add ' +
        'moved along the orthogonal vectors; all else acted along the directions as fitted, and all projections are on those.',
    }),
    explored: z.boolean().meta({
      description:
        'Whether its strengths were drawn from what is believed of the user (steering.explore); false: they are what is.',
    }),
    capped: z.boolean().meta({ description: 'Whether the total cap shortened the summed edit at any layer.' }),
    edits: z.array(receiptEdit),
    observed: z.array(receiptObserved).meta({
      description: 'Axes that did not steer the answer, and how far it leaned on them all the same.',
    }),
    changes: z.array(change).meta({
      description: 'Live changes: from which generated token each was in force.',
    }),
  })
  .meta({ id: 'Receipt', description: 'Proof of what was applied to one answer.' })
export type Receipt = z.infer<typeof receipt>
export type ReceiptEdit = z.infer<typeof receiptEdit>
export type ReceiptObserved = z.infer<typeof receiptObserved>
