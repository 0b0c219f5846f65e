/** What was changed and is not saved yet, with both ways on. */
type Props = {
  /** Names of the fields. */
  changed: readonly string[]
  isBusy: boolean
  /** Something is to be decided first. */
  isHeld?: boolean
  onDiscard: () => void
}

export function SaveBar({ changed, isBusy, isHeld = false, onDiscard }: Props) {
  const isTyped = changed.length > 0
  return (
    <footer className="save-bar">
      <p className="muted" role="status">
        {isTyped && `Not saved yet: ${changed.join(', ')}`}
      </p>
      <div className="buttons">
        {isTyped && (
          <button type="button" className="button button-quiet" disabled={isBusy} onClick={onDiscard}>
            Discard
          </button>
        )}
        <button type="submit" className="button button-primary" disabled={!isTyped || isBusy || isHeld}>
          {isBusy ? 'Saving…' : 'Save'}
        </button>
      </div>
    </footer>
  )
}
