/** The query cache: how long answers count as fresh, what is tried again, and where failures are told. */
import { MutationCache, QueryClient } from '@tanstack/react-query'
import { toast } from '../ui/toast.tsx'
import { Problem, toProblem } from './problem.ts'

const FRESH_MS = 5_000
const AGAIN_AFTER_MS = 500
/** The server, or what is before it, could not answer just now. */
const PASSING: readonly (number | null)[] = [502, 503, 504]

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The component says itself what went wrong. */
      told?: 'in place'
    }
  }
}

/**
 * A failed query is told where its answer would be. It is tried once more where the failure is a passing one; when
 * nobody answers at all, the connection is watched instead (shell/connection.ts), and all is read again once it is back.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, thrown) => failures < 1 && thrown instanceof Problem && PASSING.includes(thrown.status),
        retryDelay: AGAIN_AFTER_MS,
        // The browser's word on being online says nothing of a server on this machine.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
    mutationCache: new MutationCache({
      onError: (thrown, _variables, _context, { meta }) => {
        if (meta?.told !== 'in place') toast({ kind: 'problem', message: toProblem(thrown).message })
      },
    }),
  })
