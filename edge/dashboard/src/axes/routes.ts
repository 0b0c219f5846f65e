import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'

export const axesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/axes',
    component: lazyRouteComponent(() => import('./axes-screen.tsx'), 'AxesScreen'),
  }),
] as const
