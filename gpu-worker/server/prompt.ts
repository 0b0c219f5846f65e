/** What a request is to be gone on from, as tokens: a chat in the model's template, or a text as it is. */
import { ApiError } from '../../shared/errors.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import type { ChatTemplate } from '../model/chat-template.ts'
import type { Tokenizer } from '../model/tokenizer.ts'
import { chatPrompt } from './chat-prompt.ts'

export type Prompt = Pick<GenerateRequest, 'messages' | 'tools' | 'tool_choice' | 'prompt'>

/** @throws ApiError 400 for what has no tokens, or such as there are not */
export function promptTokens(request: Prompt, template: ChatTemplate, tokenizer: Tokenizer): number[] {
  const { prompt } = request
  if (prompt === null) return chatPrompt(request, template)
  if (typeof prompt !== 'string') return known(prompt, tokenizer)
  // All of it is the caller's, turns and their ends too, so control tokens are what they look like.
  const ids = tokenizer.encode(prompt, { special: true })
  const { addBos, bosId } = tokenizer
  const begun = addBos && ids[0] !== bosId ? [bosId!, ...ids] : ids
  return begun.length ? begun : fromNothing(tokenizer)
}

/** A text that is to begin: behind the token that texts begin with, or that ends the one before. */
function fromNothing({ bosId, eosId }: Tokenizer): number[] {
  const first = bosId ?? eosId
  if (first === null) throw invalid('this model has no token that texts begin with; give some text')
  return [first]
}

function known(ids: readonly number[], { size }: Tokenizer): number[] {
  const unknown = ids.find((id) => id >= size)
  if (unknown !== undefined) throw invalid(`there is no token ${unknown}; token ids go from 0 to ${size - 1}`)
  return [...ids]
}

const invalid = (problem: string) => new ApiError(400, 'invalid_value', `prompt: ${problem}`, { param: 'prompt' })
