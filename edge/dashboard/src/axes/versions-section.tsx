/** The time line of an axis's versions, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { toProblem } from '../api/problem.ts'
import type { Axis, Direction } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Loading } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'
import { directionsQuery } from './axes-query.ts'
import { signsOf } from './health.ts'
import { HealthPills } from './health-pills.tsx'
import { useActivation } from './use-activation.ts'

export function VersionsSection({ axis, tag }: { axis: Axis; tag: string | null }) {
  const versions = useInfiniteQuery(directionsQuery(useApi(), axis.id))
  const { activate } = useActivation(axis.id)
  const all = versions.data?.pages.flatMap(({ data }) => data) ?? []
  const before = axis.active?.version ?? null
  return (
    <section className="card section" aria-labelledby="versions">
      <header className="section-head">
        <h2 id="versions">Versions</h2>
        {before !== null && (
          <button
            type="button"
            className="button button-small"
            disabled={activate.isPending}
            onClick={() => activate.mutate({ version: null, before, tag })}
          >
            Steer by none
          </button>
        )}
      </header>
      <ProblemNote problem={versions.error && toProblem(versions.error)} onRetry={() => void versions.refetch()} />
      {versions.isPending && <Loading what="the versions" />}
      {versions.data && all.length === 0 && (
        <p className="muted">
          None yet.{' '}
          <Link to="/new-axis" search={{ axis: axis.id }}>
            Fit the first one
          </Link>
          : the model writes answers at both poles, and the direction between them is what the sliders move along.
        </p>
      )}
      <ol className="time-line" aria-label="Versions, newest first">
        {all.map((one) => (
          <VersionRow
            key={one.version}
            direction={one}
            isActive={one.version === before}
            busy={activate.isPending}
            onActivate={() => activate.mutate({ version: one.version, before, tag })}
          />
        ))}
      </ol>
      {versions.hasNextPage && (
        <button
          type="button"
          className="button button-small"
          disabled={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          Show older
        </button>
      )}
    </section>
  )
}

type RowProps = { direction: Direction; isActive: boolean; busy: boolean; onActivate: () => void }

function VersionRow({ direction, isActive, busy, onActivate }: RowProps) {
  const { axis, version, created, preview, manifest, verified, evaluation } = direction
  return (
    <li className="row" aria-current={isActive ? 'true' : undefined}>
      <div className="row-main">
        <Link to="/axes/$axis/versions/$version" params={{ axis, version: String(version) }}>
          Version {version}
        </Link>
        <span className="row-poles">
          <Time at={created} /> · {manifest.method}
          {manifest.source !== manifest.method && `, ${manifest.source}`}
        </span>
      </div>
      <div className="row-facts">
        {isActive && <span className="pill pill-done">active</span>}
        {preview && <span className="pill">preview</span>}
        <HealthPills signs={signsOf(verified, evaluation)} />
      </div>
      {!isActive && (
        <button type="button" className="button button-small" disabled={busy} onClick={onActivate}>
          Activate<span className="visually-hidden"> version {version}</span>
        </button>
      )}
    </li>
  )
}
