/** Describes a new axis in words, or another fit of one, and starts it. */
import { type FormEvent, type Ref, useId, useRef, useState } from 'react'
import type { FitSource } from '../../../../../shared/wire/fit.ts'
import { type Problem, toProblem } from '../../api/problem.ts'
import type { FitOrder } from '../../api/types.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { type AxisDraft, EMPTY_DRAFT, idFrom, orderOf } from './axis-draft.ts'
import { PairsField } from './pairs-field.tsx'
import { PoleFields } from './pole-fields.tsx'
import { TextsFields } from './texts-fields.tsx'

const SOURCES: Record<FitSource, { name: string; explained: string }> = {
  'self-generated': {
    name: 'Self-generated',
    explained: 'The model writes examples of both poles itself. About a minute.',
  },
  'context-shift': {
    name: 'Context shift',
    explained: 'Reads neutral texts under either pole: nothing but words is needed.',
  },
  given: { name: 'Given pairs', explained: 'Learns from pairs that you bring.' },
  texts: { name: 'Given texts', explained: 'Learns from texts of either pole, without prompts.' },
}

type Props = {
  ref: Ref<HTMLDialogElement>
  title?: string
  /** What it starts from. */
  initial?: AxisDraft
  /** What is typed is kept under it; null: it is not. */
  draftName?: string | null
  onStart: (order: FitOrder) => Promise<void>
  onClose?: () => void
}

export function NewAxisDialog({
  ref,
  title = 'New axis',
  initial = EMPTY_DRAFT,
  draftName = 'fits.new',
  onStart,
  onClose,
}: Props) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useDraft(draftName, initial)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (part: Partial<AxisDraft>) => setDraft((before) => ({ ...before, ...part }))
  const close = () => form.current?.closest('dialog')?.close()

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      const order = orderOf(draft)
      await onStart(order)
      setDraft(initial)
      close()
    } catch (thrown) {
      setProblem(toProblem(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <dialog ref={ref} className="dialog" aria-labelledby={`${id}-title`} onClose={onClose}>
      <form ref={form} onSubmit={(event) => void submit(event)}>
        <header>
          <h2 id={`${id}-title`}>{title}</h2>
          <p className="muted">One dimension of preference, between two poles. Describe how an answer at each reads.</p>
        </header>

        <div className="poles">
          <PoleFields
            title="Negative pole"
            sign="−1"
            placeholder={{ name: 'prosaic', description: 'Answer in plain, matter-of-fact prose.' }}
            pole={draft.negative}
            onChange={(negative) => change({ negative })}
          />
          <PoleFields
            title="Positive pole"
            sign="+1"
            placeholder={{ name: 'poetic', description: 'Answer in a lyrical, poetic voice, with images.' }}
            pole={draft.positive}
            onChange={(positive) => change({ positive })}
          />
        </div>

        <div className="field">
          <label htmlFor={id}>Id</label>
          <input
            id={id}
            required
            pattern="[a-z][a-z0-9_\-]{0,39}"
            title="1 to 40 of a-z, 0-9, _ and -, beginning with a letter"
            autoComplete="off"
            placeholder="poetic"
            value={draft.id ?? idFrom(draft.positive.name)}
            onChange={(event) => change({ id: event.target.value })}
          />
          <small>How requests name it. An id that exists already gets a new version.</small>
        </div>

        <fieldset className="sources">
          <legend>Where the examples come from</legend>
          {Object.entries(SOURCES).map(([source, { name, explained }]) => (
            <label key={source} className="choice">
              <input
                type="radio"
                name={`${id}-source`}
                checked={draft.source === source}
                onChange={() => change({ source: source as FitSource })}
              />
              <span>
                {name}
                <small>{explained}</small>
              </span>
            </label>
          ))}
        </fieldset>

        {draft.source === 'given' && (
          <PairsField
            label="Pairs"
            hint="One JSON object a line; chosen is the positive pole."
            required
            text={draft.pairs}
            onChange={(pairs) => change({ pairs })}
          />
        )}
        {draft.source === 'texts' && <TextsFields texts={draft.texts} onChange={(texts) => change({ texts })} />}
        {draft.source === 'self-generated' && (
          <label className="switch">
            <input
              type="checkbox"
              checked={draft.preview}
              onChange={(event) => change({ preview: event.target.checked })}
            />
            <span>
              Instant preview <small className="muted">a first direction from words alone, in half a minute</small>
            </span>
          </label>
        )}
        <details className="fold">
          <summary>
            Anchor pairs <span className="muted">optional; without them the direction stays unverified</span>
          </summary>
          <PairsField
            label="Anchors"
            hint="A handful of labelled pairs that tell which pole is which and gate the result."
            text={draft.anchors}
            onChange={(anchors) => change({ anchors })}
          />
        </details>
        <AdvancedFields draft={draft} onChange={change} />
        <label className="switch">
          <input
            type="checkbox"
            checked={draft.activate}
            onChange={(event) => change({ activate: event.target.checked })}
          />
          <span>Activate by itself once it passes its checks</span>
        </label>

        <ProblemNote problem={problem} />
        <footer className="buttons">
          <button type="button" className="button button-quiet" onClick={close}>
            Close
          </button>
          <button type="submit" className="button button-primary" disabled={busy}>
            {busy ? 'Starting…' : 'Fit'}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
