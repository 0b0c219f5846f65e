import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { fitSpec } from '../../shared/wire/fit.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { CHOICES, EVALUATION } from './example-report.ts'
import { axis, type FakeEdge, queuedFit } from './fake-edge.ts'

const { openAt } = setUpDashboard()
const open = openAt.bind(null, '/fits')

/** At its third step, which is how to fit it. */
async function describeAxis(page: Page) {
  await page.getByRole('link', { name: '+ New axis' }).click()
  const form = page.locator('form.new-axis')
  const negative = form.getByRole('group', { name: 'Negative pole' })
  const positive = form.getByRole('group', { name: 'Positive pole' })
  await negative.getByLabel('Name').fill('Prosaic')
  await negative.getByLabel('Description').fill('Answer in plain prose.')
  await positive.getByLabel('Name').fill('Poetic')
  await positive.getByLabel('Description').fill('Answer in verse.')
  await form.getByRole('button', { name: 'Next' }).click()
  await form.getByText('A few traits of the answers').waitFor()
  await form.getByRole('button', { name: 'Next' }).click()
  await form.getByText('Where the examples come from').waitFor()
  return form
}

const fitButton = (form: Locator) => form.getByRole('button', { name: 'Fit', exact: true })

function finish({ state }: FakeEdge) {
  state.axes.push({ ...axis('poetic', 'prosaic', 'poetic'), active: null })
  Object.assign(state.fits[0]!, {
    state: 'done',
    stage: null,
    progress: 1,
    direction: { version: 3, hash: 'e'.repeat(64) },
    evaluation: EVALUATION,
  })
}

describe('a new axis', () => {
  it('is described, fitted in sight, evaluated, activated and tried', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await form.getByText('Anchor pairs').click()
    await form.getByLabel('Anchors').fill('{"prompt": "Why?", "chosen": "O why", "rejected": "Because"}')
    await form.getByText('1 pair read.').waitFor()
    await form.getByLabel('Context shift').check()
    await fitButton(form).click()
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('waiting', { exact: true }).waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toEqual({
      axis: {
        id: 'poetic',
        positive: { name: 'Poetic', description: 'Answer in verse.' },
        negative: { name: 'Prosaic', description: 'Answer in plain prose.' },
      },
      source: 'context-shift',
      anchors: [{ prompt: 'Why?', chosen: 'O why', rejected: 'Because' }],
      activate: 'auto',
    })

    const message = "waiting in the queue, at place 2 of 3; running now: the fit of 'warm' (layers, 40 %)"
    Object.assign(edge.state.fits[0]!, { message, queue: { place: 2, of: 3 } })
    await fit.getByText(message, { exact: true }).waitFor()

    Object.assign(edge.state.fits[0]!, {
      state: 'running',
      queue: null,
      stage: 'activations',
      progress: 0.46,
      message: 'Reading 64 answers',
      stages: [{ stage: 'pairs', seconds: 21.4, note: '60 of 64 kept' }],
    })
    await fit.getByText('Reading 64 answers').waitFor()
    await fit.getByText('60 of 64 kept').waitFor()
    expect(await fit.getByRole('progressbar').getAttribute('value')).toBe('46')

    finish(edge)
    await fit.getByText('verified', { exact: true }).waitFor()
    const words = await fit.textContent()
    for (const fact of ['+0.91', '−0.62', '−0.07 … +0.05', '3.9 · 4.4 · 4.6', 'Weaker towards prosaic.']) {
      expect(words).toContain(fact)
    }
    expect(await slider(page, 'poetic').count()).toBe(0)
    await fit.getByRole('button', { name: 'Activate version 3' }).click()
    await fit.getByRole('link', { name: 'Try it now' }).click()
    expect(edge.callsOf('POST', /activate/)).toMatchObject([{ path: '/v1/axes/poetic/activate', body: { version: 3 } }])
    expect(await slider(page, 'poetic').inputValue()).toBe('1')
  })

  it('shows why a fit failed', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    Object.assign(edge.state.fits[0]!, {
      state: 'failed',
      error: { code: 'no_contrast', message: 'The two poles were answered alike.' },
    })
    await page.getByText('The two poles were answered alike.').waitFor()
    await page.locator('[data-fit=fit_0]').getByText('failed', { exact: true }).waitFor()
  })

  it('keeps what was typed when the server refuses it, and says why', async () => {
    const { page } = await open(({ state }) => {
      state.refuse.set('POST /v1/fits', new ApiError(409, 'fit_running', 'This axis is being fitted already.'))
    })
    const form = await describeAxis(page)
    await fitButton(form).click()
    await form.getByText('This axis is being fitted already.').waitFor()
    await form.getByRole('button', { name: 'Describe' }).click()
    expect(await form.getByLabel('Id', { exact: true }).inputValue()).toBe('poetic')
  })

  it('sends nothing while the pairs cannot be read', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await form.getByLabel('Given pairs').check()
    await form.getByLabel('Pairs', { exact: true }).fill('{"prompt": "Why?"}')
    await form.getByText('Line 1: “chosen” is missing.').first().waitFor()
    await fitButton(form).click()
    await form.getByRole('alert').waitFor()
    expect(edge.callsOf('POST', /fits/)).toEqual([])
  })
})

