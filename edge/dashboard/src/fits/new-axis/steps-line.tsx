/** Where one is among the steps, and the way to the others. */
import type { AxisDraft } from './axis-draft.ts'
import { isDescribed, STEPS, type StepId } from './steps.ts'

type Props = { draft: AxisDraft; step: StepId; onGo: (step: StepId) => void }

export const StepsLine = ({ draft, step, onGo }: Props) => (
  <ol className="steps" aria-label="Steps">
    {STEPS.map(({ id, name }, i) => (
      <li key={id}>
        <button
          type="button"
          aria-current={id === step ? 'step' : undefined}
          disabled={id !== 'describe' && !isDescribed(draft)}
          onClick={() => onGo(id)}
        >
          <span className="step-number">{i + 1}</span> {name}
        </button>
      </li>
    ))}
  </ol>
)
