import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { Shell } from './shell.tsx'

export const rootRoute = createRootRoute({ component: Shell })

export const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/playground', replace: true })
  },
})
