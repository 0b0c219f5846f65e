/** What holds for every screen: it has an address, it can be reloaded, and it is for everybody. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ADMIN_WINDOWS } from './admin-screens.ts'
import { setUpDashboard, signIn } from './dashboard-page.ts'
import { furnish, SCREENS } from './screens.ts'

const { openAt, openDoor } = setUpDashboard()

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong, in words. Evaluated by the browser itself, so the page's own policy stays as strict as it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html + ' ' + node.failureSummary)))`,
  )
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

describe.each(SCREENS)('$path', ({ path, heading: name }) => {
  it('is shown again after a reload, with a title of its own', async () => {
    const { page } = await openAt(path, furnish)
    await heading(page, name).waitFor()
    await page.reload()
    await heading(page, name).waitFor()
    expect(page.url().endsWith(path)).toBe(true)
    expect(await page.title()).toBe(`${name} · Attune`)
    expect(await page.getByRole('main').count()).toBe(1)
  })

  it.each([
    ['light', 1360],
    ['dark', 1360],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'has no violation that axe finds, and is no wider than the screen: %s, %i px',
    async (colorScheme, width) => {
      const { page } = await openAt(path, furnish, { colorScheme, viewport: { width, height: 900 } })
      await heading(page, name).waitFor()
      await expect.poll(() => page.getByText('Loading').count()).toBe(0)
      for (const summary of await page.locator('main details:not([open]) > summary').all()) {
        if (await summary.isVisible()) await summary.click()
      }
      // What the header lies over while the page is scrolled is no fault of the page.
      await page.evaluate('scrollTo(0, 0)')
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    },
  )
})

it('the door has no violation that axe finds', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openDoor({ colorScheme })
    await page.getByLabel('API key').waitFor()
    expect(await violations(page)).toEqual([])
  }
})

/** Where each is, and the buttons that lead to it. */
const WINDOWS = [
  { path: '/axes/formal', buttons: ['Edit'] },
  { path: '/axes/formal', buttons: ['Import a version'] },
  { path: '/axes/formal', buttons: ['Change'] },
  { path: '/axes/formal/versions/1', buttons: ['Stop, keep version 2', 'Compare version 1 on users'] },
  { path: '/fits/fit_1', buttons: ['Full report'] },
  { path: '/keys', buttons: ['+ New key'] },
  { path: '/keys', buttons: ['Rotate mobile backend'] },
  { path: '/keys', buttons: ['Revoke mobile backend'] },
  { path: '/users/ada', buttons: ['Hold formal', 'Erase'] },
  { path: '/users/ada', buttons: ['Reset'] },
  { path: '/keys', buttons: ['Menu'] },
  ...ADMIN_WINDOWS,
] as const

it.each(WINDOWS)('the window behind $buttons of $path has no violation that axe finds', async ({ path, buttons }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openAt(path, furnish, { colorScheme, viewport: { width: 390, height: 844 } })
    for (const name of buttons) await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  }
})

describe('going from screen to screen', () => {
  it('marks where one is, tells the heading to screen readers, and comes back by the browser’s own button', async () => {
    const { page } = await openAt('/playground', furnish)
    const screens = page.getByRole('navigation', { name: 'Screens' })
    await screens.getByRole('link', { name: 'Users' }).click()
    await heading(page, 'Users').waitFor()
    await expect
      .poll(() => heading(page, 'Users').evaluate((one) => one === one.ownerDocument.activeElement))
      .toBe(true)
    expect(await screens.getByRole('link', { name: 'Users' }).getAttribute('aria-current')).toBe('page')
    expect(await screens.locator('[aria-current]').count()).toBe(1)
    await page.getByRole('link', { name: 'ada', exact: true }).click()
    await heading(page, 'ada').waitFor()
    expect(await screens.getByRole('link', { name: 'Users' }).getAttribute('aria-current')).toBe('page')
    await page.goBack()
    await heading(page, 'Users').waitFor()
  })

  it('skips what is the same everywhere by the first key', async () => {
    const { page } = await openAt('/axes', furnish)
    await page.reload()
    await heading(page, 'Axes').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    expect(new URL(page.url()).hash).toBe('')
  })

  it('says so where there is no such screen, and leads on', async () => {
    const { page } = await openAt('/no/such/screen')
    await heading(page, 'Nothing here').waitFor()
    await page.getByRole('link', { name: 'Go to the playground' }).click()
    await page.getByLabel('Prompt', { exact: true }).waitFor()
  })

  it('begins at the playground, and where one asked to go before signing in', async () => {
    const { page } = await openDoor()
    await signIn(page)
    await page.getByLabel('Prompt', { exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/playground')
  })

  it('keeps the colours that were chosen', async () => {
    const { page } = await openAt('/axes', furnish)
    const dark = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const before = await dark()
    await page.getByLabel('Colours').selectOption('dark')
    expect(await dark()).not.toBe(before)
    await page.reload()
    await heading(page, 'Axes').waitFor()
    expect(await dark()).not.toBe(before)
  })
})

describe('a lost connection', () => {
  it('is shown, and all is read again once it is back', async () => {
    const { page, edge } = await openAt('/users', furnish)
    await page.getByRole('link', { name: 'grace' }).waitFor()
    await edge.close()
    await page.getByLabel('Names that begin with').fill('g')
    await page.getByText('Connection lost.').waitFor()
    await edge.reopen()
    await page.getByText('Connected again.').first().waitFor()
    await page.getByRole('link', { name: 'grace' }).waitFor()
    expect(await page.getByText('Connection lost.').count()).toBe(0)
  })

  it('leaves a page on show where a screen had not been loaded yet', async () => {
    const { page, edge } = await openAt('/playground', furnish)
    await page.getByLabel('Prompt', { exact: true }).fill('Half a question')
    await edge.close()
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByText('Connection lost.').waitFor()
    await page.getByText('It has not been loaded yet').waitFor()
    expect(await page.getByRole('button', { name: 'Load it again' }).isDisabled()).toBe(true)
    await edge.reopen()
    await page.getByRole('button', { name: 'Load it again' }).click()
    await page.getByRole('link', { name: 'grace' }).waitFor()
    await page.getByRole('link', { name: 'Playground', exact: true }).click()
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('Half a question')
  })

  it('leaves a screen whose code did not arrive to be tried again', async () => {
    const { page } = await openAt('/playground', furnish)
    await page.route(/keys-screen/, (route) => route.abort())
    await page.getByRole('link', { name: 'Keys' }).click()
    await heading(page, 'Something went wrong').waitFor()
    await page.unroute(/keys-screen/)
    await page.getByRole('button', { name: 'Load it again' }).click()
    await heading(page, 'Keys').waitFor()
  })
})
