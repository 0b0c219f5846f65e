/** Two versions compared on users: the comparison that runs, or how to begin one, and those that were. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Axis } from '../../api/types.ts'
import { useApi } from '../../session/session.ts'
import { Fold } from '../../ui/fold.tsx'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/states.tsx'
import { experimentsQuery } from '../axes-query.ts'
import { ExperimentShown } from './experiment-shown.tsx'
import { NewExperimentDialog } from './new-experiment-dialog.tsx'

type Props = {
  axis: Axis
  /** The version that a new one would be of, where the screen is about one. */
  challenger?: number
}

export function ExperimentsSection({ axis, challenger }: Props) {
  const experiments = useQuery(experimentsQuery(useApi(), axis.id))
  const [open, setOpen] = useState(false)
  const running = experiments.data?.find(({ state }) => state === 'running')
  const [last, ...older] = running
    ? [running, ...(experiments.data ?? []).filter((one) => one !== running)]
    : (experiments.data ?? [])
  const isOther = challenger !== axis.active?.version
  const canStart = experiments.data !== undefined && !running && axis.active !== null && axis.versions > 1 && isOther
  return (
    <section className="card section" aria-labelledby="experiments">
      <header className="section-head">
        <h2 id="experiments">A/B on users</h2>
        {canStart && (
          <button type="button" className="button button-small" onClick={() => setOpen(true)}>
            {challenger === undefined ? 'Compare two versions' : `Compare version ${challenger} on users`}
          </button>
        )}
      </header>
      <Loaded query={experiments} what="the experiments">
        {() =>
          last ? (
            <>
              <ExperimentShown axis={axis.id} id={last.id} />
              {older.length > 0 && (
                <Fold title="Earlier ones" aside={count(older.length, 'experiment')}>
                  {older.map(({ id }) => (
                    <ExperimentShown key={id} axis={axis.id} id={id} />
                  ))}
                </Fold>
              )}
            </>
          ) : (
            <p className="muted">
              Another version can be in force for a share of the users, until their thumbs and grades say which one they
              like better. {axis.versions < 2 && 'It takes two versions: fit another one first.'}
            </p>
          )
        }
      </Loaded>
      {open && <NewExperimentDialog axis={axis} challenger={challenger ?? null} onClose={() => setOpen(false)} />}
    </section>
  )
}
