import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const fitsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/fits',
    component: lazyScreen(() => import('./fits-screen.tsx'), 'FitsScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/fits/$id',
    component: lazyScreen(() => import('./fit-screen.tsx'), 'FitScreen'),
  }),
  // Not below /axes: an axis may be called `new`.
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/new-axis',
    validateSearch: ({ step, from, axis }): { step?: string; from?: string; axis?: string } => ({
      ...(typeof step === 'string' && { step }),
      ...(typeof from === 'string' && { from }),
      ...(typeof axis === 'string' && { axis }),
    }),
    component: lazyScreen(() => import('./new-axis/new-axis-screen.tsx'), 'NewAxisScreen'),
  }),
] as const
