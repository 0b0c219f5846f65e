import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.ts'
import { textsOf } from '../shell/search-texts.ts'
import { lazyScreen } from '../ui/lazy-screen.tsx'
import type { AuditSearch } from './audit-search.ts'

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit',
    validateSearch: (search): AuditSearch => textsOf(search, ['action', 'actor', 'target', 'since', 'until']),
    component: lazyScreen(() => import('./audit-screen.tsx'), 'AuditScreen'),
  }),
] as const
