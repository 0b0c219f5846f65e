/** The page's colours for what is drawn on a canvas, which knows nothing of CSS. */

/** A token such as `--ink`, as it is within an element just now. */
export function colourOf(within: HTMLElement, token: string): string {
  // Only the colour of an element is told with light-dark() decided.
  const probe = within.appendChild(document.createElement('span'))
  probe.style.color = `var(${token})`
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** The theme is chosen by an attribute of the root, or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}
