/** Which axes move each other, as a table in colours: a reader of the screen hears the numbers. */

import { Link } from '@tanstack/react-router'
import { type CSSProperties, useMemo } from 'react'
import type { Axis } from '../api/types.ts'
import { count, fixed } from '../ui/format.ts'
import { WideTable } from '../ui/wide-table.tsx'
import { correlatedAxes } from './correlated-axes.ts'

const MOST = 16

export function CorrelationMap({ axes }: { axes: readonly Axis[] }) {
  const { ids, left, cosine } = useMemo(() => correlatedAxes(axes, MOST), [axes])
  return (
    <section className="card section" aria-labelledby="correlations">
      <h2 id="correlations">What moves together</h2>
      {ids.length === 0 ? (
        <p className="muted">
          No two directions in force overlap by more than half: each axis can be moved by itself. Where two do, they
          stand here with their cosine.
        </p>
      ) : (
        <>
          <p className="muted">
            The cosine of the directions in force, where it is beyond ±0.5: to move one is to move the other, along{' '}
            <span className="positive">(+)</span> or against it <span className="negative">(−)</span>. The project’s
            basis ‘orthogonal’ keeps them apart.
          </p>
          <WideTable label="Cosines">
            <table className="correlations">
              <thead>
                <tr>
                  <td />
                  {ids.map((id) => (
                    <th key={id} scope="col">
                      {id}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {ids.map((row) => (
                  <tr key={row}>
                    <th scope="row">
                      <Link to="/axes/$axis" params={{ axis: row }}>
                        {row}
                      </Link>
                    </th>
                    {ids.map((column) => (
                      <Cell key={column} isSame={row === column} cosine={cosine(row, column)} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
          {left > 0 && <p className="muted">{count(left, 'more axis overlaps', 'more axes overlap')} with others.</p>}
        </>
      )}
    </section>
  )
}

function Cell({ isSame, cosine }: { isSame: boolean; cosine: number | null }) {
  if (isSame) return <td className="correlation-same">–</td>
  if (cosine === null) return <td className="muted">·</td>
  const style = { '--weight': Math.abs(cosine) } as CSSProperties
  return (
    <td className={cosine < 0 ? 'correlation-against' : 'correlation-along'} style={style}>
      {fixed(cosine)}
    </td>
  )
}
