/** How much JavaScript must arrive before the playground is there. */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { setUpDashboard, signIn } from './dashboard-page.ts'

const { openDoor } = setUpDashboard()

const MOST_KB = 200

it('is at most 200 kB compressed, and other screens come when they are gone to', async () => {
  const { page } = await openDoor()
  const scripts = new Map<string, Promise<Buffer>>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.set(pathname, response.body())
  })
  await page.reload()
  await signIn(page)
  await page.getByRole('slider').first().waitFor()
  const sizes = await Promise.all([...scripts.values()].map(async (body) => gzipSync(await body).length))
  const kb = sizes.reduce((sum, size) => sum + size, 0) / 1000
  expect(kb).toBeGreaterThan(50)
  expect(kb).toBeLessThan(MOST_KB)
  const names = () => [...scripts.keys()].join(' ')
  expect(names()).toContain('playground-screen')
  expect(names()).not.toContain('keys-screen')
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor()
  expect(names()).toContain('keys-screen')
})
