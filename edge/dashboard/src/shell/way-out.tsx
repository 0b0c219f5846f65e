/** What is shown where a screen is not: on its way, not there at all, or broken. */
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { useIsConnectionLost } from './connection.ts'

export const Arriving = () => <Loading what="the screen" />

export const Lost = () => (
  <Page title="Nothing here">
    <Empty title="There is no such screen" action={<Link to="/playground">Go to the playground</Link>}>
      The address may be misspelt, or what it led to has moved.
    </Empty>
  </Page>
)

/** A screen whose code did not arrive, or failed. What was typed is found again after the page is loaded anew. */
export function Broken({ error }: ErrorComponentProps) {
  const isLost = useIsConnectionLost()
  return (
    <Page title="Something went wrong">
      <Empty
        title="This screen could not be shown"
        action={
          // The browser would have no page at all to show.
          <button type="button" className="button" disabled={isLost} onClick={() => location.reload()}>
            Load it again
          </button>
        }
      >
        {isLost ? 'It has not been loaded yet, and the server does not answer.' : wordsOf(error)}
      </Empty>
    </Page>
  )
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
