/** The streamed text, with a thin mark wherever the strengths changed. */
import { Fragment } from 'react'
import type { Axis } from '../api/types.ts'
import { signed } from '../ui/format.ts'
import { type Answer, isRunning } from './answer.ts'
import type { AxisChange } from './strengths.ts'
import { type Mark, toSegments } from './transcript.ts'

export function AnswerText({ answer, axes, whenEmpty }: { answer: Answer; axes: Axis[]; whenEmpty: string }) {
  const running = isRunning(answer)
  if (answer.phase === 'idle') return <p className="answer-text answer-empty">{whenEmpty}</p>
  const segments = toSegments(answer.pieces, answer.marks)
  return (
    // While aria-busy, screen readers hold the text back instead of reading it out token by token.
    <div className="answer-text" role="log" aria-live="polite" aria-busy={running}>
      {segments.map((segment, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: segments are only ever appended
        <Fragment key={i}>{'text' in segment ? segment.text : <ChangeMark mark={segment.mark} axes={axes} />}</Fragment>
      ))}
      {running && <span className="caret" aria-hidden="true" />}
    </div>
  )
}

function ChangeMark({ mark, axes }: { mark: Mark; axes: Axis[] }) {
  const full = mark.changes.map((change) => wordsOf(change, axes)).join(', ')
  return (
    <span className={isDownward(mark) ? 'mark mark-negative' : 'mark'} title={full}>
      <span aria-hidden="true">{mark.changes.map(shortOf).join(' · ')}</span>
      <span className="visually-hidden"> (changed here: {full}) </span>
    </span>
  )
}

const isDownward = ({ changes }: Mark) => changes.every(({ from, to }) => to.value < from.value)

const shortOf = ({ axis, to }: AxisChange) => `${axis} ${to.mode === 'add' ? '' : `${to.mode} `}${signed(to.value, 1)}`

function wordsOf({ axis, from, to }: AxisChange, axes: Axis[]): string {
  const poles = axes.find(({ id }) => id === axis)
  const name = poles ? `${poles.negative.name} ↔ ${poles.positive.name}` : axis
  const mode = to.mode === 'add' ? '' : ` (${to.mode})`
  return `${name} ${signed(from.value)} → ${signed(to.value)}${mode}`
}
