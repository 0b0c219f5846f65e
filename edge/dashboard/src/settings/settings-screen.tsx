/** What holds for the whole project: its settings, its people, who else may sign tokens, its export and its end. */
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Ending } from './ending.tsx'
import { Issuers } from './issuers.tsx'
import { People } from './people.tsx'
import { ProjectPanel } from './project-panel.tsx'
import { settingsQuery } from './settings-queries.ts'

export function SettingsScreen() {
  const api = useApi()
  const settings = useQuery(settingsQuery(api))
  return (
    <Page title="Settings" lead="What holds for all users of the project, and who looks after it.">
      <Scoped query={settings} what="the project" scope="chat">
        {(stored) => (
          <>
            <ProjectPanel stored={stored} />
            <People />
            <Issuers />
            <Ending name={stored.value.name} tag={stored.tag} />
          </>
        )}
      </Scoped>
    </Page>
  )
}
