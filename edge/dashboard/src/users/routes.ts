import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const usersRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/users',
    validateSearch: ({ prefix }): { prefix?: string } => (typeof prefix === 'string' ? { prefix } : {}),
    component: lazyScreen(() => import('./users-screen.tsx'), 'UsersScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/users/$user',
    component: lazyScreen(() => import('./user-screen.tsx'), 'UserScreen'),
  }),
] as const
