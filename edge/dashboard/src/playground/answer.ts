/** One streamed answer: what is known of it, and how each event changes that. */
import type { ChatChunk, FinishReason, Usage } from '../../../../shared/wire/chat.ts'
import type { GenerationState } from '../../../../shared/wire/generate.ts'
import type { Receipt } from '../../../../shared/wire/receipt.ts'
import type { Problem } from '../api/problem.ts'
import type { AxisChange } from './strengths.ts'
import { addMark, type Mark } from './transcript.ts'

export type Answer = {
  phase: 'idle' | 'waiting' | 'writing' | 'finished' | 'stopped' | 'failed'
  /** The text of each chunk that carried any. */
  pieces: string[]
  marks: Mark[]
  finish: FinishReason | null
  usage: Usage | null
  receipt: Receipt | null
  problem: Problem | null
  /** Milliseconds, of the caller's clock. */
  sentAt: number
  firstAt: number | null
  lastAt: number | null
}

export const IDLE: Answer = {
  phase: 'idle',
  pieces: [],
  marks: [],
  finish: null,
  usage: null,
  receipt: null,
  problem: null,
  sentAt: 0,
  firstAt: null,
  lastAt: null,
}

export type AnswerEvent =
  | { type: 'sent'; at: number }
  | { type: 'chunk'; chunk: ChatChunk; at: number }
  | { type: 'finished' }
  | { type: 'failed'; problem: Problem }
  /** Stopped by hand. */
  | { type: 'stopped' }
  /** What the server says of a stopped generation. */
  | { type: 'settled'; state: GenerationState }
  /** Live strengths are in force; `atToken` tells from which generated token, null where unknown. */
  | { type: 'changed'; changes: AxisChange[]; atToken: number | null }

export function answerReducer(answer: Answer, event: AnswerEvent): Answer {
  switch (event.type) {
    case 'sent':
      return { ...IDLE, phase: 'waiting', sentAt: event.at }
    case 'chunk':
      return withChunk(answer, event.chunk, event.at)
    case 'finished':
      return { ...answer, phase: 'finished' }
    case 'failed':
      return { ...answer, phase: 'failed', problem: event.problem }
    case 'stopped':
      return isRunning(answer) ? { ...answer, phase: 'stopped' } : answer
    case 'settled':
      return { ...answer, usage: event.state.usage, receipt: event.state.attune }
    case 'changed': {
      if (event.changes.length === 0) return answer
      // A token whose character is not complete yet has no piece: the mark is never ahead of the text.
      const at = Math.min(event.atToken ?? answer.pieces.length, answer.pieces.length)
      // It came too late to change anything.
      if (at === answer.pieces.length && !isRunning(answer)) return answer
      return { ...answer, marks: addMark(answer.marks, { at, changes: event.changes }) }
    }
  }
}

function withChunk(answer: Answer, chunk: ChatChunk, at: number): Answer {
  const choice = chunk.choices[0]
  const text = choice?.delta.content ?? ''
  return {
    ...answer,
    phase: text || answer.firstAt !== null ? 'writing' : answer.phase,
    pieces: text ? [...answer.pieces, text] : answer.pieces,
    finish: choice?.finish_reason ?? answer.finish,
    usage: chunk.usage ?? answer.usage,
    receipt: chunk.attune ?? answer.receipt,
    firstAt: answer.firstAt ?? (text ? at : null),
    lastAt: text ? at : answer.lastAt,
  }
}

export const isRunning = ({ phase }: Answer): boolean => phase === 'waiting' || phase === 'writing'

export const textOf = ({ pieces }: Answer): string => pieces.join('')

export const tokensOf = ({ usage, pieces }: Answer): number => usage?.completion_tokens ?? pieces.length

/** Tokens a second after the first; null before there are two. */
export function speedOf(answer: Answer): number | null {
  const { firstAt, lastAt } = answer
  const tokens = tokensOf(answer)
  if (firstAt === null || lastAt === null || lastAt <= firstAt || tokens < 2) return null
  return ((tokens - 1) * 1000) / (lastAt - firstAt)
}
