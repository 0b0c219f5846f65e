import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const axesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/axes',
    component: lazyScreen(() => import('./axes-screen.tsx'), 'AxesScreen'),
  }),
] as const
