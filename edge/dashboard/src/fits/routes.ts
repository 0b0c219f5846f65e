import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'

export const fitsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/fits',
    component: lazyRouteComponent(() => import('./fits-screen.tsx'), 'FitsScreen'),
  }),
] as const
