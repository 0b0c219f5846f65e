/** A secret, this once. */
import type { KeyWithSecret } from '../api/types.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Modal } from '../ui/modal.tsx'

export const SecretDialog = ({ apiKey, onClose }: { apiKey: KeyWithSecret; onClose: () => void }) => (
  <Modal
    title={`The secret of ${apiKey.name}`}
    lead="It is shown this once: only its hash is kept. Put it where your app finds it."
    onClose={onClose}
  >
    <div className="secret">
      <code>{apiKey.secret}</code>
      <CopyButton text={apiKey.secret} />
    </div>
  </Modal>
)
