/** The steps one after another; the address says which. */
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type Problem, toProblem } from '../../api/problem.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useDraft, useForgetDraft } from '../../ui/use-draft.ts'
import { useStartFit } from '../use-start-fit.ts'
import { type AxisDraft, orderOf } from './axis-draft.ts'
import { CharacteristicsStep } from './characteristics-step.tsx'
import { DescribeStep } from './describe-step.tsx'
import { FitStep } from './fit-step.tsx'
import { type StepId, stepAfter, stepBefore, stepOf } from './steps.ts'
import { StepsLine } from './steps-line.tsx'

type Props = {
  /** By which what is typed is found again. */
  name: string
  /** What it starts from. Must keep its identity. */
  initial: AxisDraft
}

const route = getRouteApi('/new-axis')

export function NewAxisForm({ name, initial }: Props) {
  const { step: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const start = useStartFit()
  const forgetDraft = useForgetDraft()
  const [draft, setDraft] = useDraft(name, initial)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (part: Partial<AxisDraft>) => setDraft((before) => ({ ...before, ...part }))
  const step = stepOf(asked, draft)
  const before = stepBefore(step)
  const go = (next: StepId) => void navigate({ search: (search) => ({ ...search, step: next }) })

  const form = useRef<HTMLFormElement>(null)
  const shown = useRef(step)
  // Whoever goes to another step reads on from its name, not from the button that led there.
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    form.current?.querySelector<HTMLElement>('[aria-current=step]')?.focus()
  }, [step])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const next = stepAfter(step)
    if (next) return go(next)
    setBusy(true)
    setProblem(null)
    try {
      await start(orderOf(draft))
      forgetDraft(name)
    } catch (thrown) {
      setProblem(toProblem(thrown))
      setBusy(false)
    }
  }

  return (
    <form ref={form} className="card new-axis" onSubmit={(event) => void submit(event)}>
      <StepsLine draft={draft} step={step} onGo={go} />
      {step === 'describe' && <DescribeStep draft={draft} onChange={change} />}
      {step === 'characteristics' && <CharacteristicsStep draft={draft} onChange={change} />}
      {step === 'fit' && <FitStep draft={draft} onChange={change} />}
      <ProblemNote problem={problem} />
      <footer className="buttons">
        {before && (
          <button type="button" className="button button-quiet" onClick={() => go(before)}>
            Back
          </button>
        )}
        <button type="submit" className="button button-primary" disabled={busy}>
          {step === 'fit' ? (busy ? 'Starting…' : 'Fit') : 'Next'}
        </button>
      </footer>
    </form>
  )
}
