/** Copies a text and says so for a moment. */
import { useEffect, useState } from 'react'

const SAID_FOR_MS = 1500

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [outcome, setOutcome] = useState<string | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('Copied'),
      () => setOutcome('Not allowed'),
    )
  return (
    <button type="button" className="button button-quiet button-small" disabled={!text} onClick={() => void copy()}>
      <span aria-live="polite">{outcome ?? label}</span>
    </button>
  )
}
