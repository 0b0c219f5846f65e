/** How fitting samples: the settings the calibrated sizes are valid for, and near what users run. */
import type { Edit } from '../../shared/steering/edit.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { TextRequest } from './language-model.ts'

const SAMPLING = { temperature: 0.7, topP: 0.9, repetitionPenalty: 1.1 }

export const sample = (messages: ChatMessage[], maxTokens: number, seed: number, edit?: Edit): TextRequest => ({
  messages,
  maxTokens,
  seed,
  ...SAMPLING,
  ...(edit && { edit }),
})

/** The likeliest text, for what should be sober rather than varied. */
export const greedy = (messages: ChatMessage[], maxTokens: number): TextRequest => ({
  ...sample(messages, maxTokens, 0),
  temperature: 0,
})
