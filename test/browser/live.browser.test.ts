import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { furnishAdmin } from './admin-screens.ts'
import { setUpDashboard } from './dashboard-page.ts'

const { openAt } = setUpDashboard()

describe('workers', () => {
  it('show how much they have to do, and go on doing so', async () => {
    const { page, edge } = await openAt('/live', furnishAdmin)
    const worker = page.getByRole('article', { name: 'Worker b' })
    await worker.getByText('draining').waitFor()
    await worker.getByText('4 waiting for a row.').waitFor()
    const rows = page.getByRole('article', { name: 'Worker a' }).getByRole('meter', { name: 'Rows in use' })
    expect(await rows.getAttribute('aria-valuetext')).toBe('3 of 16')
    edge.state.operation.workers[0]!.load = { running: 9, queued: 0, free_rows: 7 }
    await expect.poll(() => rows.getAttribute('aria-valuetext'), { timeout: 10_000 }).toBe('9 of 16')
    await page.getByRole('article', { name: 'Worker c' }).getByText('It announces no load').waitFor()
    await page.getByText('2 of 16', { exact: true }).waitFor({ state: 'detached' })
  })

  it('that are not there are not made up', async () => {
    const { page } = await openAt('/live')
    await page.getByText('No worker', { exact: true }).waitFor()
    await page.getByText('the API finds an answer by its id alone').waitFor()
  })

  it('need a key with the scope project; an answer does not', async () => {
    const { page } = await openAt('/live?answer=chatcmpl_live', (edge) => {
      furnishAdmin(edge)
      const message = "This needs a key with the scope 'project'; this one has chat."
      edge.state.refuse.set('GET /v1/workers', new ApiError(403, 'insufficient_scope', message))
    })
    await page.getByText("the scope 'project'").waitFor()
    await page.getByRole('article', { name: 'The answer' }).waitFor()
  })
})

describe('one answer', () => {
  it('is found by its id, followed, and stopped', async () => {
    const { page, edge } = await openAt('/live', furnishAdmin)
    await page.getByLabel('Id of the answer').fill(' chatcmpl_live ')
    await page.keyboard.press('Enter')
    const found = page.getByRole('article', { name: 'The answer' })
    await found.getByText('34 after 12 of the prompt').waitFor()
    await found.getByText('formal +0.50').waitFor()
    expect(new URL(page.url()).search).toBe('?answer=chatcmpl_live')
    edge.state.operation.generations.get('chatcmpl_live')!.usage.completion_tokens = 57
    await found.getByText('57 after 12 of the prompt').waitFor()
    await found.getByRole('button', { name: 'Stop it' }).click()
    await found.getByText('cancelled').waitFor()
    expect(await found.getByRole('button').count()).toBe(0)
    expect(edge.callsOf('DELETE', /generations\/chatcmpl_live$/).length).toBe(1)
  })

  it('that is not there is said so, in the server’s words', async () => {
    const { page } = await openAt('/live?answer=chatcmpl_gone', furnishAdmin)
    await page.getByText("There is no generation 'chatcmpl_gone'.").waitFor()
  })
})
