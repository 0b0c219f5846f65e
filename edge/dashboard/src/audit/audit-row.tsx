/** One entry of the log: who did what to what, and unfolded, what it was before and after. */
import type { AuditEntry } from '../api/types.ts'
import { Fold } from '../ui/fold.tsx'
import { count } from '../ui/format.ts'
import { Time } from '../ui/time.tsx'
import type { AuditSearch } from './audit-search.ts'
import { changesOf, valueInWords } from './changes.ts'

type Props = { entry: AuditEntry; onNarrow: (search: AuditSearch) => void }

const KINDS: Record<AuditEntry['actor']['kind'], string> = {
  key: 'key',
  user_token: 'user’s token',
  member: 'member',
  schedule: 'schedule',
}

export function AuditRow({ entry, onNarrow }: Props) {
  const { at, actor, action, target } = entry
  return (
    <div className="row entry">
      <div className="row-main">
        <span>
          <button type="button" className="link entry-word" onClick={() => onNarrow({ actor: actor.id })}>
            {actor.name}
          </button>{' '}
          <span className="muted">({KINDS[actor.kind]})</span>{' '}
          <button type="button" className="link" onClick={() => onNarrow({ action })}>
            {action}
          </button>{' '}
          <button type="button" className="link entry-word" onClick={() => onNarrow({ target })}>
            {target}
          </button>
        </span>
      </div>
      <span className="row-facts muted">
        <Time at={at} />
      </span>
      <Changes entry={entry} />
    </div>
  )
}

function Changes({ entry: { before, after, request } }: { entry: AuditEntry }) {
  const changes = changesOf(before, after)
  if (changes.length === 0) return <p className="muted entry-note">No state was noted with it.</p>
  const isNew = before === null || before === undefined
  const isGone = after === null || after === undefined
  const title = isNew ? 'What was made' : isGone ? 'What there was' : 'What changed'
  return (
    <Fold title={title} aside={count(changes.length, 'field')}>
      <div className="table-box">
        <table className="table changes">
          <thead>
            <tr>
              <th scope="col">Field</th>
              {!isNew && <th scope="col">Before</th>}
              {!isGone && <th scope="col">After</th>}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.path}>
                <th scope="row">{change.path}</th>
                {!isNew && (
                  <td>
                    <del>{valueInWords(change.before)}</del>
                  </td>
                )}
                {!isGone && (
                  <td>
                    <ins>{valueInWords(change.after)}</ins>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {request && (
        <p className="muted">
          Request <code>{request}</code>
        </p>
      )}
    </Fold>
  )
}
