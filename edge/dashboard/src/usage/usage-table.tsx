/** The sums, group by group: what the chart shows, in numbers that can be read out and copied. */
import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import type { UsageGroup, UsageItem } from '../api/types.ts'
import { whole } from '../ui/amount.ts'
import { fixed } from '../ui/format.ts'

type Props = { group: UsageGroup; items: readonly UsageItem[]; names?: ReadonlyMap<string, string> }

type Column = { name: string; of: (item: UsageItem) => number | undefined; show?: (value: number) => string }

const OF_ANSWERS: readonly Column[] = [
  { name: 'Answers', of: ({ answers }) => answers },
  { name: 'Cancelled', of: ({ cancelled }) => cancelled },
  { name: 'Failed', of: ({ failed }) => failed },
  { name: 'Prompt tokens', of: ({ prompt_tokens }) => prompt_tokens },
  { name: 'Cached', of: ({ cached_tokens }) => cached_tokens },
  { name: 'Answer tokens', of: ({ completion_tokens }) => completion_tokens },
]
const OF_AXES: readonly Column[] = [
  { name: 'Answers', of: ({ answers }) => answers },
  { name: 'Tokens edited', of: ({ tokens_edited }) => tokens_edited },
  { name: 'Mean strength', of: ({ mean_strength }) => mean_strength, show: (value) => fixed(value) },
]

export function UsageTable({ group, items, names }: Props) {
  const columns = group === 'axis' ? OF_AXES : OF_ANSWERS
  const most = Math.max(1, ...items.map(({ answers }) => answers))
  return (
    // It may be wider than a phone, and is moved by the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <section className="table-box" tabIndex={0} aria-label={`Usage by ${group}, as a table`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{group[0]?.toUpperCase() + group.slice(1)}</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.group} style={{ '--share': item.answers / most } as CSSProperties}>
              <th scope="row">
                <GroupName {...{ group, names }} name={item.group} />
              </th>
              {columns.map(({ name, of, show = whole }) => (
                <td key={name} className="number">
                  {show(of(item) ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function GroupName({ group, name, names }: Pick<Props, 'group' | 'names'> & { name: string }) {
  if (name === '') return <span className="muted">none named</span>
  if (group === 'user') {
    return (
      <Link to="/users/$user" params={{ user: name }}>
        {name}
      </Link>
    )
  }
  return names?.get(name) ?? name
}
