import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'

export const webhooksRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/webhooks',
    component: lazyScreen(() => import('./webhooks-screen.tsx'), 'WebhooksScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/webhooks/$webhook',
    component: lazyScreen(() => import('./webhook-screen.tsx'), 'WebhookScreen'),
  }),
] as const
