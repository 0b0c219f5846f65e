/** Light, dark, or as the system has it. The choice is kept in this browser. */
const KEY = 'attune.theme'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

/** Colours are given by light-dark(); tokens.css says which of the two holds. */
export function applyTheme(theme: Theme = storedTheme()) {
  document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme) {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  applyTheme(theme)
}
