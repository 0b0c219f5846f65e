/** One axis: negative pole left, positive pole right, 0 in the middle. */
import { type CSSProperties, useId } from 'react'
import type { EditMode, Strength } from '../../../../shared/wire/steering.ts'
import type { Api } from '../api/client.ts'
import type { Axis } from '../api/types.ts'
import { signed } from '../ui/format.ts'
import { AxisVersion } from './axis-version.tsx'
import { correlatedWith, overlapExplained, overlapWords } from './correlations.ts'

const STEP = 0.05

const MODES: Record<EditMode, string> = {
  add: 'Moves the text towards a pole.',
  boost: 'Amplifies how far the text already leans, to either side.',
  neutralise: 'Pulls the text back to neutral.',
}

type Props = {
  api: Api
  axis: Axis
  strength: Strength
  limit: number
  /** Whether the project keeps overlapping axes apart. */
  apart: boolean
  onChange: (strength: Strength) => void
}

export function AxisSlider({ api, axis, strength, limit, apart, onChange }: Props) {
  const id = useId()
  const { value, mode } = strength
  const { left, right, min } = endsOf(axis, mode, limit)
  const overlaps = apart ? [] : correlatedWith(axis)
  const reset = () => onChange({ value: 0, mode })

  function changeMode(next: EditMode) {
    // Neutralise has no sides.
    onChange({ mode: next, value: next === 'neutralise' ? Math.abs(value) : value })
  }

  return (
    <div className="axis" data-axis={axis.id}>
      <div className="axis-poles">
        <span className={value < 0 ? 'negative' : ''} title={mode === 'add' ? axis.negative.description : undefined}>
          {left}
        </span>
        <output htmlFor={id} className={value < 0 ? 'negative' : value > 0 ? 'positive' : ''}>
          {signed(value)}
        </output>
        <span className={value > 0 ? 'positive' : ''} title={mode === 'add' ? axis.positive.description : undefined}>
          {right}
        </span>
      </div>
      <input
        id={id}
        type="range"
        aria-label={`${axis.id}: ${left} to ${right}`}
        aria-valuetext={value === 0 ? 'off' : `${signed(value)} ${value < 0 ? left : right}`}
        min={min}
        max={limit}
        step={STEP}
        value={value}
        style={fillOf(value, min, limit)}
        onChange={(event) => onChange({ value: Number(event.target.value), mode })}
        onDoubleClick={reset}
      />
      <div className="axis-foot">
        <span className="muted">
          <AxisVersion
            api={api}
            axis={axis}
            name={mode === 'add' ? axis.id : `${axis.negative.name} ↔ ${axis.positive.name}`}
          />
          {axis.active && !axis.active.verified && (
            <span className="unverified" title="No labelled pairs confirmed which pole is which.">
              {' '}
              unverified
            </span>
          )}
        </span>
        <button type="button" className="link" hidden={value === 0} onClick={reset}>
          reset<span className="visually-hidden"> {axis.id}</span>
        </button>
        <select
          className="axis-mode"
          aria-label={`Mode of ${axis.id}`}
          title={MODES[mode]}
          value={mode}
          onChange={(event) => changeMode(event.target.value as EditMode)}
        >
          {Object.keys(MODES).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {overlaps.length > 0 && (
        <p className="axis-overlap" title={overlapExplained(axis.id, overlaps)}>
          {overlapWords(overlaps)}
        </p>
      )}
    </div>
  )
}

/** What the two ends of the slider mean in a mode. */
function endsOf(axis: Axis, mode: EditMode, limit: number): { left: string; right: string; min: number } {
  switch (mode) {
    case 'add':
      return { left: axis.negative.name, right: axis.positive.name, min: -limit }
    case 'boost':
      return { left: 'leans less', right: 'leans more', min: -limit }
    case 'neutralise':
      return { left: 'as it is', right: 'neutral', min: 0 }
  }
}

/** The coloured part of the track, from 0 to the knob, as fractions of the way that the knob can go. */
function fillOf(value: number, min: number, max: number): CSSProperties {
  const fraction = (x: number) => (x - min) / (max - min)
  return {
    '--fill-from': fraction(Math.min(0, value)),
    '--fill-to': fraction(Math.max(0, value)),
    '--zero': fraction(0),
    '--fill': value < 0 ? 'var(--negative)' : 'var(--positive)',
  } as CSSProperties
}
