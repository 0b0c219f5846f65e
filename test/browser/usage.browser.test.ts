import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { daysAgo, furnishAdmin } from './admin-screens.ts'
import { setUpDashboard } from './dashboard-page.ts'
import { used } from './fake-operation.ts'

const { openAt } = setUpDashboard()

/** As the browser has it; these tests know no DOM. */
type Canvas = {
  width: number
  height: number
  getContext: (kind: '2d') => { getImageData: (...corner: number[]) => { data: Uint8ClampedArray } }
}

const table = (page: Page, group: string) => page.getByRole('region', { name: `Usage by ${group}, as a table` })
const limits = (page: Page) => page.getByRole('region', { name: 'Limits' })
const texts = (page: Page, group: string) => table(page, group).getByRole('row').allTextContents()

describe('usage', () => {
  it('is drawn by day, in both colours, and said in numbers below', async () => {
    const { page, edge } = await openAt('/usage', furnishAdmin)
    await page.locator('.chart canvas').waitFor()
    const chart = page.getByRole('img', { name: /^Tokens a day from/ })
    expect(await chart.getAttribute('aria-label')).toContain(`the most, 38.4K, on ${daysAgo(0)}`)
    expect((await texts(page, 'day'))[1]).toBe(`${daysAgo(0)}2401124,0009,60014,400`)
    expect(edge.callsOf('GET', /usage/)[0]!.path).toBe(`/v1/usage?group_by=day&from=${daysAgo(29)}&to=${daysAgo(0)}`)
    const colours = () =>
      page.locator('.chart canvas').evaluate((one) => {
        const { width, height, getContext } = one as unknown as Canvas
        const { data } = getContext.call(one, '2d').getImageData(0, 0, width, height)
        const found = new Set<string>()
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(data.slice(i, i + 3).join())
        return [...found]
      })
    await expect.poll(colours).toEqual(expect.arrayContaining(['15,118,110', '166,74,26']))
    await page.getByLabel('Colours').selectOption('dark')
    await expect.poll(colours).toEqual(expect.arrayContaining(['79,199,186', '240,154,95']))
  })

  it('is asked for by another group and other days, which the address keeps', async () => {
    const { page, edge } = await openAt('/usage', furnishAdmin)
    await page.getByLabel('By', { exact: true }).selectOption('user')
    await page.getByRole('button', { name: '7 days' }).click()
    await expect.poll(() => texts(page, 'user')).toContain('ada40114,0001,6002,400')
    expect((await texts(page, 'user'))[1]).toContain('none named')
    await page.reload()
    await table(page, 'user').getByRole('link', { name: 'ada' }).waitFor()
    expect(edge.callsOf('GET', /usage/).at(-1)!.path).toBe(
      `/v1/usage?group_by=user&from=${daysAgo(6)}&to=${daysAgo(0)}`,
    )
    await page.getByLabel('By', { exact: true }).selectOption('axis')
    await expect.poll(() => texts(page, 'axis')).toContain('formal314,1000.47')
  })

  it('of many users comes page by page', async () => {
    const { page } = await openAt('/usage?by=user', (edge) => {
      edge.state.operation.usage.user = Array.from({ length: 130 }, (_, i) => used(`user-${1000 + i}`, 5))
    })
    await page.getByRole('button', { name: 'Show more' }).click()
    await table(page, 'user').getByRole('link', { name: 'user-1129' }).waitFor()
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  })

  it('says what belongs there before there is any, and what is wrong with a range', async () => {
    const { page } = await openAt('/usage')
    await page.getByText('Nothing was used in these days').waitFor()
    await page.getByLabel('To', { exact: true }).fill('2020-01-01')
    await page.getByText('The first day is after the last.').waitFor()
  })

  it('needs the scope usage, and limits the scope project: each says so for itself', async () => {
    const { page } = await openAt('/usage?by=model', (edge) => {
      const refuse = (scope: string) =>
        new ApiError(403, 'insufficient_scope', `This needs a key with the scope '${scope}'; this one has chat.`)
      edge.state.refuse.set(`GET /v1/usage?group_by=model&from=${daysAgo(29)}&to=${daysAgo(0)}`, refuse('usage'))
      edge.state.refuse.set('GET /v1/limits', refuse('project'))
    })
    await page.getByText("the scope 'usage'").waitFor()
    await limits(page).getByText("the scope 'project'").waitFor()
    expect(await limits(page).getByRole('button').count()).toBe(0)
  })
})

describe('limits', () => {
  it('show what is used of budget and quotas, and that the warning is due', async () => {
    const { page } = await openAt('/usage', furnishAdmin)
    await limits(page)
      .getByText('84 % of the month’s budget is spent. Webhooks for budget.warning were told at 80 %.')
      .waitFor()
    const meter = limits(page).getByRole('meter', { name: 'Tokens in 2026-11' })
    expect(await meter.getAttribute('aria-valuetext')).toBe('4.2M of 5M')
    const files = limits(page).getByRole('meter', { name: 'Directions’ files' })
    expect(await files.getAttribute('aria-valuetext')).toBe('50.0 MiB of 10.0 GiB')
  })

  it('are changed all at once, with what was seen as the condition', async () => {
    const { page, edge } = await openAt('/usage', furnishAdmin)
    await limits(page).getByRole('button', { name: 'Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Tokens a month').fill('')
    await dialog.getByLabel('Requests a minute, each key').fill('60')
    await dialog.getByLabel('Directions’ files, in GiB').fill('20')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await limits(page).getByText('There is no budget').waitFor()
    const none = { requests_per_minute: null, tokens_per_minute: null, running: null }
    expect(edge.callsOf('PUT', /limits/)[0]!.body).toEqual({
      key: { ...none, requests_per_minute: 60 },
      user: { ...none, requests_per_minute: 20 },
      running: null,
      fits_per_day: null,
      tokens_per_month: null,
      warn_at: 0.8,
      storage: {
        profiles: 1_000_000,
        axes: 1000,
        private_axes: 1000,
        versions: 10_000,
        artifact_bytes: 20 * 2 ** 30,
      },
    })
    expect(await dialog.count()).toBe(0)
  })

  it('that somebody else changed meanwhile are shown beside what was typed, and nothing is lost', async () => {
    const { page, edge } = await openAt('/usage', furnishAdmin)
    await limits(page).getByRole('button', { name: 'Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Tokens a month').fill('9000000')
    edge.state.administration.limits.tokens_per_month = 6_000_000
    await dialog.getByRole('button', { name: 'Save' }).click()
    const clash = dialog.getByRole('alert', { name: 'Changed meanwhile' })
    await clash.getByRole('row', { name: 'Tokens a month 6,000,000 9,000,000' }).waitFor()
    await clash.getByRole('button', { name: 'Keep mine' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => edge.state.administration.limits.tokens_per_month).toBe(9_000_000)
  })
})
