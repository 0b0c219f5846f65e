import type { Worker } from '../api/types.ts'
import { Fact } from '../ui/fact.tsx'
import { Meter } from '../ui/meter.tsx'

const PILLS: Record<Worker['state'], string> = {
  ready: 'pill pill-done',
  draining: 'pill',
  silent: 'pill pill-failed',
}

const MEANINGS: Record<Worker['state'], string> = {
  ready: 'It takes answers.',
  draining: 'It ends the answers that it has, and takes no others.',
  silent: 'It does not answer.',
}

export const WorkerCard = ({ worker: { tag, state, model, load, version } }: { worker: Worker }) => (
  <article className="card worker" aria-label={`Worker ${tag}`}>
    <header className="worker-head">
      <strong>{tag}</strong>
      <span className={PILLS[state]} title={MEANINGS[state]}>
        {state}
      </span>
    </header>
    {load ? (
      <>
        <Meter label="Rows in use" used={load.running} most={load.running + load.free_rows} />
        {load.queued > 0 && <p className="warning">{load.queued} waiting for a row.</p>}
      </>
    ) : (
      <p className="muted">
        It announces no load: the edge knows it by its settings, and asks only whether it is there.
      </p>
    )}
    <dl className="facts">
      <Fact name="Model">{model ?? 'it has not said yet'}</Fact>
      <Fact name="Version">{version ?? 'unknown'}</Fact>
    </dl>
  </article>
)
