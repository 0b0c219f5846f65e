import { describe, expect, it } from 'vitest'
import { Problem } from '../../edge/dashboard/src/api/problem.ts'
import {
  type Answer,
  type AnswerEvent,
  answerReducer,
  IDLE,
  isRunning,
  speedOf,
  textOf,
} from '../../edge/dashboard/src/playground/answer.ts'
import type { AxisChange } from '../../edge/dashboard/src/playground/strengths.ts'
import { toSegments } from '../../edge/dashboard/src/playground/transcript.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'

const chunk = (content: string | undefined, facts: Partial<ChatChunk> = {}): ChatChunk => ({
  id: 'chatcmpl_1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
  ...facts,
})

const played = (...events: AnswerEvent[]): Answer => events.reduce(answerReducer, IDLE)
const said = (...pieces: string[]): AnswerEvent[] => [
  { type: 'sent', at: 0 },
  ...pieces.map((piece, i): AnswerEvent => ({ type: 'chunk', chunk: chunk(piece), at: 100 + 50 * i })),
]
const formal = (from: number, to: number): AxisChange => ({
  axis: 'formal',
  from: { value: from, mode: 'add' },
  to: { value: to, mode: 'add' },
})
const changed = (from: number, to: number, atToken: number | null): AnswerEvent => ({
  type: 'changed',
  changes: [formal(from, to)],
  atToken,
})

describe('an answer', () => {
  it('waits for its first text, is written, and ends', () => {
    expect(played({ type: 'sent', at: 0 }, { type: 'chunk', chunk: chunk(undefined), at: 1 }).phase).toBe('waiting')
    const writing = played(...said('Hel', 'lo'))
    expect([writing.phase, textOf(writing)]).toEqual(['writing', 'Hello'])
    expect(answerReducer(writing, { type: 'finished' }).phase).toBe('finished')
  })

  it('keeps the text when it fails or is stopped', () => {
    const failed = played(...said('Hel'), { type: 'failed', problem: new Problem('interrupted', 'Cut.') })
    expect([failed.phase, textOf(failed), isRunning(failed)]).toEqual(['failed', 'Hel', false])
    expect(textOf(played(...said('Hel'), { type: 'stopped' }))).toBe('Hel')
  })

  it('counts the speed from the first token to the last', () => {
    expect(speedOf(played(...said('a', 'b', 'c')))).toBe(20)
    expect(speedOf(played(...said('a')))).toBeNull()
  })

  it('marks a change where the server says that it took effect', () => {
    const answer = played(...said('One ', 'two ', 'three '), changed(0, 0.5, 1))
    expect(toSegments(answer.pieces, answer.marks)).toEqual([
      { text: 'One ' },
      { mark: { at: 1, changes: [formal(0, 0.5)] } },
      { text: 'two three ' },
    ])
  })

  it('never marks ahead of the text, and not at all what came after its end', () => {
    expect(played(...said('One '), changed(0, 1, 9)).marks[0]!.at).toBe(1)
    expect(played(...said('One '), { type: 'finished' }, changed(0, 1, 9)).marks).toEqual([])
  })

  it('shows changes close together as one, and none where the slider came back', () => {
    const pieces = said('One ', 'two ', 'three ')
    expect(played(...pieces, changed(0, 0.2, 1), changed(0.2, 0.6, 3)).marks).toEqual([
      { at: 1, changes: [formal(0, 0.6)] },
    ])
    expect(played(...pieces, changed(0, 0.2, 1), changed(0.2, 0, 3)).marks).toEqual([])
  })

  it('keeps changes apart that are far from each other', () => {
    const pieces = said(...Array.from({ length: 20 }, () => 'x '))
    expect(played(...pieces, changed(0, 0.2, 1), changed(0.2, 0, 18)).marks).toHaveLength(2)
  })
})
