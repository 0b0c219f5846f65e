/** The built dashboard in a real browser, against a fake edge of each test's own. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { buildDashboard } from '../support/dashboard-build.ts'
import { axis, type FakeEdge, type FakeStream, KEY, startFakeEdge } from './fake-edge.ts'

export type Dashboard = { page: Page; edge: FakeEdge }

/** Builds once and launches once for a test file; what a test opens is closed, and its page must not have failed. */
export function setUpDashboard() {
  vi.setConfig({ testTimeout: 30_000 })
  let browser: Browser
  let built: Awaited<ReturnType<typeof buildDashboard>>
  const opened: { edge: FakeEdge; watched: WatchedPage }[] = []

  beforeAll(async () => {
    built = await buildDashboard()
    browser = await launchBrowser()
  }, 60_000)

  afterEach(async () => {
    const faults = opened.flatMap(({ watched }) => watched.faults)
    for (const { edge, watched } of opened.splice(0)) {
      await watched[Symbol.asyncDispose]()
      await edge.close()
    }
    expect(faults).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await built?.[Symbol.asyncDispose]()
  })

  async function openDoor(options?: BrowserContextOptions, path = '/'): Promise<Dashboard> {
    const edge = await startFakeEdge(built.folder)
    edge.state.axes = [axis('formal', 'casual', 'formal'), axis('warm', 'cold', 'warm')]
    const watched = await openPage(browser, edge.url + path, options)
    opened.push({ edge, watched })
    return { page: watched.page, edge }
  }

  /** Signed in at an address, with the axes formal and warm. `prepare` changes what the edge knows before. */
  async function openAt(
    path: string,
    prepare: (edge: FakeEdge) => void = () => {},
    options?: BrowserContextOptions,
  ): Promise<Dashboard> {
    const dashboard = await openDoor(options, path)
    prepare(dashboard.edge)
    await signIn(dashboard.page)
    await dashboard.page.locator('main h1').waitFor()
    return dashboard
  }

  /** At the playground. */
  async function open(prepare?: (edge: FakeEdge) => void, options?: BrowserContextOptions) {
    const dashboard = await openAt('/playground', prepare, options)
    await dashboard.page.getByLabel('Prompt', { exact: true }).waitFor()
    return dashboard
  }
  return { open, openAt, openDoor }
}

export async function signIn(page: Page, key = KEY) {
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export const slider = (page: Page, name: string) => page.getByRole('slider', { name: new RegExp(`^${name}`) })
export const answer = (page: Page, kind: 'Plain' | 'Steered') => page.getByRole('article', { name: `${kind} answer` })

/** Writes the prompt, and waits until it can be sent. */
export async function write(page: Page, prompt: string) {
  await page.getByLabel('Prompt', { exact: true }).fill(prompt)
  await expect.poll(() => page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true)
}

/** Asks with the slider of axis formal at +0.5, so that the two requests can be told apart. */
export async function ask({ page, edge }: Dashboard, prompt = 'Why is the sky blue?') {
  const before = edge.streams.length
  await slider(page, 'formal').fill('0.5')
  await write(page, prompt)
  await page.keyboard.press('Enter')
  await expect.poll(() => edge.streams.length).toBe(before + 2)
  const find = (steered: boolean): FakeStream => edge.streams.slice(before).find((one) => one.steered === steered)!
  return { plain: find(false), steered: find(true) }
}
