/** Which project one is in, and the way out. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { projectQuery } from '../api/queries.ts'
import { useSession } from '../session/session.ts'
import { Logo } from '../ui/logo.tsx'
import { Drawer } from './navigation.tsx'

export function Header() {
  const { api, signOut } = useSession()
  const project = useQuery(projectQuery(api))
  return (
    <header className="header">
      <Drawer />
      <Link to="/playground" className="header-home" aria-label="Attune: playground">
        <Logo />
      </Link>
      <span className="header-project">{project.data?.name}</span>
      <div className="header-end">
        <button type="button" className="button button-quiet" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </header>
  )
}
