/** One user: what is believed of them and why, what they signalled, and what can be done about it. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApi } from '../session/session.ts'
import { count } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Beliefs } from './beliefs.tsx'
import { ExportButton } from './export-button.tsx'
import { Forgetting } from './forgetting.tsx'
import { SignalHistory } from './signal-history.tsx'
import { explanationQuery } from './users-queries.ts'

const route = getRouteApi('/users/$user')

export function UserScreen() {
  const { user } = route.useParams()
  const api = useApi()
  const explanation = useQuery(explanationQuery(api, user))
  const actions = (
    <>
      <ExportButton user={user} />
      <Link to="/playground" search={{ user }} className="button button-primary">
        Playground as {user}
      </Link>
    </>
  )
  return (
    // The key: what is open or typed is of one user.
    <Page key={user} title={user} lead={<Link to="/users">All users</Link>} actions={actions}>
      <Loaded query={explanation} what="what is believed">
        {(told) => (
          <>
            <p className="muted">
              {told.signals === 0 ? 'Nothing signalled yet' : count(told.signals, 'signal')}
              {told.users !== null && `; begins where ${count(told.users, 'user')} of this project are`}.
            </p>
            <Beliefs user={user} axes={told.axes} />
          </>
        )}
      </Loaded>
      <SignalHistory user={user} />
      <Forgetting user={user} />
    </Page>
  )
}
