import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { answer, signIn, slider, write } from '../browser/dashboard-page.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { newProject } from './project.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

it('signs in, streams both answers, and steers while the text runs', async () => {
  const { url } = inject('pair')
  const project = await newProject()
  await using watched = await openPage(browser, url)
  const { page, faults } = watched
  page.setDefaultTimeout(60_000)
  const changes: { status: number; strengths: unknown }[] = []
  page.on('response', (response) => {
    if (response.request().method() !== 'PATCH') return
    changes.push({ status: response.status(), strengths: response.request().postDataJSON().strengths })
  })

  await signIn(page, 'sk-attune-wrong')
  await page.getByText('not valid').first().waitFor()
  await signIn(page, project.key)
  await page.getByLabel('Prompt', { exact: true }).waitFor()
  for (const name of ['formal', 'simple', 'optimistic', 'enthusiastic', 'warm', 'story'])
    await slider(page, name).waitFor()

  await page.getByText('Options').click()
  await page.getByLabel('Max tokens').fill('200')
  await slider(page, 'simple').fill('-1')
  await write(page, 'Tell me everything about the sea.')
  await page.keyboard.press('Enter')
  const text = (kind: 'Plain' | 'Steered') => answer(page, kind).getByRole('log').textContent()
  await expect.poll(async () => (await text('Steered'))!.length, { timeout: 60_000 }).toBeGreaterThan(20)
  await slider(page, 'simple').fill('1')

  await page.getByRole('button', { name: 'Send' }).waitFor()
  await answer(page, 'Steered').getByText('simple@1 +1.00').waitFor()
  await answer(page, 'Plain').getByText('nothing applied').waitFor()
  expect(changes).toEqual([{ status: 200, strengths: { simple: expect.objectContaining({ value: 1 }) } }])
  expect((await text('Plain'))!.length).toBeGreaterThan(50)
  expect(await text('Steered')).not.toBe(await text('Plain'))
  expect(faults).toEqual([])
})
