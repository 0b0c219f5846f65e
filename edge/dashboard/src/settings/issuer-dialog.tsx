/** Registers an issuer, by the address of its public keys. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useDraft } from '../ui/use-draft.ts'

const EMPTY = { issuer: '', jwks_url: '', audience: '', user_claim: 'sub' }

export function IssuerDialog({ onClose }: { onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [draft, setDraft] = useDraft('settings.issuer', EMPTY)
  const set = (field: keyof typeof EMPTY) => (text: string) => setDraft({ ...draft, [field]: text })
  const { issuer, jwks_url, audience, user_claim } = draft
  const register = useMutation({
    meta: { told: 'in place' },
    mutationFn: () =>
      api.post('/v1/issuers', {
        body: {
          ...{ issuer: issuer.trim(), jwks_url: jwks_url.trim(), user_claim: user_claim.trim() },
          ...(audience.trim() && { audience: audience.trim() }),
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.issuers })
      setDraft(EMPTY)
      onClose()
    },
  })
  const problem = register.error ? toProblem(register.error) : null
  function submit(event: FormEvent) {
    event.preventDefault()
    register.mutate()
  }
  return (
    <Modal title="Register an issuer" onClose={onClose}>
      <form onSubmit={submit}>
        <TextField
          label="Issuer"
          required
          placeholder="https://login.example.com"
          hint="As the claim iss of its tokens has it."
          value={issuer}
          isWrong={problem?.param === 'issuer'}
          onChange={set('issuer')}
        />
        <TextField
          label="Address of its public keys (JWKS)"
          type="url"
          required
          placeholder="https://login.example.com/.well-known/jwks.json"
          hint="By https. Keys themselves can be given by the API: POST /v1/issuers with jwks."
          value={jwks_url}
          isWrong={problem?.param === 'jwks_url'}
          onChange={set('jwks_url')}
        />
        <TextField
          label="Audience"
          hint="What the claim aud must name. Empty: the project’s id, which then also says whose token it is."
          value={audience}
          onChange={set('audience')}
        />
        <TextField
          label="Claim that names the user"
          required
          maxLength={64}
          value={user_claim}
          onChange={set('user_claim')}
        />
        <ProblemNote problem={problem} />
        <div className="buttons">
          <button type="submit" className="button button-primary" disabled={register.isPending}>
            Register
          </button>
        </div>
      </form>
    </Modal>
  )
}
