/** What opens the API for this project: made, given another secret, and ended here. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Key, KeyWithSecret } from '../api/types.ts'
import { useSession } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { KeyRow } from './key-row.tsx'
import { keysQuery } from './keys-query.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'

type Asked = { what: 'new' } | { what: 'rotate' | 'revoke'; key: Key } | { what: 'secret'; key: KeyWithSecret }

export function KeysScreen() {
  const { api, key: own } = useSession()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [ended, setEnded] = useState(false)
  const keys = useQuery(keysQuery(api, ended ? 'ended' : 'open'))
  const close = () => setAsked(null)
  const tell = (key: KeyWithSecret) => setAsked({ what: 'secret', key })
  const newKey = (
    <button type="button" className="button button-primary" onClick={() => setAsked({ what: 'new' })}>
      + New key
    </button>
  )
  return (
    <Page title="Keys" lead="Each opens the API with the scopes that it was given, and no more." actions={newKey}>
      <label className="switch">
        <input type="checkbox" checked={ended} onChange={(event) => setEnded(event.target.checked)} />
        <span>Those that were revoked or have expired</span>
      </label>
      <Loaded query={keys} what="the keys">
        {(list) =>
          list.length === 0 ? (
            <Empty title={ended ? 'None has ended' : 'No key yet'}>
              An app asks with a key in its <code>Authorization</code> header. Give each app one of its own, with only
              the scopes that it needs.
            </Empty>
          ) : (
            <ul className="card rows" aria-label="Keys">
              {list.map((key) => (
                <li key={key.id}>
                  <KeyRow
                    apiKey={key}
                    isOwn={key.id === own}
                    onRotate={() => setAsked({ what: 'rotate', key })}
                    onRevoke={() => setAsked({ what: 'revoke', key })}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {asked?.what === 'new' && <NewKeyDialog onMade={tell} onClose={close} />}
      {asked?.what === 'rotate' && <RotateDialog apiKey={asked.key} onMade={tell} onClose={close} />}
      {asked?.what === 'revoke' && <RevokeDialog apiKey={asked.key} isOwn={asked.key.id === own} onClose={close} />}
      {asked?.what === 'secret' && <SecretDialog apiKey={asked.key} onClose={close} />}
    </Page>
  )
}
