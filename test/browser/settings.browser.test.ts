import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { furnishAdmin } from './admin-screens.ts'
import { setUpDashboard, signIn } from './dashboard-page.ts'
import type { FakeEdge } from './fake-edge.ts'

const { openAt, openDoor } = setUpDashboard()
const open = (prepare = furnishAdmin) => openAt('/settings', prepare)

const panel = (page: Page, name: string) => page.getByRole('region', { name })
const save = (page: Page) => panel(page, 'Project').getByRole('button', { name: 'Save' })
const changes = (edge: FakeEdge) => edge.callsOf('PATCH', /^\/v1\/project$/).map(({ body }) => body)
const told = (page: Page, message: string | RegExp) => page.getByRole('region', { name: /Notices/ }).getByText(message)

describe('the settings of the project', () => {
  it('are saved field by field, and learning as a whole', async () => {
    const { page, edge } = await open()
    expect(await save(page).isDisabled()).toBe(true)
    await page.getByLabel('Name', { exact: true }).fill('Corner Shop 2')
    await page.getByLabel('Origins of web pages').fill('https://app.example.com\nhttps://two.example.com\n')
    await page.getByLabel('Strength of formal').fill('-0.25')
    await page.getByLabel('Add an axis').selectOption('warm')
    await page.getByText('Not saved yet: Name, Origins, Default edits').waitFor()
    await save(page).click()
    await told(page, 'Settings saved.').waitFor()
    await page.getByLabel('Half-life in days').fill('')
    await page.getByLabel('Explore', { exact: true }).uncheck()
    await page.locator('summary', { hasText: 'Weights' }).click()
    await page.getByLabel('Thumbs').fill('0.5')
    await save(page).click()
    await expect.poll(() => changes(edge).length).toBe(2)
    const { learning } = edge.state.administration.project
    expect(changes(edge)[0]).toEqual({
      name: 'Corner Shop 2',
      origins: ['https://app.example.com', 'https://two.example.com'],
      default_edits: { formal: { value: -0.25, mode: 'add' }, warm: { value: 0.5, mode: 'add' } },
    })
    expect(Object.keys(changes(edge)[1])).toEqual(['learning'])
    expect(learning).toMatchObject({ half_life_days: null, explore: false, enabled: true, retention_days: 730 })
    expect(learning.weights).toMatchObject({ thumb: 0.5, pick: 1, copy: 0.3 })
    await expect.poll(() => save(page).isDisabled()).toBe(true)
    await page.getByText('Corner Shop 2', { exact: true }).waitFor()
  })

  it('keep what is typed over a reload and an ended session, until it is saved or discarded', async () => {
    const { page, edge } = await open()
    await page.getByLabel('Name', { exact: true }).fill('Half a na')
    await page.reload()
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a na')
    // Nothing is being read any more, so that it is the change that finds the session ended.
    await page.waitForLoadState('networkidle')
    edge.state.signedIn = false
    await save(page).click()
    await page.getByText('Sign in again').waitFor()
    await signIn(page)
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a na')
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Corner Shop')
  })

  it('tell the second of two admins what the first one changed, and lose nothing of either', async () => {
    const { page, edge } = await open()
    await page.getByLabel('Name', { exact: true }).fill('Mine')
    await page.getByLabel('Hours for which answers are kept').fill('48')
    Object.assign(edge.state.administration.project, { name: 'Theirs', log_prompts: true })
    await save(page).click()
    const clash = panel(page, 'Project').getByRole('alert', { name: 'Changed meanwhile' })
    await clash.waitFor()
    const rows = await clash.getByRole('row').allTextContents()
    expect(rows.slice(1)).toEqual(['NameTheirsMine', 'Log promptsonas theirs'])
    expect(edge.state.administration.project.name).toBe('Theirs')
    expect(await save(page).isDisabled()).toBe(true)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Mine')
    expect(await page.getByLabel('Log prompts').isChecked()).toBe(true)

    await clash.getByRole('button', { name: 'Keep mine' }).click()
    await save(page).click()
    await told(page, 'Settings saved.').waitFor()
    expect(changes(edge).at(-1)).toEqual({ name: 'Mine', answer_retention_seconds: 172_800 })
    expect(edge.state.administration.project).toMatchObject({ name: 'Mine', log_prompts: true })
  })

  it('go on with what the other stored, where that is chosen', async () => {
    const { page, edge } = await open()
    await page.getByLabel('Name', { exact: true }).fill('Mine')
    await page.getByLabel('Basis').selectOption('orthogonal')
    edge.state.administration.project.name = 'Theirs'
    await save(page).click()
    await page.getByRole('button', { name: 'Take theirs' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Theirs')
    await save(page).click()
    await expect.poll(() => edge.state.administration.project.basis).toBe('orthogonal')
    expect(changes(edge).at(-1)).toEqual({ basis: 'orthogonal' })
  })

  it('say beside the form what the server refuses, and keep what was typed', async () => {
    const { page, edge } = await open()
    const message = 'origins.0: an origin is like https://app.example.com: no path, no slash at the end'
    edge.state.refuse.set('PATCH /v1/project', new ApiError(400, 'invalid', message, { param: 'origins.0' }))
    const origins = page.getByLabel('Origins of web pages')
    await origins.fill('https://app.example.com/')
    await save(page).click()
    await panel(page, 'Project').getByText(message).waitFor()
    expect(await origins.getAttribute('aria-invalid')).toBe('true')
    expect(await origins.inputValue()).toBe('https://app.example.com/')
  })
})

describe('people', () => {
  it('are invited by a link that is shown once, and makes a member with a key of their own', async () => {
    const { page, edge } = await open()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill('new@example.com')
    await dialog.getByLabel('Role').selectOption('viewer')
    await dialog.getByRole('button', { name: 'Make the link' }).click()
    const link = await dialog.getByLabel('Link for them').inputValue()
    expect(link).toBe(`${edge.url}/join#the-invitation`)
    expect(edge.callsOf('POST', /invitations/)[0]!.body).toEqual({ email: 'new@example.com', role: 'viewer' })
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('list', { name: 'Open invitations' }).getByText('new@example.com').first().waitFor()
    await expect.poll(() => page.content()).not.toContain('the-invitation')
  })

  it('get another role, which can be undone, and are removed after a question', async () => {
    const { page, edge } = await open()
    const { members } = edge.state.administration
    await page.getByLabel('Role of Leo').selectOption('admin')
    await told(page, 'Leo is admin now.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await expect.poll(() => members[1]!.role).toBe('editor')
    await page.getByRole('button', { name: 'Remove Leo' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => members.map(({ name }) => name)).toEqual(['Mia'])
  })

  it('stay what they were where the server refuses', async () => {
    const { page, edge } = await open()
    edge.state.refuse.set('PATCH /v1/members/mem_1', new ApiError(409, 'last_owner', 'Mia is the last owner.'))
    await page.getByLabel('Role of Mia').selectOption('viewer')
    await told(page, 'Mia is the last owner.').waitFor()
    await expect.poll(() => page.getByLabel('Role of Mia').inputValue()).toBe('owner')
  })

  it('whose invitation is withdrawn can be left in after all', async () => {
    const { page, edge } = await open()
    await page.getByRole('button', { name: 'Withdraw the invitation of zoe@example.com' }).click()
    await told(page, 'The invitation of zoe@example.com is withdrawn.').waitFor()
    expect(await page.getByRole('list', { name: 'Open invitations' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('list', { name: 'Open invitations' }).getByText('zoe@example.com').first().waitFor()
    expect(edge.callsOf('DELETE', /invitations/)).toEqual([])
  })

  it('who come by their link get a key, once, and sign in with it', async () => {
    const { page } = await openDoor({}, '/join#the-invitation')
    await page.route('**/v1/invitations/accept', async (route) => {
      expect(route.request().postDataJSON()).toEqual({ token: 'the-invitation', name: 'Zoe' })
      const member = {
        object: 'member',
        id: 'mem_3',
        name: 'Zoe',
        email: 'zoe@example.com',
        role: 'viewer',
        created: 1,
      }
      await route.fulfill({ status: 201, json: { member, key: { id: 'key_9', secret: 'sk-attune-test' } } })
    })
    await page.getByLabel('Your name').fill('Zoe')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('Welcome, Zoe').waitFor()
    expect(await page.getByLabel('Your key').inputValue()).toBe('sk-attune-test')
    await page.getByRole('button', { name: 'I have kept it: sign in' }).click()
    await page.getByLabel('Prompt', { exact: true }).waitFor()
    expect(page.url()).not.toContain('the-invitation')
  })

  it('whose link is spent are told so', async () => {
    const { page } = await openDoor({}, '/join#spent')
    await page.route('**/v1/invitations/accept', (route) =>
      route.fulfill({ status: 400, json: { error: { message: 'This invitation is not valid.', param: null } } }),
    )
    await page.getByLabel('Your name').fill('Zoe')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('This invitation is not valid.').waitFor()
  })
})

describe('issuers', () => {
  it('are registered and removed, with a moment to undo that', async () => {
    const { page, edge } = await open()
    await page.getByRole('button', { name: 'Register an issuer' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Issuer', { exact: true }).fill('https://id.example.com')
    await dialog.getByLabel('Address of its public keys').fill('https://id.example.com/jwks')
    await dialog.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('list', { name: 'Issuers' }).getByText('https://id.example.com').first().waitFor()
    expect(edge.callsOf('POST', /issuers/)[0]!.body).toEqual({
      issuer: 'https://id.example.com',
      jwks_url: 'https://id.example.com/jwks',
      user_claim: 'sub',
    })
    await page.getByRole('button', { name: 'Remove https://id.example.com' }).click()
    await told(page, 'is trusted no longer').waitFor()
    await page.getByRole('button', { name: 'Close this notice' }).first().click()
    await expect.poll(() => edge.state.administration.issuers.length).toBe(1)
  })
})

describe('the end', () => {
  it('can be prepared for: all of the project is downloaded', async () => {
    const { page } = await open()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export the project' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('proj_1.ndjson')
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ name: 'Corner Shop' })
  })

  it('comes only once the name is typed, and leads to the door', async () => {
    const { page, edge } = await open()
    await page.getByRole('button', { name: 'Delete the project' }).click()
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Delete for good' })
    await dialog.getByRole('textbox').fill('corner shop')
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Corner Shop')
    await button.click()
    await page.getByLabel('API key').waitFor()
    expect(edge.callsOf('DELETE', /project/)[0]!.body).toEqual({ confirm: 'Corner Shop' })
  })
})

it('a key without the scope project is told which scope people and issuers need, and sees the rest', async () => {
  const { page } = await open((edge) => {
    furnishAdmin(edge)
    const message = "This needs a key with the scope 'project'; this one has chat, keys."
    for (const path of ['members', 'issuers']) {
      edge.state.refuse.set(`GET /v1/${path}`, new ApiError(403, 'insufficient_scope', message))
    }
  })
  for (const name of ['People', 'User-token issuers']) {
    await panel(page, name).getByText("the scope 'project'").waitFor()
    expect(await panel(page, name).getByRole('button').count()).toBe(0)
  }
  await page.getByLabel('Name', { exact: true }).waitFor()
})
