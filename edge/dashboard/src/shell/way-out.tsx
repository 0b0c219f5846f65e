/** What is shown where a screen is not: on its way, not there at all, or broken. */
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { Empty, Loading } from '../ui/states.tsx'

export const Arriving = () => <Loading what="the screen" />

export const Lost = () => (
  <Page title="Nothing here">
    <Empty title="There is no such screen" action={<Link to="/playground">Go to the playground</Link>}>
      The address may be misspelt, or what it led to has moved.
    </Empty>
  </Page>
)

/** A screen whose code did not arrive, or failed: others go on. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title="Something went wrong">
      <Empty
        title="This screen could not be shown"
        action={
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        }
      >
        {error instanceof Error ? error.message : String(error)}
      </Empty>
    </Page>
  )
}
