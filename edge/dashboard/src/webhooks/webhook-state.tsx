import type { Webhook } from '../api/types.ts'
import { Time } from '../ui/time.tsx'

export function WebhookState({ webhook: { enabled, failing_since } }: { webhook: Webhook }) {
  if (!enabled) return <span className="pill pill-failed">disabled</span>
  if (failing_since === null) return <span className="pill pill-done">enabled</span>
  return (
    <span className="pill pill-failed">
      failing since <Time at={failing_since} />
    </span>
  )
}
