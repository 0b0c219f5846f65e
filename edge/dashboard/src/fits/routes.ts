import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const fitsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/fits',
    component: lazyScreen(() => import('./fits-screen.tsx'), 'FitsScreen'),
  }),
] as const
