/** What the axis is: two poles in words, and what requests call it. */
import { useId } from 'react'
import { type AxisDraft, idFrom } from './axis-draft.ts'
import { PoleFields } from './pole-fields.tsx'

type Props = { draft: AxisDraft; onChange: (part: Partial<AxisDraft>) => void }

export function DescribeStep({ draft, onChange }: Props) {
  const id = useId()
  return (
    <>
      <p className="muted">Describe how an answer at each pole reads, as you would instruct the model to write it.</p>
      <div className="poles">
        <PoleFields
          title="Negative pole"
          sign="−1"
          placeholder={{ name: 'prosaic', description: 'Answer in plain, matter-of-fact prose.' }}
          pole={draft.negative}
          onChange={(negative) => onChange({ negative })}
        />
        <PoleFields
          title="Positive pole"
          sign="+1"
          placeholder={{ name: 'poetic', description: 'Answer in a lyrical, poetic voice, with images.' }}
          pole={draft.positive}
          onChange={(positive) => onChange({ positive })}
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
          onChange={(event) => onChange({ id: event.target.value })}
        />
        <small>How requests name it. An id that exists already gets a new version.</small>
      </div>
    </>
  )
}
