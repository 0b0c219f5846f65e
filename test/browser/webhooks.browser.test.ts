import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { furnishAdmin } from './admin-screens.ts'
import { setUpDashboard } from './dashboard-page.ts'

const { openAt } = setUpDashboard()

const told = (page: Page, message: string | RegExp) => page.getByRole('region', { name: /Notices/ }).getByText(message)
const webhooks = (page: Page) => page.getByRole('list', { name: 'Webhooks' })

describe('webhooks', () => {
  it('are made, with a secret that is shown once', async () => {
    const { page, edge } = await openAt('/webhooks')
    await page.getByText('No webhook yet').waitFor()
    await page.getByRole('button', { name: '+ New webhook' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('https://app.example.com/new')
    await dialog.getByLabel('direction.activated').uncheck()
    await dialog.getByLabel('budget.reached').check()
    await dialog.getByRole('button', { name: 'Make it' }).click()
    expect(await dialog.getByLabel('Secret').inputValue()).toBe('whsec_new')
    expect(edge.callsOf('POST', /webhooks$/)[0]!.body).toEqual({
      url: 'https://app.example.com/new',
      events: ['fit.finished', 'budget.reached'],
    })
    await page.keyboard.press('Escape')
    await webhooks(page).getByRole('link', { name: 'https://app.example.com/new' }).waitFor()
    await expect.poll(() => page.content()).not.toContain('whsec_new')
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('whsec_new')
  })

  it('at an address that cannot be are refused in place, and nothing typed is lost, not by a reload either', async () => {
    const { page } = await openAt('/webhooks')
    await page.getByRole('button', { name: '+ New webhook' }).click()
    const address = page.getByRole('dialog').getByLabel('Address')
    await address.fill('http://app.example.com')
    await page.getByRole('button', { name: 'Make it' }).click()
    await page.getByRole('dialog').getByText('url: an https address is expected').waitFor()
    expect(await address.getAttribute('aria-invalid')).toBe('true')
    await page.reload()
    await page.getByRole('button', { name: '+ New webhook' }).click()
    expect(await address.inputValue()).toBe('http://app.example.com')
  })

  it('are deleted once that can no longer be undone', async () => {
    const { page, edge } = await openAt('/webhooks', furnishAdmin)
    const remove = page.getByRole('button', { name: 'Delete the webhook to https://old.example.com/hook' })
    await remove.click()
    await told(page, 'is deleted').waitFor()
    expect(await webhooks(page).getByRole('listitem').count()).toBe(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    expect(await webhooks(page).getByRole('listitem').count()).toBe(2)
    expect(edge.callsOf('DELETE', /webhooks/)).toEqual([])
    await remove.click()
    await page.getByRole('button', { name: 'Close this notice' }).first().click()
    await expect.poll(() => edge.state.operation.webhooks.map(({ id }) => id)).toEqual(['wh_1'])
  })

  it('need a key with the scope project, and say so', async () => {
    const { page } = await openAt('/webhooks', ({ state }) => {
      const message = "This needs a key with the scope 'project'; this one has chat, usage."
      state.refuse.set('GET /v1/webhooks', new ApiError(403, 'insufficient_scope', message))
    })
    await page.getByText("the scope 'project'").waitFor()
    expect(await page.getByRole('button', { name: '+ New webhook' }).count()).toBe(0)
    expect(await page.getByText('No webhook yet').count()).toBe(0)
  })
})

describe('one webhook', () => {
  const open = () => openAt('/webhooks/wh_1', furnishAdmin)
  const rows = (page: Page) => page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem')

  it('shows every message with its answer, by state, and sends one again', async () => {
    const { page, edge } = await open()
    await rows(page).first().waitFor()
    const words = await page.getByRole('list', { name: 'Deliveries' }).textContent()
    for (const outcome of ['204, taken', '500, refused', 'no answer within ten seconds'])
      expect(words).toContain(outcome)
    await page.getByLabel('Deliveries shown').selectOption('failed')
    await expect.poll(() => edge.callsOf('GET', /deliveries\?state=failed/).length).toBe(1)
    await page.getByText('204, taken').waitFor({ state: 'hidden' })
    await page.getByText('1 attempt').first().click()
    await page.getByText('webhook-id: msg_del_2').waitFor()
    await page.getByRole('button', { name: /Send again.*direction\.activated/ }).click()
    await expect.poll(() => edge.callsOf('POST', /del_2\/redeliver$/).length).toBe(1)
    await page.getByLabel('Deliveries shown').selectOption('pending')
    await page.getByText('again ', { exact: false }).first().waitFor()
  })

  it('is tried at once, and the answer told', async () => {
    const { page } = await open()
    await page.getByRole('button', { name: 'Try it' }).click()
    await told(page, 'Tried: 204, taken').waitFor()
    await rows(page).getByText('webhook.test').first().waitFor()
  })

  it('is changed, disabled with a way back, and given another secret', async () => {
    const { page, edge } = await open()
    const [webhook] = edge.state.operation.webhooks
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('dialog').getByLabel('user.erased').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => webhook!.events).toEqual(['fit.finished', 'direction.activated', 'user.erased'])
    await page.getByRole('button', { name: 'Disable' }).click()
    await told(page, 'Disabled').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => webhook!.enabled).toBe(true)
    await page.getByRole('button', { name: 'Another secret' }).click()
    await page.getByRole('dialog').getByLabel('Hours for which the old secret signs too').fill('1')
    await page.getByRole('dialog').getByRole('button', { name: 'Make another secret' }).click()
    expect(await page.getByRole('dialog').getByLabel('Secret', { exact: true }).inputValue()).toBe('whsec_rotated')
    expect(edge.callsOf('POST', /rotate$/)[0]!.body).toEqual({ overlap: 3600 })
  })

  it('that is not there is said so', async () => {
    const { page } = await openAt('/webhooks/wh_9', furnishAdmin)
    await page.getByText("There is no webhook 'wh_9'.").waitFor()
  })
})
