/** Asks before something that cannot be undone. What weighs most is to be typed. */
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { type Problem, toProblem } from '../api/problem.ts'
import { Modal } from './modal.tsx'
import { ProblemNote } from './problem-note.tsx'

type Props = {
  title: string
  /** What will happen. */
  children: ReactNode
  /** What the button says. */
  action: string
  /** What is to be typed before the button works; absent: nothing. */
  typed?: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

export function ConfirmDialog({ title, children, action, typed, onConfirm, onClose }: Props) {
  const id = useId()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent, close: () => void) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await onConfirm()
      close()
    } catch (thrown) {
      setProblem(toProblem(thrown))
      setBusy(false)
    }
  }

  return (
    <Modal title={title} onClose={onClose}>
      {(close) => (
        <form onSubmit={(event) => void submit(event, close)}>
          <div className="confirm-text">{children}</div>
          {typed !== undefined && (
            <div className="field">
              <label htmlFor={id}>
                Type <code>{typed}</code> to be sure
              </label>
              <input
                id={id}
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={(e) => setText(e.target.value)}
              />
            </div>
          )}
          <ProblemNote problem={problem} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button
              type="submit"
              className="button button-danger"
              disabled={busy || (typed !== undefined && text.trim() !== typed)}
            >
              {busy ? 'One moment…' : action}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
