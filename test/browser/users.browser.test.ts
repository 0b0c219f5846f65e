import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { belief, profileOf, thumb } from './fake-users.ts'
import { furnish } from './screens.ts'

const { openAt } = setUpDashboard()

describe('users', () => {
  it('are found by the beginning of their names, which the address keeps', async () => {
    const { page, edge } = await openAt('/users', furnish)
    const users = page.getByRole('list', { name: 'Users' })
    await users.getByRole('link', { name: 'grace' }).waitFor()
    expect(await users.getByRole('listitem').count()).toBe(3)
    await page.getByLabel('Names that begin with').fill('ad')
    await page.getByText('2 users').waitFor()
    expect(await users.getByRole('link').allTextContents()).toEqual(['ada', 'adam'])
    expect(await users.getByRole('listitem').first().textContent()).toMatch(/formal \+0\.60.*warm −0\.30/)
    expect(new URL(page.url()).search).toBe('?prefix=ad')
    await page.reload()
    await page.getByText('2 users').waitFor()
    expect(await page.getByLabel('Names that begin with').inputValue()).toBe('ad')
    expect(edge.callsOf('GET', /profiles\?prefix=ad$/).length).toBeGreaterThan(0)
  })

  it('may be very many: a page is asked for as it is scrolled to, and only what is seen is made', async () => {
    const { page, edge } = await openAt('/users', ({ state }) => {
      for (let i = 0; i < 250; i++) {
        const user = `user-${String(i).padStart(3, '0')}`
        state.profiles.set(user, profileOf(user))
      }
    })
    await page.getByText('100 or more users').waitFor()
    expect(await page.getByRole('listitem').count()).toBeLessThan(60)
    const pages = () => new Set(edge.callsOf('GET', /profiles/).map(({ path }) => path))
    expect([...pages()]).toEqual(['/v1/profiles'])
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 20_000)
        return page.getByText('250 users').count()
      })
      .toBe(1)
    await page.getByRole('link', { name: 'user-249' }).waitFor()
    expect([...pages()]).toEqual(['/v1/profiles', '/v1/profiles?after=user-099', '/v1/profiles?after=user-199'])
  })

  it('that are not stored can be looked at all the same, whatever they are called', async () => {
    const { page } = await openAt('/users', furnish)
    await page.getByLabel('Names that begin with').fill('a/b?c%20#')
    await page.getByRole('link', { name: 'Look at a/b?c%20# all the same' }).click()
    await page.getByRole('heading', { level: 1, name: 'a/b?c%20#', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'a/b?c%20#', exact: true }).waitFor()
  })

  it('that cannot be had are said so, and asked for again', async () => {
    const { page, edge } = await openAt('/users', (made) => {
      furnish(made)
      made.state.refuse.set('GET /v1/profiles', new ApiError(403, 'scope', 'This key lacks the scope profiles.'))
    })
    await page.getByText('This key lacks the scope profiles.').waitFor()
    edge.state.refuse.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'grace' }).waitFor()
  })
})

