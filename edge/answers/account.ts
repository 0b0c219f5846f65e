/** What is told of an answer, by the API that it was asked through: made of its pieces, kept nowhere. */
import { inOneLine } from '../../shared/one-line.ts'
import type { CompletionFacts } from '../wire/kept-completion.ts'
import type { ResponseEvent, ResponseFacts } from '../wire/responses/response.ts'
import { CompletionWriter } from './completion-writer.ts'
import type { Piece } from './piece.ts'
import { ResponseWriter } from './response-writer.ts'

/** Through which API, and what it says beside the answer. */
export type Facts =
  | { api: 'responses'; facts: ResponseFacts; withLogprobs: boolean }
  | { api: 'chat'; facts: CompletionFacts }

/** As it goes over the wire, under its number. */
export type Event = { number: number; text: string }

export type Account = {
  begin(): Event[]
  take(piece: Piece): Event[]
  /** All of it, as it stands. */
  whole(): object
}

export function accountOf(told: Facts): Account {
  if (told.api === 'chat') {
    const writer = new CompletionWriter(told.facts)
    const take = (piece: Piece) => {
      writer.take(piece)
      return []
    }
    return { begin: () => [], take, whole: () => writer.completion }
  }
  const writer = new ResponseWriter(told.facts, told.withLogprobs)
  return {
    begin: () => writer.begin().map(written),
    take: (piece) => writer.take(piece).map(written),
    whole: () => writer.response,
  }
}

const written = (event: ResponseEvent): Event => ({
  number: event.sequence_number,
  text: `event: ${event.type}\ndata: ${inOneLine(event)}\n\n`,
})
