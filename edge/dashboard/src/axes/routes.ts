import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const axesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/axes',
    component: lazyScreen(() => import('./axes-screen.tsx'), 'AxesScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/axes/$axis',
    component: lazyScreen(() => import('./axis-screen.tsx'), 'AxisScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/axes/$axis/versions/$version',
    /** `with`: another version, shown beside it. */
    validateSearch: ({ with: other }): { with?: string } => (typeof other === 'string' ? { with: other } : {}),
    component: lazyScreen(() => import('./direction/direction-screen.tsx'), 'DirectionScreen'),
  }),
] as const
