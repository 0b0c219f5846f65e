/** One query with its two answers side by side; either is a button. */
import type { Question, Side } from './picks.ts'

const SIDES: Side[] = ['first', 'second']

export function QuestionShown({ question, onPick }: { question: Question; onPick: (side: Side) => void }) {
  return (
    <section className="question" aria-label="Question" aria-live="polite">
      <blockquote>{question.pair.prompt}</blockquote>
      <div className="question-answers">
        {SIDES.map((side, i) => (
          <button key={side} type="button" className="question-answer" onClick={() => onPick(side)}>
            <kbd>{i + 1}</kbd>
            <span>{question[side]}</span>
          </button>
        ))}
      </div>
    </section>
  )
}
