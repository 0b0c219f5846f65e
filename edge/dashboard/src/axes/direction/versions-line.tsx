/** The versions of an axis along time, oldest first, and where one is among them. */
import { Link } from '@tanstack/react-router'
import type { Direction } from '../../api/types.ts'
import { dateTime } from '../../ui/format.ts'

type Props = { axis: string; versions: readonly Direction[]; shown: readonly (number | null)[] }

export function VersionsLine({ axis, versions, shown }: Props) {
  if (versions.length === 0) return null
  return (
    <nav className="versions-line" aria-label="Versions">
      <ol>
        {versions.toReversed().map(({ version, created, active, passed }) => (
          <li key={version} className={active ? 'is-active' : passed === false ? 'is-failed' : undefined}>
            <Link
              to="/axes/$axis/versions/$version"
              params={{ axis, version: String(version) }}
              search={{}}
              aria-current={shown.includes(version) ? 'page' : 'false'}
              title={dateTime(created)}
            >
              {version}
              {active && <small> active</small>}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
