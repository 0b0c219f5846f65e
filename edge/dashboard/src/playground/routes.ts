import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export type PlaygroundSearch = {
  /** Whose profile is put on the sliders. */
  user?: string
  /** An axis that is put at +1, to be felt. */
  try?: string
}

export const playgroundRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/playground',
    validateSearch: ({ user, try: tried }): PlaygroundSearch => ({
      ...(typeof user === 'string' && { user }),
      ...(typeof tried === 'string' && { try: tried }),
    }),
    component: lazyScreen(() => import('./playground-screen.tsx'), 'PlaygroundScreen'),
  }),
] as const
