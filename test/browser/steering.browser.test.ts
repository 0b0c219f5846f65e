import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { answer, ask, setUpDashboard, slider } from './dashboard-page.ts'
import { axis, type FakeEdge } from './fake-edge.ts'

const { open } = setUpDashboard()

/** A call of the page's own: what it had sent before has arrived by the time it is answered. */
const roundTrip = (page: Page) => page.evaluate("fetch('/v1/models').then((response) => response.text())")

const CHANGES = /^\/v1\/generations\//

describe('sliders', () => {
  it('are there for every axis with an active direction, negative pole left', async () => {
    const { page } = await open(({ state }) => {
      state.axes.push({ ...axis('story', 'encyclopedic', 'story'), active: null })
    })
    await slider(page, 'formal').waitFor()
    expect(await page.getByRole('slider').count()).toBe(2)
    const [casual, formal] = await Promise.all(
      ['casual', 'formal'].map((name) =>
        page.locator('[data-axis=formal]').getByText(name, { exact: true }).first().boundingBox(),
      ),
    )
    expect(casual!.x).toBeLessThan(formal!.x)
  })

  it('go back to 0 on a double-click, and by their reset button', async () => {
    const { page } = await open()
    await slider(page, 'formal').fill('0.5')
    await slider(page, 'formal').dblclick()
    expect(await slider(page, 'formal').inputValue()).toBe('0')
    await slider(page, 'formal').fill('-0.5')
    await page.getByRole('button', { name: 'reset formal' }).click()
    expect(await slider(page, 'formal').inputValue()).toBe('0')
  })

  it('are moved by the keyboard and say where they stand', async () => {
    const { page } = await open()
    await slider(page, 'warm').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await slider(page, 'warm').getAttribute('aria-valuetext')).toBe('−0.10 cold')
  })

  it('reach ±1.5 in overdrive, and come back into ±1 without it', async () => {
    const dashboard = await open()
    const { page } = dashboard
    await page.getByLabel('Overdrive').check()
    await slider(page, 'warm').fill('1.5')
    const { steered } = await ask(dashboard)
    expect(steered.body.steering).toMatchObject({ overdrive: true, strengths: { warm: { value: 1.5 } } })
    await page.getByLabel('Overdrive').uncheck()
    expect(await slider(page, 'warm').inputValue()).toBe('1')
  })

  it('send the mode of their axis; neutralise has no negative side', async () => {
    const dashboard = await open()
    const { page } = dashboard
    await slider(page, 'warm').fill('-0.7')
    await page.getByLabel('Mode of warm').selectOption('neutralise')
    expect(await slider(page, 'warm').getAttribute('min')).toBe('0')
    await page.getByLabel('Mode of formal').selectOption('boost')
    const { steered } = await ask(dashboard)
    expect(steered.body.steering.strengths).toEqual({
      formal: { value: 0.5, mode: 'boost' },
      warm: { value: 0.7, mode: 'neutralise' },
    })
  })
})

describe('axes that overlap', () => {
  const overlapping = ({ state }: FakeEdge) => {
    for (const [i, { active }] of state.axes.entries()) {
      active!.correlated = [{ axis: state.axes[1 - i]!.id, cosine: -0.61 }]
    }
  }

  it('are named at their sliders, and warned of where they stand against each other', async () => {
    const { page } = await open(overlapping)
    const formal = page.locator('[data-axis=formal]')
    await formal.getByText('overlaps warm (−0.61)').waitFor()
    await formal.getByTitle('To move formal moves warm too, the other way').waitFor()
    await slider(page, 'formal').fill('0.5')
    await slider(page, 'warm').fill('-0.5')
    const warning = page.getByText('formal and warm overlap')
    expect(await warning.count()).toBe(0)
    await slider(page, 'warm').fill('0.5')
    await warning.waitFor()
    expect(await warning.count()).toBe(1)
  })

  it('are no matter where the project keeps them apart', async () => {
    const { page } = await open((edge) => {
      overlapping(edge)
      edge.state.administration.project.basis = 'orthogonal'
    })
    await slider(page, 'formal').fill('0.5')
    await slider(page, 'warm').fill('0.5')
    await expect.poll(() => page.getByText('overlap').count()).toBe(0)
  })
})

