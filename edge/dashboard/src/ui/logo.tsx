/** The name with its mark: a slider between two poles. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <path className="logo-negative" d="M3 16h12" />
        <path className="logo-positive" d="M17 16h12" />
        <circle className="logo-knob" cx="20" cy="16" r="6" />
      </svg>
      Attune
    </span>
  )
}
