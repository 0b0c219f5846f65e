/** 'Which answer is more formal?', eight times: what was picked becomes the anchors of another fit. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { MIN_ANCHORS } from '../../../../../shared/fit-facts.ts'
import type { Pair } from '../../../../../shared/wire/fit.ts'
import { type Problem, toProblem } from '../../api/problem.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import type { PoleNames } from '../poles.ts'
import { anchorsOf, openQuestion, type Pick, pick, startPicks, undo } from './picks.ts'
import { PicksDone } from './picks-done.tsx'
import { QuestionShown } from './question-shown.tsx'

type Props = {
  axis: string
  poles: PoleNames
  choices: readonly Pair[]
  seed: number
  onFit: (anchors: Pair[]) => Promise<void>
  onClose: () => void
}

const KEYS: Record<string, Pick | 'undo'> = {
  1: 'first',
  2: 'second',
  s: 'skipped',
  ArrowLeft: 'first',
  ArrowRight: 'second',
  u: 'undo',
  Backspace: 'undo',
}

/** Open as long as it is there. */
export function AnchorPicker({ axis, poles, choices, seed, onFit, onClose }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [state, setState] = useState(() => startPicks(choices, seed))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])

  const question = openQuestion(state)
  const asking = question !== null
  const done = state.picks.length
  const total = state.questions.length
  // Keys reach the dialog while the focus is in it; a button that is gone would have taken the focus along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every answer
  useEffect(() => {
    if (asking) dialog.current?.focus()
  }, [asking, done])

  function act(what: Pick | 'undo') {
    setState((before) => (what === 'undo' ? undo(before) : pick(before, what)))
  }

  function onKeyDown(event: KeyboardEvent) {
    const what = KEYS[event.key]
    // A key that is held down would answer all that is left.
    if (!what || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act(what)
  }

  async function startFit() {
    setBusy(true)
    setProblem(null)
    try {
      await onFit(anchorsOf(state))
      dialog.current?.close()
    } catch (thrown) {
      setProblem(toProblem(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <dialog
      ref={dialog}
      className="dialog dialog-wide picker"
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <header className="dialog-head">
        <h2 id={`${id}-title`}>
          Which answer is more <em>{poles.positive}</em>?
        </h2>
        <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p className="muted picker-why">
        The model wrote these answers for {axis} itself. Your picks tell which pole is which; at least {MIN_ANCHORS} are
        needed.
      </p>
      <div className="picker-progress">
        <progress max={total} value={done} aria-label="Answered" />
        <span className="muted">
          {Math.min(done + 1, total)} of {total}
        </span>
      </div>
      {question ? (
        <QuestionShown question={question} onPick={act} />
      ) : (
        <PicksDone {...{ state, poles, busy }} onFit={() => void startFit()} />
      )}
      <ProblemNote problem={problem} />
      <footer className="buttons picker-foot">
        <button type="button" className="button button-quiet" disabled={done === 0} onClick={() => act('undo')}>
          Undo <kbd>U</kbd>
        </button>
        {question && (
          <button type="button" className="button" onClick={() => act('skipped')}>
            Can’t tell, skip <kbd>S</kbd>
          </button>
        )}
      </footer>
    </dialog>
  )
}
