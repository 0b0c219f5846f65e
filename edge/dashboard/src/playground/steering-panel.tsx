/** The sliders, whose profile they show, and how far they may go. On a phone it is a dock at the bottom. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import type { Strength } from '../../../../shared/wire/steering.ts'
import type { Api } from '../api/client.ts'
import type { Axis, Strengths } from '../api/types.ts'
import { signed } from '../ui/format.ts'
import { AxisSlider } from './axis-slider.tsx'
import { opposed } from './correlations.ts'
import { ProfileBar } from './profile-bar.tsx'
import { limitOf, strengthOf } from './strengths.ts'

type Props = {
  api: Api
  /** Those with an active direction. */
  axes: Axis[]
  loading: boolean
  /** Whether the axes are there: a profile that is put on no sliders would be saved as none. */
  known: boolean
  /** Whether the project keeps overlapping axes apart. */
  apart: boolean
  strengths: Strengths
  overdrive: boolean
  /** Whether a steered answer is being written, which the sliders act upon. */
  live: boolean
  onSteer: (strengths: Strengths, overdrive?: boolean) => void
  user: string
  /** Whose profile the address asks for; null: nobody's. */
  askedUser: string | null
  onUser: (user: string) => void
  /** Notes on what went wrong. */
  children: ReactNode
}

export function SteeringPanel({
  api,
  axes,
  loading,
  known,
  apart,
  strengths,
  overdrive,
  live,
  onSteer,
  user,
  askedUser,
  onUser,
  children,
}: Props) {
  const bodyId = useId()
  const [open, setOpen] = useState(false)
  const moved = axes.filter(({ id }) => strengthOf(strengths, id).value !== 0)
  const set = (axis: string, strength: Strength) => onSteer({ ...strengths, [axis]: strength })

  return (
    <section className={`card steering ${open ? 'steering-open' : ''}`} aria-labelledby={`${bodyId}-title`}>
      <header className="steering-head">
        <h2 id={`${bodyId}-title`}>Steering</h2>
        {live && <span className="live">live</span>}
        <span className="muted steering-summary">
          {moved.map(({ id }) => `${id} ${signed(strengthOf(strengths, id).value, 1)}`).join(', ') || 'all at 0'}
        </span>
        <button
          type="button"
          className="button button-quiet button-small steering-zero"
          disabled={moved.length === 0}
          onClick={() => onSteer({})}
        >
          All to 0
        </button>
        <button
          type="button"
          className="button button-small steering-toggle"
          aria-expanded={open}
          aria-controls={bodyId}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Hide' : 'Sliders'}
        </button>
      </header>

      <div id={bodyId} className="steering-body">
        {children}
        {loading && <p className="muted">Loading the axes…</p>}
        {!loading && axes.length === 0 && (
          <p className="muted">
            No axis has an active direction yet. <Link to="/axes">Describe one</Link> and fit it.
          </p>
        )}
        {axes.map((axis) => (
          <AxisSlider
            key={axis.id}
            api={api}
            axis={axis}
            strength={strengthOf(strengths, axis.id)}
            limit={limitOf(overdrive)}
            apart={apart}
            onChange={(strength) => set(axis.id, strength)}
          />
        ))}
        {(apart ? [] : opposed(axes, strengths)).map(([one, other]) => (
          <p key={`${one} ${other}`} className="warning" role="status">
            {one} and {other} overlap: as they stand they work against each other and partly cancel.
          </p>
        ))}
        <label className="switch">
          <input type="checkbox" checked={overdrive} onChange={(event) => onSteer(strengths, event.target.checked)} />
          <span>
            Overdrive <small className="muted">past the safe ±1, to ±1.5</small>
          </span>
        </label>
        {known && <ProfileBar {...{ api, axes, strengths, user, askedUser, onUser }} onLoad={onSteer} />}
      </div>
    </section>
  )
}
