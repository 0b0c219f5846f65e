/** Downloads all that is known of a user, as lines of JSON. */
import { useMutation } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { useApi } from '../session/session.ts'

export function ExportButton({ user }: { user: string }) {
  const api = useApi()
  const { mutate, isPending } = useMutation({
    mutationFn: () => exportOf(api, user),
    onSuccess: (lines) => save(lines, `${user.replace(/[^\w.@-]/g, '_')}.ndjson`),
  })
  return (
    <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
      {isPending ? 'Exporting…' : 'Export'}
    </button>
  )
}

type End = { object: 'export_end'; complete: boolean; after: string | null }

/** One call holds at most so many answers; its last line says from where the next one goes on. */
async function exportOf(api: Api, user: string): Promise<Blob> {
  const parts: Blob[] = []
  let after: string | undefined
  do {
    const lines = await api.file('/v1/users/{user}/export', { path: { user }, query: { ...(after && { after }) } })
    parts.push(lines)
    after = (await endOf(lines)).after ?? undefined
  } while (after !== undefined)
  return new Blob(parts, { type: 'application/x-ndjson' })
}

async function endOf(lines: Blob): Promise<End> {
  const last = (await lines.text()).trimEnd().split('\n').at(-1) ?? ''
  return JSON.parse(last) as End
}

function save(file: Blob, name: string) {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
