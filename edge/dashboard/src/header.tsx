/** Which project one is in, and the way out. */
import type { Api } from './api/client.ts'
import { Logo } from './ui/logo.tsx'
import { useLoaded } from './ui/use-loaded.ts'

export function Header({ api, onSignOut }: { api: Api; onSignOut: () => void }) {
  const project = useLoaded(api.project)
  return (
    <header className="header">
      <Logo />
      <span className="header-project">{project.value?.name}</span>
      <nav>
        <a href="/docs">API</a>
        <button type="button" className="button button-quiet" onClick={onSignOut}>
          Sign out
        </button>
      </nav>
    </header>
  )
}
