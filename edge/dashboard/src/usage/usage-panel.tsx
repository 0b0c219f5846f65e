import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { UsageItem } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { compact, whole } from '../ui/amount.ts'
import { Fact } from '../ui/fact.tsx'
import { percent } from '../ui/format.ts'
import { Optional } from '../ui/optional.tsx'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { keyNames, usageByDay, usageByName } from './usage-queries.ts'
import { type Asked, daysIn, rangeProblem } from './usage-range.ts'
import { UsageTable } from './usage-table.tsx'

// The charts' library comes with the first chart.
const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }))

export function UsagePanel({ asked }: { asked: Asked }) {
  const problem = rangeProblem(asked)
  return (
    <Panel title={asked.group_by === 'day' ? 'Day by day' : `By ${asked.group_by}`}>
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {!problem && (asked.group_by === 'day' ? <ByDay asked={asked} /> : <ByName asked={asked} />)}
    </Panel>
  )
}

const NothingYet = () => (
  <Empty title="Nothing was used in these days">
    Usage appears a second or so after an answer has ended. Ask for one in the playground, or choose other days.
  </Empty>
)

function ByDay({ asked }: { asked: Asked }) {
  const usage = useQuery(usageByDay(useApi(), asked))
  return (
    <Scoped query={usage} what="usage" scope="usage">
      {(items) => {
        if (items.length === 0) return <NothingYet />
        const byDay = new Map(items.map((item) => [item.group, item]))
        const days = daysIn(asked).map((day) => byDay.get(day) ?? unused(day))
        return (
          <>
            <Totals items={items} />
            <Optional instead="The chart could not be drawn here; the table says the same.">
              <Suspense fallback={<Loading what="the chart" />}>
                <UsageChart days={days} />
              </Suspense>
            </Optional>
            <UsageTable group="day" items={items.toReversed()} />
          </>
        )
      }}
    </Scoped>
  )
}

function ByName({ asked }: { asked: Asked }) {
  const api = useApi()
  const usage = useInfiniteQuery(usageByName(api, asked))
  const names = useQuery({ ...keyNames(api), enabled: asked.group_by === 'key' })
  return (
    <Scoped query={usage} what="usage" scope="usage">
      {(items) => {
        if (items.length === 0) return <NothingYet />
        return (
          <>
            <UsageTable group={asked.group_by} items={items} names={names.data} />
            {usage.hasNextPage && (
              <button
                type="button"
                className="button"
                disabled={usage.isFetchingNextPage}
                onClick={() => void usage.fetchNextPage()}
              >
                {usage.isFetchingNextPage ? 'Loading…' : 'Show more'}
              </button>
            )}
          </>
        )
      }}
    </Scoped>
  )
}

const unused = (group: string): UsageItem => ({
  object: 'usage',
  group,
  answers: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
})

const sum = (items: readonly UsageItem[], of: (item: UsageItem) => number | undefined) =>
  items.reduce((total, item) => total + (of(item) ?? 0), 0)

function Totals({ items }: { items: readonly UsageItem[] }) {
  const prompts = sum(items, ({ prompt_tokens }) => prompt_tokens)
  const cached = sum(items, ({ cached_tokens }) => cached_tokens)
  return (
    <dl className="facts totals">
      <Fact name="Answers">{whole(sum(items, ({ answers }) => answers))}</Fact>
      <Fact name="Cancelled">{whole(sum(items, ({ cancelled }) => cancelled))}</Fact>
      <Fact name="Failed">{whole(sum(items, ({ failed }) => failed))}</Fact>
      <Fact name="Tokens of prompts">{compact(prompts)}</Fact>
      <Fact name="of them cached" title="Prompts’ tokens that did not have to be read again.">
        {prompts > 0 ? percent(cached / prompts) : '0 %'}
      </Fact>
      <Fact name="Tokens of answers">{compact(sum(items, ({ completion_tokens }) => completion_tokens))}</Fact>
    </dl>
  )
}
