/** One axis: the strength with its interval on a line from −1 to +1, in words, and what moved it there. */
import { type CSSProperties, useState } from 'react'
import { fixed, range, signed } from '../ui/format.ts'
import { Time } from '../ui/time.tsx'
import type { Belief } from './beliefs.tsx'
import { PinForm } from './pin-form.tsx'
import { signalWords } from './signal-words.ts'

const SOURCES: Record<Belief['source'], { name: string; explained: string }> = {
  hand: { name: 'held by hand', explained: 'Set by somebody, and held there whatever is signalled.' },
  learned: { name: 'learned', explained: 'From what this user signalled.' },
  population: { name: 'from other users', explained: 'From what the project’s other users like.' },
  default: { name: 'default', explained: 'From the project’s default profile.' },
  none: { name: 'nothing known', explained: 'Nothing is known yet.' },
}

type Props = {
  belief: Belief
  /** Null: no longer held by hand. */
  onPin: (value: number | null) => void
}

export function BeliefRow({ belief, onPin }: Props) {
  const [isPinning, setPinning] = useState(false)
  const { axis, strength, source, low, high, effect, moved_by } = belief
  const { name, explained } = SOURCES[source]
  const isHeld = source === 'hand'
  return (
    <div className="belief">
      <div className="belief-head">
        <strong>{axis}</strong>
        <span className={isHeld ? 'pill pill-done' : 'pill'} title={explained}>
          {name}
        </span>
        <span className="belief-effect">{effect}</span>
        <output className={strength < 0 ? 'negative' : strength > 0 ? 'positive' : 'muted'}>{signed(strength)}</output>
      </div>
      <div
        className={strength < 0 ? 'belief-bar negative' : 'belief-bar positive'}
        style={barOf(belief)}
        role="img"
        aria-label={
          isHeld ? `held at ${fixed(strength)}` : `${fixed(strength)}, nine times in ten within ${range(low, high)}`
        }
      />
      <div className="belief-foot">
        {moved_by.length > 0 ? (
          <details className="fold">
            <summary>
              Why <span className="muted">{whyWords(moved_by.length)}</span>
            </summary>
            <ul className="moved-by">
              {moved_by.map((by) => (
                <li key={by.signal}>
                  <output className={by.change < 0 ? 'negative' : 'positive'}>{signed(by.change)}</output>
                  <span>{signalWords({ ...by, axis })}</span>
                  <span className="muted">
                    <Time at={by.at} />
                  </span>
                </li>
              ))}
            </ul>
          </details>
        ) : (
          <span className="muted">{isHeld ? 'Held as it was set.' : `within ${range(low, high)}`}</span>
        )}
        <div className="buttons">
          {isHeld && (
            <button type="button" className="button button-small" onClick={() => onPin(null)}>
              Let go<span className="visually-hidden"> of {axis}</span>
            </button>
          )}
          <button
            type="button"
            className="button button-small"
            aria-expanded={isPinning}
            onClick={() => setPinning(!isPinning)}
          >
            {isHeld ? 'Change' : 'Hold'}
            <span className="visually-hidden"> {axis}</span>
          </button>
        </div>
      </div>
      {isPinning && (
        <PinForm
          axis={axis}
          strength={strength}
          onPin={(value) => {
            setPinning(false)
            onPin(value)
          }}
          onCancel={() => setPinning(false)}
        />
      )}
    </div>
  )
}

const whyWords = (n: number): string => (n === 1 ? 'the signal that moved it' : `the ${n} signals that moved it most`)

/** As fractions of the line from −1 to +1; what lies beyond is drawn at its end. */
function barOf({ strength, low, high }: Belief): CSSProperties {
  const at = (value: number) => (Math.max(-1, Math.min(1, value)) + 1) / 2
  return { '--low': at(low), '--high': at(high), '--value': at(strength) } as CSSProperties
}
