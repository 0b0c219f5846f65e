/** What is wider than the page is scrolled by itself, by keys too. */
import type { ReactNode } from 'react'

export const WideTable = ({ label, children }: { label: string; children: ReactNode }) => (
  // A group and no section: of landmarks there are few on a page, each with a name of its own.
  // biome-ignore lint/a11y/useSemanticElements: it is no part of a form
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls only what has the focus
  <div className="scroll" role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
)
