import { useState } from 'react'
import { chooseTheme, storedTheme, THEMES, type Theme } from './theme.ts'

const NAMES: Record<Theme, string> = { system: 'system', light: 'light', dark: 'dark' }

export function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme)
  function choose(next: Theme) {
    setTheme(next)
    chooseTheme(next)
  }
  return (
    <label className="theme-choice">
      Colours
      <select value={theme} onChange={(event) => choose(event.target.value as Theme)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  )
}