describe('a user', () => {
  it('is explained within three clicks from anywhere', async () => {
    const { page } = await openAt('/playground', furnish)
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('link', { name: 'ada', exact: true }).click()
    const formal = page.getByRole('listitem').filter({ hasText: 'clearly more formal' }).first()
    await formal.getByText('Why').click()
    await formal.getByText('liked an answer').waitFor()
    expect(await formal.textContent()).toContain('+0.21')
    await formal.getByRole('img', { name: '0.60, nine times in ten within 0.35 … 0.85' }).waitFor()
    expect(await page.getByText('held by hand').count()).toBe(1)
    await page.getByText('Nothing is known of 1 axis').waitFor()
  })

  it('is held at a strength, at once, which can be undone', async () => {
    const { page, edge } = await openAt('/users/ada', furnish)
    await page.getByRole('button', { name: 'Hold formal' }).click()
    await page.getByLabel('Hold formal at').fill('-0.5')
    await page.getByRole('button', { name: 'Hold here' }).click()
    await page.locator('.toast').getByText('formal is held at −0.50.').waitFor()
    await page.getByRole('img', { name: 'held at −0.50' }).waitFor()
    const bodies = () => edge.callsOf('PATCH', /profiles\/ada/).map(({ body }) => body)
    expect(bodies()).toEqual([{ strengths: { formal: -0.5 } }])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(bodies).toEqual([{ strengths: { formal: -0.5 } }, { strengths: { formal: null } }])
    await page.getByRole('button', { name: 'Hold formal' }).waitFor()
  })

  it('is let go of', async () => {
    const { page, edge } = await openAt('/users/ada', furnish)
    await page.getByRole('button', { name: 'Let go of warm' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Let go of warm' }).count()).toBe(0)
    expect(edge.callsOf('PATCH', /profiles\/ada/)[0]!.body).toEqual({ strengths: { warm: null } })
  })

  it('is as before where the server refuses, and why is said', async () => {
    const { page } = await openAt('/users/ada', (edge) => {
      furnish(edge)
      edge.state.refuse.set('PATCH /v1/profiles/ada', new ApiError(403, 'quota', 'There are too many profiles.'))
    })
    await page.getByRole('button', { name: 'Hold formal' }).click()
    await page.getByRole('button', { name: 'Hold here' }).click()
    await page.getByText('There are too many profiles.').first().waitFor()
    await page.getByRole('img', { name: '0.60, nine times in ten' }).waitFor()
  })

  it('has what they signalled taken back, unless that is undone first', async () => {
    const { page, edge } = await openAt('/users/ada', furnish)
    const signals = page.getByRole('list', { name: 'Signals' })
    await signals.getByRole('button', { name: 'signalled: liked' }).click()
    expect(await signals.getByRole('listitem').count()).toBe(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => signals.getByRole('listitem').count()).toBe(2)
    expect(edge.callsOf('DELETE', /feedback/)).toEqual([])
    await signals.getByRole('button', { name: 'signalled: disliked' }).click()
    await page.getByRole('button', { name: 'Close this notice' }).last().click()
    await expect.poll(() => edge.state.users.signals.map(({ id }) => id)).toEqual(['sig_2'])
    await expect.poll(() => signals.getByRole('listitem').count()).toBe(1)
  })

  it('begins anew', async () => {
    const { page, edge } = await openAt('/users/ada', furnish)
    await page.getByRole('button', { name: 'Reset' }).click()
    const dialog = page.getByRole('dialog', { name: 'Begin anew with ada?' })
    await dialog.getByLabel('Let go of what is held by hand').check()
    await dialog.getByRole('button', { name: 'Reset' }).click()
    await page.getByText('Nothing yet.').waitFor()
    expect(edge.callsOf('POST', /profiles\/ada\/reset/)[0]!.body).toEqual({ pins: true })
  })

  it('is erased once the name is typed', async () => {
    const { page, edge } = await openAt('/users/ada', furnish)
    await page.getByRole('button', { name: 'Erase' }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase ada?' })
    const erase = dialog.getByRole('button', { name: 'Erase for good' })
    await dialog.getByLabel('Type ada to be sure').fill('adam')
    expect(await erase.isDisabled()).toBe(true)
    await dialog.getByLabel('Type ada to be sure').fill('ada')
    await erase.click()
    await page.getByText('ada is erased.').first().waitFor()
    await page.getByRole('link', { name: 'adam' }).waitFor()
    expect(await page.getByRole('link', { name: 'ada', exact: true }).count()).toBe(0)
    expect(edge.state.users.erased).toEqual(['ada'])
  })

  it('is exported whole, over as many calls as it takes', async () => {
    const { page } = await openAt('/users/ada', furnish)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('ada.ndjson')
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).object)).toEqual(['profile', 'export_end', 'answer', 'export_end'])
  })

  it('can be played', async () => {
    const { page } = await openAt('/users/ada', furnish)
    await page.getByRole('link', { name: 'Playground as ada' }).click()
    await page.getByText('ada’s profile is on the sliders.').waitFor()
    expect(await slider(page, 'formal').inputValue()).toBe('0.6')
    expect(await page.getByLabel('User', { exact: true }).inputValue()).toBe('ada')
  })

  it('has text shown as text, whatever is in it', async () => {
    const name = '<img src=x onerror="window.hit=1">'
    const { page } = await openAt('/users', ({ state }) => {
      state.profiles.set(name, profileOf(name))
      state.users.signals.push(thumb('sig_1', name, 'up'))
      state.users.beliefs.set(name, [belief('formal', { effect: '<b>more</b>' })])
    })
    await page.getByRole('link', { name }).click()
    await page.getByText('<b>more</b>').waitFor()
    expect(await page.evaluate('window.hit')).toBeUndefined()
  })
})
