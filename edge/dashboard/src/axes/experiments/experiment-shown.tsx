/** One experiment: what users of either version said, the verdict, and how to end it. */

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ExperimentWithStatistics } from '../../api/types.ts'
import { EstimateShown } from '../../fits/report/estimate.tsx'
import { useApi } from '../../session/session.ts'
import { percent } from '../../ui/format.ts'
import { Loaded } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import { experimentQuery } from '../axes-query.ts'
import { useExperimentEnd } from './use-experiment-end.ts'
import { endWords, verdictWords } from './verdict-words.ts'

const APPROVAL = { low: 0, high: 1, mark: 0.5 }
const DIFFERENCE = { low: -1, high: 1, mark: 0 }

export function ExperimentShown({ axis, id }: { axis: string; id: string }) {
  const experiment = useQuery(experimentQuery(useApi(), axis, id))
  return (
    <Loaded query={experiment} what="the experiment">
      {(one) => (
        <div className="experiment" data-experiment={id} data-state={one.state}>
          <Facts experiment={one} />
          <p className="report-headline" role="status">
            {verdictWords(one)}
          </p>
          <Arms experiment={one} />
          {one.state === 'running' ? <Endings experiment={one} /> : <p className="muted">{endWords(one)}</p>}
        </div>
      )}
    </Loaded>
  )
}

const Facts = ({ experiment }: { experiment: ExperimentWithStatistics }) => {
  const { state, share, promote, created, ended } = experiment
  return (
    <p className="muted">
      <span className={`pill pill-${state === 'running' ? 'running' : 'done'}`}>{state}</span> {percent(share)} of the
      users get the challenger; begun <Time at={created} />
      {ended !== null && (
        <>
          , ended <Time at={ended} />
        </>
      )}
      .{state === 'running' && promote === 'auto' && ' The verdict ends it by itself.'}
    </p>
  )
}

function Arms({
  experiment: { axis, alpha, active, challenger, statistics },
}: {
  experiment: ExperimentWithStatistics
}) {
  const interval = `Holds at all moments together with probability ${percent(1 - alpha)}: looking is free.`
  const arms = [
    { role: 'active', version: active, arm: statistics.active, tone: 'muted' },
    { role: 'challenger', version: challenger, arm: statistics.challenger, tone: 'positive' },
  ] as const
  return (
    <WideTable label="What users said">
      <table className="arms">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">approval</th>
            <th scope="col" title="Who have given a thumb or a grade.">
              users
            </th>
            <th scope="col" title="Of them, with three signals, or a day after their first.">
              counted
            </th>
            <th scope="col">signals</th>
          </tr>
        </thead>
        <tbody>
          {arms.map(({ role, version, arm, tone }) => (
            <tr key={role}>
              <th scope="row">
                <Link to="/axes/$axis/versions/$version" params={{ axis, version: String(version) }}>
                  {version}
                </Link>{' '}
                <small className="muted">{role}</small>
              </th>
              <td>
                <EstimateShown estimate={arm.approval} scale={APPROVAL} {...{ tone, interval }} />
              </td>
              <td>{arm.users}</td>
              <td>{arm.counted}</td>
              <td>{arm.signals}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Difference</th>
            <td colSpan={4}>
              <EstimateShown change estimate={statistics.difference} scale={DIFFERENCE} {...{ interval }} />
            </td>
          </tr>
        </tbody>
      </table>
    </WideTable>
  )
}

function Endings({ experiment }: { experiment: ExperimentWithStatistics }) {
  const { stop, promote } = useExperimentEnd(experiment)
  const busy = stop.isPending || promote.isPending
  const isBetter = experiment.statistics.verdict === 'challenger'
  return (
    <div className="buttons">
      <button type="button" className="button button-small" disabled={busy} onClick={() => stop.mutate()}>
        Stop, keep version {experiment.active}
      </button>
      <button
        type="button"
        className={`button button-small${isBetter ? ' button-primary' : ''}`}
        disabled={busy}
        onClick={() => promote.mutate()}
      >
        Promote version {experiment.challenger}
      </button>
    </div>
  )
}
