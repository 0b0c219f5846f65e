import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { answer, ask, setUpDashboard, slider, write } from './dashboard-page.ts'

const { open } = setUpDashboard()

describe('the playground', () => {
  it('asks twice with one seed: plain without anything, steered with the sliders', async () => {
    const dashboard = await open()
    const { plain, steered } = await ask(dashboard)
    expect(plain.body).toMatchObject({
      stream: true,
      messages: [{ role: 'user', content: 'Why is the sky blue?' }],
      steering: { profile: false, strengths: {} },
    })
    expect(steered.body.steering).toMatchObject({
      profile: false,
      strengths: { formal: { value: 0.5, mode: 'add' } },
      overdrive: false,
    })
    expect(steered.body.seed).toBe(plain.body.seed)
    expect(steered.body.seed).toBeTypeOf('number')
  })

  it('streams both answers side by side and shows the receipt at the end', async () => {
    const dashboard = await open()
    const { page } = dashboard
    const { plain, steered } = await ask(dashboard)
    plain.say('Rayleigh ', 'scattering.')
    steered.say('One observes ')
    await answer(page, 'Plain').getByText('Rayleigh scattering.').waitFor()
    await answer(page, 'Steered').getByText('One observes').waitFor()
    expect(await answer(page, 'Steered').getByRole('log').getAttribute('aria-busy')).toBe('true')
    plain.finish()
    steered.say('scattering.')
    steered.finish()
    await answer(page, 'Plain').getByText('nothing applied').waitFor()
    await answer(page, 'Steered').getByText('formal@1 +0.50').click()
    const receipt = await answer(page, 'Steered').textContent()
    for (const fact of ['2 tokens', '3f9ac0de42', '+0.021 → +0.143', 'add']) expect(receipt).toContain(fact)
    expect(await answer(page, 'Steered').getByRole('log').getAttribute('aria-busy')).toBe('false')
    await page.getByRole('button', { name: 'Send' }).waitFor()
  })

  it('breaks the line on Shift+Enter and sends what the options say', async () => {
    const { page, edge } = await open()
    await page.getByText('Options').click()
    await page.getByLabel('Temperature').fill('0')
    await page.getByLabel('Max tokens').fill('32')
    await page.getByLabel('Seed').fill('7')
    await write(page, 'One')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('Two')
    expect(edge.streams).toHaveLength(0)
    await page.keyboard.press('Enter')
    await expect.poll(() => edge.streams.length).toBe(2)
    for (const { body } of edge.streams) {
      expect(body).toMatchObject({ temperature: 0, max_tokens: 32, seed: 7, messages: [{ content: 'One\nTwo' }] })
    }
  })

  it('fills in an example without sending it', async () => {
    const { page, edge } = await open()
    await page.getByRole('button', { name: 'Tell me about dogs.' }).click()
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('Tell me about dogs.')
    expect(edge.streams).toHaveLength(0)
  })

  it('stops both answers, keeps their text, and shows what had been applied', async () => {
    const dashboard = await open()
    const { page, edge } = dashboard
    const { plain, steered } = await ask(dashboard)
    plain.say('Ray')
    steered.say('One ')
    await answer(page, 'Steered').getByText('One').waitFor()
    await answer(page, 'Plain').getByText('Ray').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Send' }).waitFor()
    await answer(page, 'Steered').getByText('stopped').waitFor()
    await answer(page, 'Steered').getByText('formal@1 +0.50').waitFor()
    await expect.poll(() => plain.closed && steered.closed).toBe(true)
    expect(
      edge
        .callsOf('DELETE', /generations/)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`/v1/generations/${edge.streams[0]!.id}`, `/v1/generations/${edge.streams[1]!.id}`])
    expect(await answer(page, 'Steered').getByRole('log').textContent()).toContain('One')
  })

  it('shows the text of an answer as text, whatever is in it', async () => {
    const dashboard = await open((edge) => {
      edge.state.axes[0]!.positive.name = '<b>formal</b>'
    })
    const { page } = dashboard
    const { steered } = await ask(dashboard)
    const text = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    steered.say(text)
    steered.finish()
    await answer(page, 'Steered').getByText(text).waitFor()
    await page.getByText('<b>formal</b>').waitFor()
    expect(await page.evaluate('window.hit')).toBeUndefined()
  })
})

describe('when something goes wrong', () => {
  it('shows an error in mid-stream beside the text that had come', async () => {
    const dashboard = await open()
    const { plain, steered } = await ask(dashboard)
    steered.say('One ')
    steered.fail('The worker ran out of memory.')
    plain.say('Ray')
    plain.cut()
    const { page } = dashboard
    await answer(page, 'Steered').getByText('The worker ran out of memory.').waitFor()
    await answer(page, 'Steered').getByText('One').waitFor()
    await answer(page, 'Plain').getByText('The connection broke off').waitFor()
    await page.getByRole('button', { name: 'Send' }).waitFor()
  })

  it('survives the server going away, and works again once it is back', async () => {
    const dashboard = await open()
    const { page, edge } = dashboard
    await write(page, 'Hello?')
    await edge.close()
    await page.keyboard.press('Enter')
    await answer(page, 'Plain').getByText('The server cannot be reached.').waitFor()
    await edge.reopen()
    const { plain } = await ask(dashboard)
    plain.say('Back.')
    await answer(page, 'Plain').getByText('Back.').waitFor()
    expect(await page.getByText('cannot be reached').count()).toBe(0)
  })

  it('offers to load the axes again', async () => {
    const { page, edge } = await open(({ state }) => {
      state.refuse.set('GET /v1/axes', new ApiError(503, 'busy', 'The database is busy.'))
    })
    await page.getByText('The database is busy.').waitFor()
    edge.state.refuse.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await slider(page, 'formal').waitFor()
  })

  it('shows a refused request at the answer', async () => {
    const { page } = await open(({ state }) => {
      state.refuse.set('POST /v1/chat/completions', new ApiError(429, 'queue_full', 'The queue is full.'))
    })
    await write(page, 'Hello?')
    await page.keyboard.press('Enter')
    await answer(page, 'Steered').getByText('The queue is full.').waitFor()
  })
})

describe('on a phone', () => {
  it('has the sliders in a dock, and nothing wider than the screen', async () => {
    const { page } = await open(undefined, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
    expect(await slider(page, 'formal').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Sliders' }).click()
    await slider(page, 'formal').fill('-0.4')
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.getByText('formal −0.4').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Axes' }).click()
    await page.getByRole('link', { name: '+ New axis' }).click()
    await page.getByRole('heading', { level: 1, name: 'New axis' }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })
})
