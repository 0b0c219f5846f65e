/** The secret of a webhook, new or rotated, this once. */
import type { WebhookWithSecret } from '../api/types.ts'
import { Modal } from '../ui/modal.tsx'
import { SecretOnce } from '../ui/secret-once.tsx'
import { Time } from '../ui/time.tsx'

type Props = { title: string; webhook: WebhookWithSecret; onClose: () => void }

export const SecretShown = ({ title, webhook: { url, secret, overlap_until }, onClose }: Props) => (
  <Modal title={title} onClose={onClose}>
    <div className="dialog-body">
      <SecretOnce label="Secret" secret={secret}>
        It is shown this once. The application at {url} checks with it that a message comes from here.
      </SecretOnce>
      {overlap_until !== null && (
        <p>
          The old secret signs too until <Time at={overlap_until} />: give the application the new one by then.
        </p>
      )}
    </div>
  </Modal>
)
