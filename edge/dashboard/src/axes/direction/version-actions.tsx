/** What can be done with a version. */
import { Link } from '@tanstack/react-router'
import type { Axis, Direction } from '../../api/types.ts'
import { useActivation } from '../use-activation.ts'
import { useVersionDeletion } from '../use-axis-deletion.ts'

type Props = { axis: Axis; tag: string | null; direction: Direction }

export function VersionActions({ axis: { id, active }, tag, direction: { version } }: Props) {
  const { activate } = useActivation(id)
  const { remove } = useVersionDeletion(id)
  const before = active?.version ?? null
  const isActive = before === version
  // An older version in the place of a newer one is the way back.
  const words = before !== null && version < before ? `Roll back to version ${version}` : `Activate version ${version}`
  return (
    <>
      {!isActive && (
        <button type="button" className="button" disabled={remove.isPending} onClick={() => remove.mutate(version)}>
          {remove.isPending ? 'Deleting…' : 'Delete'}
        </button>
      )}
      <a className="button" href={`/v1/axes/${encodeURIComponent(id)}/directions/${version}/file`} download>
        Export
      </a>
      {isActive ? (
        <Link to="/playground" search={{ try: id }} className="button button-primary">
          Try it
        </Link>
      ) : (
        <button
          type="button"
          className="button button-primary"
          disabled={activate.isPending}
          onClick={() => activate.mutate({ version, before, tag })}
        >
          {words}
        </button>
      )}
    </>
  )
}
