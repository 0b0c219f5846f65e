import { useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/query-keys.ts'
import type { Key } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'

export function RevokeDialog({ apiKey, isOwn, onClose }: { apiKey: Key; isOwn: boolean; onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  async function revoke() {
    await api.delete('/v1/keys/{id}', { path: { id: apiKey.id } })
    toast({ message: `${apiKey.name} is revoked.` })
    void queries.invalidateQueries({ queryKey: keys.keys })
  }
  return (
    <ConfirmDialog title={`Revoke ${apiKey.name}?`} action="Revoke" onConfirm={revoke} onClose={onClose}>
      <p>
        It opens nothing from the next request on, and cannot be brought back. To change a secret without a break,
        rotate the key instead.
      </p>
      {isOwn && <p className="warning">You signed in with this key: you will be signed out.</p>}
    </ConfirmDialog>
  )
}
