/** All that the project holds, to take along; and its end. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useSession } from '../session/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Panel } from '../ui/panel.tsx'
import { saveFile } from '../ui/save-file.ts'

/** Of a big project: as long as it takes. */
const EXPORT_PATIENCE_MS = 10 * 60_000

export function Ending({ name, tag }: { name: string; tag: string | null }) {
  const api = useApi()
  const { project, signOut } = useSession()
  const [isDeleting, setDeleting] = useState(false)
  const exporting = useMutation({
    mutationFn: () => api.file('/v1/project/export', { timeout: EXPORT_PATIENCE_MS }),
    onSuccess: (lines) => saveFile(lines, `${project}.ndjson`),
  })
  return (
    <Panel title="Export and end">
      <div className="row row-plain">
        <p className="row-main">
          All that the project holds, as lines of JSON: settings, people, keys without their secrets, axes, profiles,
          fits, the audit log. Directions’ files are downloaded apart.
        </p>
        <button type="button" className="button" disabled={exporting.isPending} onClick={() => exporting.mutate()}>
          {exporting.isPending ? 'Exporting…' : 'Export the project'}
        </button>
      </div>
      <div className="row row-plain">
        <p className="row-main">
          Deleting takes axes, directions, profiles, keys, people and fits with it, at once and for good.
        </p>
        <button type="button" className="button button-stop" onClick={() => setDeleting(true)}>
          Delete the project
        </button>
      </div>
      {isDeleting && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          typed={name}
          action="Delete for good"
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await api.delete('/v1/project', {
              body: { confirm: name },
              ...(tag !== null && { headers: { 'if-match': tag } }),
            })
            await signOut()
          }}
        >
          <p>
            Every application that uses the project stops working, every user’s profile is gone, and nothing brings them
            back. Export the project before, if you may want anything of it.
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  )
}
