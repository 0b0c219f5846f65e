/** An answer's pieces → the chat completion that they add up to. */
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import type { CompletionFacts, KeptCompletion } from '../wire/kept-completion.ts'
import { type Ending, isEnding, type Piece, type PieceOfText } from './piece.ts'

type Choice = ChatCompletion['choices'][number]
type Growing = Omit<Choice, 'finish_reason' | 'attune'> & Partial<Pick<Choice, 'finish_reason' | 'attune'>>

export class CompletionWriter {
  readonly #facts: CompletionFacts
  readonly #choices = new Map<number, Growing>()
  #usage: ChatCompletion['usage'] | null = null
  #hasBegun = false
  #ending: Ending | null = null

  constructor(facts: CompletionFacts) {
    this.#facts = facts
  }

  take(piece: Piece): void {
    this.#hasBegun = true
    if (isEnding(piece)) this.#ending = piece
    else if ('usage' in piece) this.#usage = piece.usage
    else this.#add(piece)
  }

  /** Choices are shown once all are complete. */
  get completion(): KeptCompletion {
    const head = { ...this.#facts, object: 'chat.completion' as const }
    const ending = this.#ending
    if (!ending) return { ...head, status: this.#hasBegun ? 'in_progress' : 'queued', error: null, choices: [] }
    if (ending.end !== 'done') {
      const { end: status, error = null, attune, usage = null } = ending
      return { ...head, status, error, choices: [], usage, ...(attune && { attune }) }
    }
    const choices = [...this.#choices.values()].sort((a, b) => a.index - b.index) as Choice[]
    return {
      ...head,
      status: 'completed',
      error: null,
      choices,
      usage: this.#usage,
      attune: choices[0]!.attune,
    }
  }

  #add({ choice: { index, delta, logprobs, finish_reason }, attune }: PieceOfText): void {
    let choice = this.#choices.get(index)
    if (!choice) {
      choice = { index, message: { role: 'assistant', content: null, refusal: null }, logprobs: null }
      this.#choices.set(index, choice)
    }
    const { message } = choice
    if (typeof delta.content === 'string') message.content = (message.content ?? '') + delta.content
    for (const { index: at, id, function: called } of delta.tool_calls ?? []) {
      message.tool_calls ??= []
      if (id !== undefined) {
        message.tool_calls[at] = { id, type: 'function', function: { name: called.name!, arguments: '' } }
      }
      message.tool_calls[at]!.function.arguments += called.arguments ?? ''
    }
    // A call's beginning has a text of no words before it, which whole answers show as none.
    if (message.tool_calls && message.content === '') message.content = null
    if (logprobs)
      choice.logprobs = { content: [...(choice.logprobs?.content ?? []), ...logprobs.content], refusal: null }
    if (finish_reason) choice.finish_reason = finish_reason
    if (attune) choice.attune = attune
  }
}
