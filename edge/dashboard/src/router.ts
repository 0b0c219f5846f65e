/**
 * Which screen each address shows. Addresses are plain paths: the API is below /v1, so none is taken, and the edge
 * answers a browser that goes to one with this page (edge/http/screen.ts), so that a reload shows it again.
 */
import { createRouter } from '@tanstack/react-router'
import { auditRoutes } from './audit/routes.ts'
import { axesRoutes } from './axes/routes.ts'
import { fitsRoutes } from './fits/routes.ts'
import { keysRoutes } from './keys/routes.ts'
import { liveRoutes } from './live/routes.ts'
import { playgroundRoutes } from './playground/routes.ts'
import { settingsRoutes } from './settings/routes.ts'
import { indexRoute, rootRoute } from './shell/root-route.ts'
import { Arriving, Broken, Lost } from './shell/way-out.tsx'
import { usageRoutes } from './usage/routes.ts'
import { usersRoutes } from './users/routes.ts'
import { webhooksRoutes } from './webhooks/routes.ts'

const routeTree = rootRoute.addChildren([
  indexRoute,
  ...playgroundRoutes,
  ...axesRoutes,
  ...fitsRoutes,
  ...usersRoutes,
  ...keysRoutes,
  ...liveRoutes,
  ...usageRoutes,
  ...webhooksRoutes,
  ...auditRoutes,
  ...settingsRoutes,
])

export const router = createRouter({
  routeTree,
  defaultPendingComponent: Arriving,
  defaultNotFoundComponent: Lost,
  defaultErrorComponent: Broken,
  defaultPreloadStaleTime: 0,
  // As plain text: a user called 7 is no number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given as [string, string][]).toString()
    return text && `?${text}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