describe('a slider moved while the text streams', () => {
  it('changes the running generation, marks the text, and sends nothing after its end', async () => {
    const dashboard = await open()
    const { page, edge } = dashboard
    const { steered, plain } = await ask(dashboard)
    plain.finish()
    steered.say('One ', 'observes ')
    await answer(page, 'Steered').getByText('One observes').waitFor()
    await slider(page, 'formal').fill('-0.9')
    await expect.poll(() => edge.callsOf('PATCH', CHANGES).length).toBe(1)
    expect(edge.callsOf('PATCH', CHANGES)[0]).toMatchObject({
      path: `/v1/generations/${steered.id}`,
      body: { seq: 1, overdrive: false, strengths: { formal: { value: -0.9, mode: 'add' } } },
    })
    await page.getByTitle('casual ↔ formal +0.50 → −0.90').waitFor()
    steered.say('cool ', 'stuff.')
    await answer(page, 'Steered').getByText('cool stuff.').waitFor()
    const text = (await answer(page, 'Steered').getByRole('log').textContent())!
    expect(text.indexOf('formal −0.9')).toBeGreaterThan(text.indexOf('observes'))
    expect(text.indexOf('formal −0.9')).toBeLessThan(text.indexOf('cool'))

    // Back at 0 is news too: the axis stays named.
    await page.getByRole('button', { name: 'reset formal' }).click()
    await expect.poll(() => edge.callsOf('PATCH', CHANGES).length).toBe(2)
    expect(edge.callsOf('PATCH', CHANGES)[1]!.body).toMatchObject({ seq: 2, strengths: { formal: { value: 0 } } })

    steered.finish()
    await answer(page, 'Steered').getByText('2 live changes').waitFor()
    await page.getByRole('button', { name: 'Send' }).waitFor()
    await page.clock.install()
    await slider(page, 'formal').fill('1')
    await page.clock.runFor(1000)
    await roundTrip(page)
    expect(edge.callsOf('PATCH', CHANGES)).toHaveLength(2)
  })

  it('has one change in flight at a time; the last value wins and seq grows', async () => {
    const dashboard = await open()
    const { page, edge } = dashboard
    const { steered } = await ask(dashboard)
    steered.say('One ')
    await answer(page, 'Steered').getByText('One').waitFor()
    const held = Promise.withResolvers<void>()
    edge.state.changesHeld = held.promise
    await page.clock.install()
    await slider(page, 'formal').fill('0.1')
    await page.clock.runFor(1000)
    await expect.poll(() => edge.callsOf('PATCH', CHANGES).length).toBe(1)
    for (const value of ['0.2', '0.3', '0.4']) {
      await slider(page, 'formal').fill(value)
      await page.clock.runFor(1000)
    }
    await roundTrip(page)
    expect(edge.callsOf('PATCH', CHANGES)).toHaveLength(1)
    held.resolve()
    await expect
      .poll(async () => {
        await page.clock.runFor(1000)
        return edge.callsOf('PATCH', CHANGES).length
      })
      .toBe(2)
    const sent = edge.callsOf('PATCH', CHANGES).map(({ body }) => [body.seq, body.strengths.formal.value])
    expect(sent).toEqual([
      [1, 0.1],
      [2, 0.4],
    ])
  })

  it('says when a change could not be made, and the text goes on', async () => {
    const dashboard = await open()
    const { page, edge } = dashboard
    const { steered } = await ask(dashboard)
    steered.say('One ')
    await answer(page, 'Steered').getByText('One').waitFor()
    const path = `PATCH /v1/generations/${steered.id}`
    edge.state.refuse.set(path, new ApiError(400, 'invalid_value', 'Layer 19 has no rank slot left.'))
    await slider(page, 'formal').fill('1')
    await page.getByText('Layer 19 has no rank slot left.').waitFor()
    edge.state.refuse.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByTitle('casual ↔ formal +0.50 → +1.00').waitFor()
    expect(await page.getByText('no rank slot').count()).toBe(0)
    steered.say('goes on.')
    await answer(page, 'Steered').getByText('goes on.').waitFor()
  })
})

describe('a profile', () => {
  it('is loaded into the sliders, sent with the request, and saved from them', async () => {
    const dashboard = await open(({ state }) => {
      const strengths = { warm: { value: -0.3, mode: 'neutralise' as const } }
      state.profiles.set('ada', { object: 'profile', user: 'ada', stored: true, learned: {}, strengths, updated: 1 })
    })
    const { page, edge } = dashboard
    await slider(page, 'formal').fill('0.9')
    await page.getByLabel('User').fill('ada')
    await page.keyboard.press('Enter')
    await page.getByText('ada’s profile is on the sliders.').waitFor()
    expect(await slider(page, 'formal').inputValue()).toBe('0')
    expect(await page.getByLabel('Mode of warm').inputValue()).toBe('neutralise')

    const { plain, steered } = await ask(dashboard)
    expect(steered.body.user).toBe('ada')
    expect(plain.body).not.toHaveProperty('user')

    await page.getByText('The sliders differ from ada’s profile.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved as ada’s profile.').waitFor()
    expect(edge.callsOf('PATCH', /profiles/)[0]!.body.strengths).toMatchObject({ formal: { value: 0.5, mode: 'add' } })
  })

  it('of a user never seen is the project’s default, and said so', async () => {
    const { page } = await open()
    await page.getByLabel('User').fill('grace')
    await page.getByRole('button', { name: 'Load' }).click()
    await page.getByText('grace is new').waitFor()
  })

  it('waits for the sliders that show it: without them it would be saved as nothing', async () => {
    const { page, edge } = await open(({ state }) => {
      const strengths = { warm: { value: 0.4, mode: 'add' as const } }
      state.profiles.set('ada', { object: 'profile', user: 'ada', stored: true, learned: {}, strengths, updated: 1 })
      state.refuse.set('GET /v1/axes', new ApiError(503, 'unavailable', 'The axes are away.'))
    })
    await page.getByText('The axes are away.').waitFor()
    expect(await page.getByLabel('User').count()).toBe(0)
    edge.state.refuse.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByLabel('User').fill('ada')
    await page.keyboard.press('Enter')
    await page.getByText('ada’s profile is on the sliders.').waitFor()
    expect(await slider(page, 'warm').inputValue()).toBe('0.4')
  })

  it('that cannot be loaded is said so beside the field', async () => {
    const { page } = await open(({ state }) => {
      state.refuse.set('GET /v1/profiles/ada', new ApiError(403, 'scope', 'This key lacks the scope profiles.'))
    })
    await page.getByLabel('User').fill('ada')
    await page.getByRole('button', { name: 'Load' }).click()
    await page.getByText('This key lacks the scope profiles.').waitFor()
  })
})