describe('an instant preview', () => {
  it('is a fit of its own, which can be tried while the other runs', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    expect(await form.getByLabel('Instant preview').isChecked()).toBe(true)
    await fitButton(form).click()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({ source: 'self-generated', preview: true })
    const preview = page.locator('[data-fit=fit_0_preview]')
    await preview.getByText('preview', { exact: true }).waitFor()
    edge.state.axes.push({ ...axis('poetic', 'prosaic', 'poetic'), active: null })
    Object.assign(edge.state.fits[1]!, { state: 'done', direction: { version: 1, hash: 'f'.repeat(64) } })
    await preview.getByRole('button', { name: 'Activate version 1' }).click()
    await preview.getByRole('link', { name: 'Try it now' }).click()
    expect(await slider(page, 'poetic').inputValue()).toBe('1')
    await page.getByRole('link', { name: 'Fits', exact: true }).click()
    await page.locator('[data-fit=fit_0]').getByRole('button', { name: 'Cancel fit' }).waitFor()
  })

  it('is not asked for where it is switched off, and not offered where a fit is as quick', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await form.getByLabel('Context shift').check()
    expect(await form.getByLabel('Instant preview').count()).toBe(0)
    await form.getByLabel('Self-generated').check()
    await form.getByLabel('Instant preview').uncheck()
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).not.toHaveProperty('preview')
    expect(await page.locator('[data-fit]').count()).toBe(1)
  })
})

describe('advanced options', () => {
  it('are explained, summed up, and sent', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await form.getByText('Advanced').click()
    await form.getByLabel('Method').selectOption('ccs')
    await form.getByText('contradicts itself on no pair').waitFor()
    await form.getByLabel('Pole prompt').selectOption('removed')
    await form.getByLabel('Drop the most alike').fill('20')
    await form.getByLabel('Full evaluation').uncheck()
    await form.getByText('ccs · pole prompt removed · 20 % dropped · no full evaluation').waitFor()
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      method: 'ccs',
      pole_prompt: 'removed',
      drop_alike: 0.2,
      report: false,
    })
  })

  it('of a fit that is done are there to be changed for another', async () => {
    const { page, edge } = await open(({ state }) => {
      const fit = queuedFit('fit_old', 'poetic')
      const spec = fitSpec.parse({
        axis: 'poetic',
        positive: { name: 'Poetic', description: 'Answer in verse.' },
        negative: { name: 'Prosaic', description: 'Answer in plain prose.' },
        seed: 5,
      })
      const characteristics = { positive: ['Images', 'Rhythm'], negative: ['Facts'] }
      state.fits = [Object.assign(fit, { state: 'done', evaluation: EVALUATION, spec, characteristics })]
    })
    await page.getByRole('link', { name: 'poetic', exact: true }).click()
    await page.getByRole('link', { name: 'Change and refit' }).click()
    await page.getByRole('heading', { level: 1, name: 'Fit poetic again' }).waitFor()
    const form = page.locator('form.new-axis')
    await form.getByRole('button', { name: 'Characteristics' }).click()
    expect(await form.getByLabel('What marks Prosaic').inputValue()).toBe('Facts')
    await form.getByLabel('What marks Poetic').fill('Rhyme')
    await form.getByRole('button', { name: 'How to fit' }).click()
    await fitButton(form).click()
    await page.locator('[data-fit=fit_1]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      axis: { id: 'poetic', positive: { name: 'Poetic' } },
      characteristics: { positive: ['Rhyme'], negative: ['Facts'] },
      seed: 5,
    })
  })
})

