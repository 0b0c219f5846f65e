import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { textsOf } from '../shell/search-texts.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'
import type { UsageSearch } from './usage-range.ts'

export const usageRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/usage',
    validateSearch: (search): UsageSearch => textsOf(search, ['by', 'from', 'to']),
    component: lazyScreen(() => import('./usage-screen.tsx'), 'UsageScreen'),
  }),
] as const
