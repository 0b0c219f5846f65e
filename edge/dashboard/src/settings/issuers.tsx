/** Login services of the application's own whose tokens open users' profiles and answers. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Issuer } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { count } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { useRemoval } from '../ui/use-removal.ts'
import { IssuerDialog } from './issuer-dialog.tsx'
import { issuersQuery } from './settings-queries.ts'

export function Issuers() {
  const api = useApi()
  const queries = useQueryClient()
  const issuers = useQuery(issuersQuery(api))
  const [isAdding, setAdding] = useState(false)
  const { isGone, remove } = useRemoval(async (id) => {
    await api.delete('/v1/issuers/{id}', { path: { id } })
    await queries.invalidateQueries({ queryKey: keys.issuers })
  })
  const add = issuers.data && (
    <button type="button" className="button" onClick={() => setAdding(true)}>
      Register an issuer
    </button>
  )
  return (
    <Panel
      title="User-token issuers"
      lead="An app whose users sign in elsewhere sends that login’s token, and needs no key and no server between."
      actions={add}
    >
      <Scoped query={issuers} what="the issuers" scope="project">
        {(all) => {
          const trusted = all.filter(({ id }) => !isGone(id))
          if (trusted.length === 0) {
            return <p className="muted">None: users’ tokens are those that a server mints with its key.</p>
          }
          return (
            <ul className="plain-list" aria-label="Issuers">
              {trusted.map((issuer) => (
                <li key={issuer.id}>
                  <IssuerRow
                    issuer={issuer}
                    onRemove={() => remove(issuer.id, `${issuer.issuer} is trusted no longer.`)}
                  />
                </li>
              ))}
            </ul>
          )
        }}
      </Scoped>
      {isAdding && <IssuerDialog onClose={() => setAdding(false)} />}
    </Panel>
  )
}

const IssuerRow = ({ issuer, onRemove }: { issuer: Issuer; onRemove: () => void }) => (
  <div className="row">
    <div className="row-main">
      <strong>{issuer.issuer}</strong>
      <span className="muted">
        for {issuer.audience}, the user in <code>{issuer.user_claim}</code>,{' '}
        {issuer.jwks_url ? `keys at ${issuer.jwks_url}` : `${count(issuer.jwks?.keys.length ?? 0, 'key')} of its own`}
      </span>
    </div>
    <button type="button" className="button button-small" onClick={onRemove}>
      Remove<span className="visually-hidden"> {issuer.issuer}</span>
    </button>
  </div>
)
