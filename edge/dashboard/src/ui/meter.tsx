/** How much of something is used, with a mark where it becomes noteworthy. */
import type { CSSProperties } from 'react'

type Props = {
  label: string
  used: number
  /** Of how much. */
  most: number
  show?: (amount: number) => string
  /** A share of `most`, from which on it is drawn as a warning; absent: all of it may be used. */
  mark?: number
}

export function Meter({ label, used, most, show = String, mark }: Props) {
  const share = most > 0 ? Math.min(1, used / most) : 1
  const words = `${show(used)} of ${show(most)}`
  const isMarked = mark !== undefined && share >= mark
  const state = isMarked ? (share >= 1 ? 'full' : 'marked') : undefined
  return (
    <div className="meter">
      <div className="meter-words">
        <span>{label}</span>
        <span className="muted">{words}</span>
      </div>
      <meter className="visually-hidden" aria-label={label} aria-valuetext={words} min={0} max={1} value={share} />
      {/* The browser's own has no mark, and cannot be drawn alike everywhere. */}
      <div
        className="meter-bar"
        aria-hidden="true"
        data-state={state}
        style={{ '--share': share, ...(mark !== undefined && { '--mark': mark }) } as CSSProperties}
      />
    </div>
  )
}
