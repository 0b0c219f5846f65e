/** What goes on just now: which workers there are, what they have to do, and any one answer. */
import { useQuery } from '@tanstack/react-query'
import type { Worker } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { whole } from '../ui/amount.ts'
import { Fact } from '../ui/fact.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Empty } from '../ui/states.tsx'
import { AnswerFinder } from './answer-finder.tsx'
import { workersQuery } from './live-queries.ts'
import { WorkerCard } from './worker-card.tsx'

export function LiveScreen() {
  const workers = useQuery(workersQuery(useApi()))
  return (
    <Page title="Live" lead="Read again every three seconds.">
      <Scoped query={workers} what="the workers" scope="project">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No worker">
              Answers are made by workers, which announce themselves to the edge every few seconds. Start one, and it
              appears here.
            </Empty>
          ) : (
            <>
              <Sums workers={all} />
              <ul className="workers" aria-label="Workers">
                {all.map((worker) => (
                  <li key={worker.tag}>
                    <WorkerCard worker={worker} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Scoped>
      <AnswerFinder />
      <NotYet />
    </Page>
  )
}

function Sums({ workers }: { workers: readonly Worker[] }) {
  const sum = (of: (load: NonNullable<Worker['load']>) => number) =>
    workers.reduce((total, { load }) => total + (load ? of(load) : 0), 0)
  return (
    <dl className="facts totals">
      <Fact name="Answers being written">{whole(sum(({ running }) => running))}</Fact>
      <Fact name="Waiting for a row">{whole(sum(({ queued }) => queued))}</Fact>
      <Fact name="Rows free">{whole(sum(({ free_rows }) => free_rows))}</Fact>
      <Fact name="Workers ready">
        {workers.filter(({ state }) => state === 'ready').length} of {workers.length}
      </Fact>
    </dl>
  )
}

const NotYet = () => (
  <Panel title="What is not here">
    <ul className="reasons muted">
      <li>A list of running answers: the API finds an answer by its id alone.</li>
      <li>
        Tokens a second, prompts found in the cache and edits: each worker tells them at its own <code>/metrics</code>,
        which the API does not pass on.
      </li>
      <li>Draining a worker: it drains when its process is told to end (SIGTERM).</li>
    </ul>
  </Panel>
)
