import { describe, expect, it } from 'vitest'
import { asStep } from '../../edge/fitting/failure.ts'
import { storageProblem } from '../../edge/http/storage-problem.ts'

/** As drizzle wraps what D1 says. */
const query = (message: string) => new Error('Failed query: select 1', { cause: new Error(message) })

describe('what the stores throw', () => {
  it.each<[string, Error, [number, string] | null]>([
    ['a full database', query('D1_ERROR: database or disk is full: SQLITE_FULL'), [507, 'storage_full']],
    ['a database at its limit', query('D1_ERROR: Exceeded maximum DB size'), [507, 'storage_full']],
    ['a disk that fails', query('D1_ERROR: disk I/O error: SQLITE_IOERR'), [503, 'storage_unavailable']],
    ['workerd’s own words', query('internal error; reference = u04lska0b38a18lc'), [503, 'storage_unavailable']],
    ['a store of files that fails', new Error('put: Unspecified error (0)'), [503, 'storage_unavailable']],
    ['a rule that was broken', query('D1_ERROR: UNIQUE constraint failed: axes.name: SQLITE_CONSTRAINT'), null],
    ['a fault of ours', new TypeError('x is not a function'), null],
  ])('%s', (_what, thrown, expected) => {
    const problem = storageProblem(thrown)
    expect(problem && [problem.status, problem.code]).toEqual(expected)
    // What was asked of the store is not the client's to read.
    expect(problem?.message ?? '').not.toContain('select')
  })

  it('ends a fit by its name, if it comes to that', async () => {
    const step = asStep(() => Promise.reject(query('internal error; reference = x')))
    await expect(step).rejects.toThrow('[storage_unavailable] What is stored cannot be read or written')
  })
})
