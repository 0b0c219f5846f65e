/** One answer as it is written: its text, how fast it came, and the receipt of what was applied. */
import type { Axis } from '../api/types.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { count } from '../ui/format.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { type Answer, isRunning, speedOf, textOf, tokensOf } from './answer.ts'
import { AnswerText } from './answer-text.tsx'
import { ReceiptFold } from './receipt-fold.tsx'

const KINDS = {
  plain: { title: 'Plain', explained: 'The model as it is.' },
  steered: { title: 'Steered', explained: 'The same prompt and seed, moved by the sliders.' },
} as const

export function AnswerPane({ kind, answer, axes }: { kind: keyof typeof KINDS; answer: Answer; axes: Axis[] }) {
  const { title, explained } = KINDS[kind]
  return (
    <article className={`answer answer-${kind}`} aria-label={`${title} answer`}>
      <header className="answer-head">
        <h2>{title}</h2>
        <span className="muted answer-facts">{factsOf(answer)}</span>
        <CopyButton text={textOf(answer)} />
      </header>
      {(answer.pieces.length > 0 || answer.phase !== 'failed') && (
        <AnswerText answer={answer} axes={axes} whenEmpty={explained} />
      )}
      <ProblemNote problem={answer.problem} />
      {answer.receipt && <ReceiptFold receipt={answer.receipt} />}
    </article>
  )
}

function factsOf(answer: Answer): string {
  const { phase, finish } = answer
  if (phase === 'idle') return ''
  if (phase === 'waiting') return 'waiting for the first token…'
  const speed = speedOf(answer)
  const tokens = tokensOf(answer)
  return [
    tokens > 0 && count(tokens, 'token'),
    speed !== null && `${speed.toFixed(speed < 10 ? 1 : 0)} tok/s`,
    phase === 'stopped' && 'stopped',
    !isRunning(answer) && finish === 'length' && 'cut at max tokens',
  ]
    .filter(Boolean)
    .join(' · ')
}