it('a new axis can be fitted from texts of either pole', async () => {
  const { page, edge } = await open()
  const form = await describeAxis(page)
  await form.getByLabel('Given texts').check()
  await form.getByLabel('Texts of the negative pole').fill('one\n"two\\nlines"\n\nthree')
  await form.getByLabel('Texts of the positive pole').fill('O one')
  await form.getByText('3 texts read.').waitFor()
  await fitButton(form).click()
  await page.locator('[data-fit=fit_0]').waitFor()
  expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
    source: 'texts',
    texts: { negative: ['one', 'two\nlines', 'three'], positive: ['O one'] },
  })
})

describe('fits', () => {
  it('underway are found again after a reload, and can be cancelled', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await page.reload()
    Object.assign(edge.state.fits[0]!, { state: 'running', message: 'Still at it' })
    await page.getByText('Still at it').waitFor()
    await page.locator('[data-fit=fit_0]').getByRole('button', { name: 'Cancel fit' }).click()
    await page.locator('[data-fit=fit_0]').getByText('cancelled', { exact: true }).waitFor()
  })

  it('are watched on when the server was away for a while', async () => {
    const { page, edge } = await open()
    const form = await describeAxis(page)
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await edge.close()
    await page.getByText('Connection lost.').waitFor()
    await edge.reopen()
    finish(edge)
    await page.getByText('verified', { exact: true }).waitFor()
    await expect.poll(() => page.getByText('Connection lost.').count()).toBe(0)
  })

  it('say what place they have in the queue, and those watched are not asked for again and again', async () => {
    const { page, edge } = await open(({ state }) => {
      const message = "waiting in the queue, at place 2 of 3; running now: the fit of 'warm' (layers, 40 %)"
      state.fits = [Object.assign(queuedFit('fit_0', 'formal'), { message, queue: { place: 2, of: 3 } })]
    })
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('2 of 3 in the queue').waitFor()
    await fit.getByText('running now').waitFor()
    Object.assign(edge.state.fits[0]!, { state: 'running', queue: null, stage: 'layers', message: 'Trying layer 19' })
    await fit.getByText('Trying layer 19').waitFor()
    expect(edge.callsOf('GET', /fits\/fit_0\/events/)).toHaveLength(1)
    expect(edge.callsOf('GET', /fits\/fit_0$/)).toEqual([])
  })

  it('are watched on from the last event where a connection ends', async () => {
    const { page, edge } = await openAt('/fits/fit_0', ({ state }) => {
      state.fits = [Object.assign(queuedFit('fit_0', 'formal'), { state: 'running', message: 'Reading 8 answers' })]
    })
    await page.getByText('Reading 8 answers').waitFor()
    const [first] = edge.state.fitEvents
    first!.cut()
    await expect.poll(() => edge.state.fitEvents.length, { timeout: 10_000 }).toBe(2)
    expect(edge.state.fitEvents[1]!.after).toBe(first!.last())
    Object.assign(edge.state.fits[0]!, { message: 'Reading 64 answers' })
    await page.getByText('Reading 64 answers').waitFor()
  })

  it('that failed say why and what to try, and are tried again as they were', async () => {
    const { page, edge } = await openAt('/fits/fit_0', ({ state }) => {
      const spec = fitSpec.parse({
        axis: 'poetic',
        positive: { name: 'Poetic', description: 'Answer in verse.' },
        negative: { name: 'Prosaic', description: 'Answer in plain prose.' },
        seed: 5,
      })
      const error = { code: 'poles_alike', message: 'The model reads the answers of both poles alike.' }
      state.fits = [Object.assign(queuedFit('fit_0', 'poetic'), { state: 'failed', spec, error })]
    })
    await page.getByText('The model reads the answers of both poles alike.').waitFor()
    await page.getByText('describe poles that differ more').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('[data-fit=fit_1]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({ axis: { id: 'poetic' }, seed: 5 })
  })

  it('show the pairs that the model wrote', async () => {
    const { page } = await openAt('/fits/fit_0', ({ state }) => {
      state.fits = [Object.assign(queuedFit('fit_0', 'poetic'), { state: 'running', choices: CHOICES })]
    })
    await page.getByText('Sample pairs').click()
    await page.getByText('Moss holds its breath beneath the listening pines.').waitFor()
  })

  it('that are not there say so', async () => {
    const { page } = await openAt('/fits/fit_9')
    await page.getByText('There is no such thing.').waitFor()
  })
})

