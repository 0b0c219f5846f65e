/** What the operator is told of an answer that could not begin, and what is nobody's business. */
import { DrizzleQueryError } from 'drizzle-orm'
import { afterEach, expect, it, vi } from 'vitest'
import { refusalFrom } from '../../edge/answers/refusal.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('is the query that failed, and no value of it', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const failed = new DrizzleQueryError(
    'insert into answers values (?)',
    ['ada@example.com'],
    new Error('the row is locked'),
  )
  expect(refusalFrom(failed).status).toBe(500)
  const [line] = said.mock.calls[0]!
  expect(JSON.parse(line)).toMatchObject({ why: 'insert into answers values (?): the row is locked' })
  expect(line).not.toContain('ada@example.com')
})
