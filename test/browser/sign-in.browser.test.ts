import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { setUpDashboard, signIn, slider } from './dashboard-page.ts'
import { KEY } from './fake-edge.ts'

const { open, openAt, openDoor } = setUpDashboard()

const stored = 'JSON.stringify([Object.values(sessionStorage), Object.values(localStorage), document.cookie])'

describe('signing in', () => {
  it('shows what the server says of a wrong key and keeps nothing of it', async () => {
    const { page } = await openDoor()
    await signIn(page, 'sk-attune-wrong')
    await page.getByText('This API key is not known.').waitFor()
    expect(await page.evaluate(stored)).toBe('[[],[],""]')
  })

  it('asks nobody about something that cannot be a key', async () => {
    const { page, edge } = await openDoor()
    await signIn(page, 'schlüssel mit Lücke')
    await page.getByText('A key is one word').waitFor()
    expect(edge.callsOf('POST', /./)).toEqual([])
  })

  it('keeps nothing that a script could read, and lasts over a reload, until one signs out', async () => {
    const { page, edge } = await open()
    expect(await page.evaluate(stored)).toBe('[[],[],""]')
    expect(await page.content()).not.toContain(KEY)
    await page.reload()
    await page.getByText('Corner Shop').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
    expect(edge.state.signedIn).toBe(false)
    await page.reload()
    await page.getByLabel('API key').waitFor()
  })

  it('goes back to the door, with the reason, when the key is refused later, and keeps what was typed', async () => {
    const { page, edge } = await open()
    await page.getByLabel('Prompt', { exact: true }).fill('Half a question')
    await slider(page, 'warm').fill('0.3')
    edge.state.refuse.set('GET /v1/profiles/ada', new ApiError(401, 'key_revoked', 'This API key was revoked.'))
    await page.getByLabel('User').fill('ada')
    await page.getByRole('button', { name: 'Load' }).click()
    await page.locator('.sign-in').getByText('This API key was revoked.').waitFor()
    expect(await page.getByLabel('API key').count()).toBe(1)
    expect(await page.getByLabel('Prompt', { exact: true }).isVisible()).toBe(false)
    edge.state.refuse.clear()
    await signIn(page)
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('Half a question')
    expect(await slider(page, 'warm').inputValue()).toBe('0.3')
    await page.reload()
    await expect.poll(() => page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('Half a question')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
    expect(await page.evaluate(stored)).toBe('[[],[],""]')
  })

  it('comes back to a window that was open, with what was typed there', async () => {
    const { page, edge } = await openAt('/axes/formal')
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit formal' })
    const name = dialog.getByRole('group', { name: 'Positive pole' }).getByLabel('Name')
    await name.fill('very formal')
    edge.state.refuse.set('PATCH /v1/axes/formal', new ApiError(401, 'session_ended', 'This session has ended.'))
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.locator('.sign-in').getByText('This session has ended.').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.sign-in').getByLabel('API key').waitFor()
    expect(await dialog.isVisible()).toBe(false)
    edge.state.refuse.clear()
    await signIn(page)
    await dialog.waitFor()
    expect(await name.inputValue()).toBe('very formal')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => dialog.count()).toBe(0)
    expect(edge.state.axes[0]!.positive.name).toBe('very formal')
  })

  it('shows nothing of one project to who signs in to another, nor what was typed there', async () => {
    const { page, edge } = await open()
    await page.getByLabel('Prompt', { exact: true }).fill('A question of the corner shop')
    edge.state.refuse.set('GET /v1/profiles/ada', new ApiError(401, 'key_revoked', 'This API key was revoked.'))
    await page.getByLabel('User').fill('ada')
    await page.getByRole('button', { name: 'Load' }).click()
    await page.locator('.sign-in').getByText('This API key was revoked.').waitFor()
    edge.state.project = 'proj_2'
    await signIn(page)
    await page.getByLabel('Prompt', { exact: true }).waitFor()
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('')
    expect(await page.getByLabel('User').inputValue()).toBe('')
  })

  it('says so when the server is away, and signs in once it is back', async () => {
    const { page, edge } = await openDoor()
    await edge.close()
    await signIn(page)
    await page.getByText('The server cannot be reached.').waitFor()
    await edge.reopen()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Corner Shop').waitFor()
  })
})