describe('what is typed for a new axis', () => {
  it('is kept over a reload, at the step where one was, and forgotten once it is sent', async () => {
    const { page } = await open()
    const form = await describeAxis(page)
    await form.getByLabel('Given pairs').check()
    await form.getByLabel('Pairs', { exact: true }).fill('{"prompt": "Why?", "chosen": "O why", "rejected": "Because"}')
    await page.reload()
    expect(await form.getByLabel('Pairs', { exact: true }).inputValue()).toContain('O why')
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await page.getByRole('link', { name: 'Fits', exact: true }).click()
    await page.getByRole('link', { name: '+ New axis' }).click()
    expect(await form.getByRole('group', { name: 'Positive pole' }).getByLabel('Name').inputValue()).toBe('')
    expect(await form.getByRole('button', { name: 'How to fit' }).isDisabled()).toBe(true)
  })

  it('may begin with the model’s own characteristics, to be changed', async () => {
    const { page, edge } = await open(({ state }) => {
      state.says = '1. Images\n2. Rhythm\n3. Facts before opinions'
    })
    const form = await describeAxis(page)
    await form.getByRole('button', { name: 'Back' }).click()
    await form.getByRole('button', { name: 'Let the model suggest' }).click()
    await form.getByText('The model listed nothing of use.').waitFor()
    const asked = edge.callsOf('POST', /chat/)
    expect(asked).toHaveLength(2)
    expect(asked[1]!.body).toMatchObject({ temperature: 0, steering: { profile: false } })

    edge.state.says = (body) => (JSON.stringify(body).includes('verse') ? '- Images\n- Rhythm' : '- Numbers.')
    await form.getByRole('button', { name: 'Let the model suggest' }).click()
    await form.getByText('Suggested by the model').waitFor()
    expect(await form.getByLabel('What marks Poetic').inputValue()).toBe('Images\nRhythm')
    expect(await form.getByLabel('What marks Prosaic').inputValue()).toBe('Numbers')
    await form.getByLabel('What marks Prosaic').fill('Plain facts')
    await form.getByRole('button', { name: 'Next' }).click()
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      characteristics: { positive: ['Images', 'Rhythm'], negative: ['Plain facts'] },
    })
  })

  it('is the axis’s own where another version of it is fitted', async () => {
    const { page, edge } = await openAt('/axes/formal')
    await page.getByRole('link', { name: 'Fit a version' }).click()
    const form = page.locator('form.new-axis')
    await form.getByRole('button', { name: 'How to fit' }).click()
    await fitButton(form).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      axis: { id: 'formal', negative: { name: 'casual', description: 'Answer in a casual way.' } },
    })
  })
})
