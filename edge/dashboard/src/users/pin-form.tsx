/** At which strength an axis is held for one user. */
import { type FormEvent, useId, useState } from 'react'
import { signed } from '../ui/format.ts'

type Props = { axis: string; strength: number; onPin: (value: number) => void; onCancel: () => void }

export function PinForm({ axis, strength, onPin, onCancel }: Props) {
  const id = useId()
  const [value, setValue] = useState(Math.round(strength * 20) / 20)
  function submit(event: FormEvent) {
    event.preventDefault()
    onPin(value)
  }
  return (
    <form className="pin" onSubmit={submit}>
      <label htmlFor={id}>Hold {axis} at</label>
      <input
        id={id}
        type="range"
        min={-1}
        max={1}
        step={0.05}
        value={value}
        aria-valuetext={signed(value)}
        onChange={(event) => setValue(Number(event.target.value))}
      />
      <output htmlFor={id}>{signed(value)}</output>
      <button type="submit" className="button button-small button-primary">
        Hold here
      </button>
      <button type="button" className="button button-small button-quiet" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}
