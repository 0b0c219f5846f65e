/** Gives a webhook another secret, without a message in between that the application could not check. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SecretShown } from './secret-shown.tsx'

const HOUR = 3600
const MOST_HOURS = 7 * 24

export function RotateDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [hours, setHours] = useState(24)
  const rotate = useMutation({
    meta: { told: 'in place' },
    mutationFn: () => api.post('/v1/webhooks/{id}/rotate', { path: { id }, body: { overlap: hours * HOUR } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.webhooks }),
  })
  if (rotate.data) return <SecretShown title="The new secret" webhook={rotate.data} onClose={onClose} />
  function submit(event: FormEvent) {
    event.preventDefault()
    rotate.mutate()
  }
  return (
    <Modal title="Another secret" onClose={onClose}>
      <form onSubmit={submit}>
        <NumberField
          label="Hours for which the old secret signs too"
          {...{ min: 0, max: MOST_HOURS, step: 1 }}
          hint="Messages carry both signatures meanwhile. 0: at once, as for one that leaked."
          value={hours}
          onChange={setHours}
        />
        <ProblemNote problem={rotate.error && toProblem(rotate.error)} />
        <div className="buttons">
          <button type="submit" className="button button-primary" disabled={rotate.isPending}>
            Make another secret
          </button>
        </div>
      </form>
    </Modal>
  )
}
