import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { textsOf } from '../shell/search-texts.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export type LiveSearch = { answer?: string }

export const liveRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/live',
    validateSearch: (search): LiveSearch => textsOf(search, ['answer']),
    component: lazyScreen(() => import('./live-screen.tsx'), 'LiveScreen'),
  }),
] as const
