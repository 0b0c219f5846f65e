/** What can be done with an axis as a whole. */
import { Link } from '@tanstack/react-router'
import type { Axis } from '../api/types.ts'
import { useAxisDeletion } from './use-axis-deletion.ts'

type Props = { axis: Axis; tag: string | null; onImport: () => void }

export function AxisActions({ axis: { id, active }, tag, onImport }: Props) {
  const { remove } = useAxisDeletion(id)
  return (
    <>
      <button type="button" className="button" disabled={remove.isPending} onClick={() => remove.mutate(tag)}>
        Delete
      </button>
      <button type="button" className="button" onClick={onImport}>
        Import a version
      </button>
      <Link to="/new-axis" search={{ axis: id }} className="button">
        Fit a version
      </Link>
      {active && (
        <Link to="/playground" search={{ try: id }} className="button button-primary">
          Try it
        </Link>
      )}
    </>
  )
}
