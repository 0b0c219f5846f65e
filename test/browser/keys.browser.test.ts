import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { setUpDashboard } from './dashboard-page.ts'

const { openAt } = setUpDashboard()

describe('a key', () => {
  it('is made with what it may do, and its secret is shown once', async () => {
    const { page, edge } = await openAt('/keys')
    await page.getByRole('button', { name: '+ New key' }).click()
    const dialog = page.getByRole('dialog', { name: 'New key' })
    await dialog.getByLabel('Name', { exact: true }).fill('web app')
    await dialog.getByRole('checkbox', { name: 'profiles' }).uncheck()
    await dialog.getByLabel('How long it lasts').selectOption({ label: '30 days' })
    await dialog.getByText('Hold it to less').click()
    await dialog.getByLabel('Only from these addresses').fill('192.0.2.0/24\n\n2001:db8::/32')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    const told = page.getByRole('dialog', { name: 'The secret of web app' })
    await told.getByText('sk-attune-1_key_2').waitFor()
    const { body } = edge.callsOf('POST', /keys/)[0]!
    expect(body).toEqual({
      name: 'web app',
      scopes: ['chat'],
      expires_at: expect.any(Number),
      addresses: ['192.0.2.0/24', '2001:db8::/32'],
    })
    await told.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Revoke web app' }).waitFor()
    await expect.poll(() => page.content()).not.toContain('sk-attune-1_key_2')
    expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage])')).not.toContain('sk-attune-1_key_2')
  })

  it('that the server refuses is said so, and what was typed stays, over a reload too', async () => {
    const { page } = await openAt('/keys', ({ state }) => {
      state.refuse.set('POST /v1/keys', new ApiError(403, 'scope', 'Only scopes of your own can be given.'))
    })
    await page.getByRole('button', { name: '+ New key' }).click()
    const dialog = page.getByRole('dialog', { name: 'New key' })
    await dialog.getByLabel('Name', { exact: true }).fill('web app')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    await dialog.getByText('Only scopes of your own can be given.').waitFor()
    await page.reload()
    await page.getByRole('button', { name: '+ New key' }).click()
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('web app')
  })

  it('is rotated, the old one opening for a while', async () => {
    const { page, edge } = await openAt('/keys')
    await page.getByRole('button', { name: 'Rotate mobile backend' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rotate mobile backend' })
    await dialog.getByLabel('How long the old secret still opens').selectOption({ label: 'An hour' })
    await dialog.getByRole('button', { name: 'Rotate' }).click()
    await page.getByRole('dialog', { name: 'The secret of mobile backend' }).waitFor()
    expect(edge.callsOf('POST', /rotate/)).toMatchObject([
      { path: '/v1/keys/key_app/rotate', body: { overlap_seconds: 3600 } },
    ])
  })

  it('is revoked once one is sure, and then stands among those that ended', async () => {
    const { page, edge } = await openAt('/keys')
    await page.getByRole('button', { name: 'Revoke mobile backend' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(edge.callsOf('DELETE', /keys/)).toEqual([])
    await page.getByRole('button', { name: 'Revoke mobile backend' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Revoke mobile backend' }).count()).toBe(0)
    await page.getByLabel('Those that were revoked').check()
    await page.getByText('revoked', { exact: true }).waitFor()
  })

  it('that this session hangs on warns of being signed out', async () => {
    const { page } = await openAt('/keys')
    await page.getByText('this session’s').waitFor()
    await page.getByRole('button', { name: 'Revoke development' }).click()
    await page.getByRole('dialog').getByText('you will be signed out').waitFor()
  })
})
