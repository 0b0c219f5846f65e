import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'

export const usersRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/users',
    validateSearch: ({ prefix }): { prefix?: string } => (typeof prefix === 'string' ? { prefix } : {}),
    component: lazyRouteComponent(() => import('./users-screen.tsx'), 'UsersScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/users/$user',
    component: lazyRouteComponent(() => import('./user-screen.tsx'), 'UserScreen'),
  }),
] as const
