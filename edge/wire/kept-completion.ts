/** A chat completion that is made whether or not anybody waits: what is shown of it before and after its end. */
import { z } from 'zod'
import { chatCompletion } from '../../shared/wire/chat.ts'
import { receipt } from '../../shared/wire/receipt.ts'

export const keptCompletion = z
  .object({
    ...chatCompletion.shape,
    status: z.enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled']),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    choices: chatCompletion.shape.choices.meta({ description: 'None before it is completed.' }),
    usage: chatCompletion.shape.usage.nullable().optional(),
    attune: receipt.optional(),
  })
  .meta({ id: 'KeptChatCompletion' })
export type KeptCompletion = z.infer<typeof keptCompletion>

export type CompletionFacts = Pick<KeptCompletion, 'id' | 'created' | 'model'>
