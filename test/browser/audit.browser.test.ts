import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { furnishAdmin } from './admin-screens.ts'
import { setUpDashboard } from './dashboard-page.ts'
import { entry } from './fake-operation.ts'

const { openAt } = setUpDashboard()

const rows = (page: Page) => page.getByRole('list', { name: 'Entries' }).getByRole('listitem')

describe('the audit log', () => {
  it('shows what a change was, field by field, and nothing of what stayed', async () => {
    const { page } = await openAt('/audit', furnishAdmin)
    await rows(page).first().locator('summary').click()
    await expect
      .poll(() => rows(page).first().getByRole('row').allTextContents())
      .toEqual(['FieldBeforeAfter', 'nameShopCorner Shop', 'learning.weights.thumb10.5'])
    await rows(page).first().getByText('req_1').waitFor()
    await rows(page).nth(1).locator('summary').click()
    await expect
      .poll(() => rows(page).nth(1).getByRole('row').allTextContents())
      .toEqual(['FieldAfter', 'urlhttps://app.example.com/attune', 'events["fit.finished"]'])
  })

  it('is narrowed by a click on who, what and of what, by typing, and by days; the address keeps it', async () => {
    const { page, edge } = await openAt('/audit', furnishAdmin)
    await rows(page).getByRole('button', { name: 'Mia' }).click()
    await expect.poll(() => rows(page).count()).toBe(1)
    expect(new URL(page.url()).search).toBe('?actor=mem_1')
    await page.reload()
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => rows(page).count()).toBe(3)
    await page.getByLabel('Action').fill('session.opened')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.getByLabel('From', { exact: true }).fill('2020-01-01')
    await page.getByLabel('To', { exact: true }).fill('2020-01-31')
    await page.getByText('No entry is like that').waitFor()
    const { path } = edge.callsOf('GET', /audit/).at(-1)!
    const asked = Object.fromEntries(new URL(path, 'http://edge').searchParams)
    const day = 86_400
    expect(asked).toMatchObject({ action: 'session.opened' })
    expect(Number(asked.until) - Number(asked.since)).toBe(31 * day)
  })

  it('may be very long: a page is asked for as it is scrolled to, and only what is seen is made', async () => {
    const { page, edge } = await openAt('/audit', ({ state }) => {
      for (let i = 0; i < 250; i++) state.operation.audit.push(entry(`log_${1000 - i}`, { target: `axis-${i}` }))
    })
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBeLessThan(60)
    const pages = () => [...new Set(edge.callsOf('GET', /audit/).map(({ path }) => path))]
    expect(pages()).toEqual(['/v1/audit'])
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 20_000)
          return page.getByRole('button', { name: 'axis-249' }).count()
        },
        { timeout: 10_000 },
      )
      .toBe(1)
    expect(pages()).toEqual(['/v1/audit', '/v1/audit?after=log_901', '/v1/audit?after=log_801'])
  })

  it('needs a key with the scope audit, and says so', async () => {
    const { page } = await openAt('/audit', ({ state }) => {
      const message = "This needs a key with the scope 'audit'; this one has chat."
      state.refuse.set('GET /v1/audit', new ApiError(403, 'insufficient_scope', message))
    })
    await page.getByText("the scope 'audit'").waitFor()
    expect(await page.getByText('Nothing was changed yet').count()).toBe(0)
  })

  it('shows what others wrote as text, whatever it is', async () => {
    const { page } = await openAt('/audit', ({ state }) => {
      const name = '<img src=x onerror="document.title = 1">'
      state.operation.audit.push(entry('log_1', { target: name, after: { name }, before: null }))
    })
    await rows(page).first().locator('summary').click()
    await rows(page).getByRole('cell', { name: '<img src=x' }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
  })
})
