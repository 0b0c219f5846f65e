/** One key: what it opens, when it was used, and what can be done with it. */
import type { Key } from '../api/types.ts'
import { count, dateTime } from '../ui/format.ts'
import { Time } from '../ui/time.tsx'

type Props = {
  apiKey: Key
  /** This page was opened with it. */
  isOwn: boolean
  onRotate: () => void
  onRevoke: () => void
}

export function KeyRow({ apiKey: key, isOwn, onRotate, onRevoke }: Props) {
  const isEnded = key.revoked || (key.expires_at !== null && key.expires_at * 1000 <= Date.now())
  return (
    <div className="row">
      <div className="row-main">
        <span>
          <strong>{key.name}</strong> <code className="muted">{key.prefix}…</code>
        </span>
        <span className="row-poles">
          {key.last_used === null ? (
            'never used'
          ) : (
            <>
              used <Time at={key.last_used} />
            </>
          )}
          {' · made '}
          <Time at={key.created} />
          {!key.revoked && key.expires_at !== null && (
            <>
              {' · '}
              <span title={dateTime(key.expires_at)}>
                {isEnded ? 'expired' : 'ends'} <Time at={key.expires_at} />
              </span>
            </>
          )}
          {heldTo(key).map((words) => ` · ${words}`)}
        </span>
      </div>
      <div className="row-facts">
        {isOwn && <span className="pill pill-done">this session’s</span>}
        {key.member !== null && <span className="pill">a member’s</span>}
        {key.revoked && <span className="pill pill-failed">revoked</span>}
        {key.scopes.map((scope) => (
          <span key={scope} className="pill">
            {scope}
          </span>
        ))}
      </div>
      {!isEnded && (
        <div className="buttons">
          <button type="button" className="button button-small" onClick={onRotate}>
            Rotate<span className="visually-hidden"> {key.name}</span>
          </button>
          <button type="button" className="button button-small button-stop" onClick={onRevoke}>
            Revoke<span className="visually-hidden"> {key.name}</span>
          </button>
        </div>
      )}
    </div>
  )
}

const heldTo = ({ models, addresses, users }: Key): string[] => [
  ...(models ? [`only ${count(models.length, 'model')}`] : []),
  ...(addresses ? [`only from ${addresses.join(', ')}`] : []),
  ...(users ? [`only for ${count(users.length, 'user')}`] : []),
]
