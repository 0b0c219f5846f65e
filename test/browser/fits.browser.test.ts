import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { fitSpec } from '../../shared/wire/fit.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { EVALUATION } from './example-report.ts'
import { axis, type FakeEdge, queuedFit } from './fake-edge.ts'

const { openAt } = setUpDashboard()
const open = openAt.bind(null, '/fits')

async function describeAxis(page: Page) {
  await page.getByRole('button', { name: '+ New axis' }).click()
  const dialog = page.getByRole('dialog')
  const negative = dialog.getByRole('group', { name: 'Negative pole' })
  const positive = dialog.getByRole('group', { name: 'Positive pole' })
  await negative.getByLabel('Name').fill('Prosaic')
  await negative.getByLabel('Description').fill('Answer in plain prose.')
  await positive.getByLabel('Name').fill('Poetic')
  await positive.getByLabel('Description').fill('Answer in verse.')
  return dialog
}

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
    const dialog = await describeAxis(page)
    await dialog.getByText('Anchor pairs').click()
    await dialog.getByLabel('Anchors').fill('{"prompt": "Why?", "chosen": "O why", "rejected": "Because"}')
    await dialog.getByText('1 pair read.').waitFor()
    await dialog.getByLabel('Context shift').check()
    await dialog.getByRole('button', { name: 'Fit' }).click()
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('waiting', { exact: true }).waitFor()
    expect(await dialog.isVisible()).toBe(false)
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
    await fit.getByRole('button', { name: 'Try it now' }).click()
    expect(edge.callsOf('POST', /activate/)).toMatchObject([{ path: '/v1/axes/poetic/activate', body: { version: 3 } }])
    expect(await slider(page, 'poetic').inputValue()).toBe('1')
  })

  it('shows why a fit failed', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByRole('button', { name: 'Fit' }).click()
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
    const dialog = await describeAxis(page)
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await dialog.getByText('This axis is being fitted already.').waitFor()
    expect(await dialog.getByLabel('Id', { exact: true }).inputValue()).toBe('poetic')
  })

  it('is still being described after a reload, and no more once it is fitted', async () => {
    const { page } = await open()
    await describeAxis(page)
    await page.reload()
    await page.getByRole('button', { name: '+ New axis' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Id', { exact: true }).inputValue()).toBe('poetic')
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await page.reload()
    await page.getByRole('button', { name: '+ New axis' }).click()
    expect(await dialog.getByLabel('Id', { exact: true }).inputValue()).toBe('')
  })

  it('sends nothing while the pairs cannot be read', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByLabel('Given pairs').check()
    await dialog.getByLabel('Pairs', { exact: true }).fill('{"prompt": "Why?"}')
    await dialog.getByText('Line 1: “chosen” is missing.').first().waitFor()
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(edge.callsOf('POST', /fits/)).toEqual([])
  })
})

describe('an instant preview', () => {
  it('is a fit of its own, which can be tried while the other runs', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    expect(await dialog.getByLabel('Instant preview').isChecked()).toBe(true)
    await dialog.getByRole('button', { name: 'Fit' }).click()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({ source: 'self-generated', preview: true })
    const preview = page.locator('[data-fit=fit_0_preview]')
    await preview.getByText('preview', { exact: true }).waitFor()
    edge.state.axes.push({ ...axis('poetic', 'prosaic', 'poetic'), active: null })
    Object.assign(edge.state.fits[1]!, { state: 'done', direction: { version: 1, hash: 'f'.repeat(64) } })
    await preview.getByRole('button', { name: 'Activate version 1' }).click()
    await preview.getByRole('button', { name: 'Try it now' }).click()
    expect(await slider(page, 'poetic').inputValue()).toBe('1')
    await page.getByRole('link', { name: 'Fits' }).click()
    await page.locator('[data-fit=fit_0]').getByRole('button', { name: 'Cancel fit' }).waitFor()
  })

  it('is not asked for where it is switched off, and not offered where a fit is as quick', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByLabel('Context shift').check()
    expect(await dialog.getByLabel('Instant preview').count()).toBe(0)
    await dialog.getByLabel('Self-generated').check()
    await dialog.getByLabel('Instant preview').uncheck()
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).not.toHaveProperty('preview')
    expect(await page.locator('[data-fit]').count()).toBe(1)
  })
})

describe('advanced options', () => {
  it('are explained, summed up, and sent', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByText('Advanced').click()
    await dialog.getByLabel('What marks Poetic').fill('Images\nRhythm')
    await dialog.getByLabel('Method').selectOption('ccs')
    await dialog.getByText('contradicts itself on no pair').waitFor()
    await dialog.getByLabel('Pole prompt').selectOption('removed')
    await dialog.getByLabel('Drop the most alike').fill('20')
    await dialog.getByLabel('Full evaluation').uncheck()
    await dialog
      .getByText('ccs · characteristics given · pole prompt removed · 20 % dropped · no full evaluation')
      .waitFor()
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      method: 'ccs',
      characteristics: { positive: ['Images', 'Rhythm'], negative: [] },
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
    await page.locator('[data-fit=fit_old] > summary').click()
    await page.getByRole('button', { name: 'Change and refit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Fit poetic again' })
    await dialog.getByText('Advanced').click()
    expect(await dialog.getByLabel('What marks Prosaic').inputValue()).toBe('Facts')
    await dialog.getByLabel('What marks Poetic').fill('Rhyme')
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_1]').waitFor()
    expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
      axis: { id: 'poetic', positive: { name: 'Poetic' } },
      characteristics: { positive: ['Rhyme'], negative: ['Facts'] },
      seed: 5,
    })
    expect(await dialog.count()).toBe(0)
  })
})

it('a new axis can be fitted from texts of either pole', async () => {
  const { page, edge } = await open()
  const dialog = await describeAxis(page)
  await dialog.getByLabel('Given texts').check()
  await dialog.getByLabel('Texts of the negative pole').fill('one\n"two\\nlines"\n\nthree')
  await dialog.getByLabel('Texts of the positive pole').fill('O one')
  await dialog.getByText('3 texts read.').waitFor()
  await dialog.getByRole('button', { name: 'Fit' }).click()
  await page.locator('[data-fit=fit_0]').waitFor()
  expect(edge.callsOf('POST', /fits/)[0]!.body).toMatchObject({
    source: 'texts',
    texts: { negative: ['one', 'two\nlines', 'three'], positive: ['O one'] },
  })
})

describe('fits', () => {
  it('underway are found again after a reload, and can be cancelled', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await page.reload()
    Object.assign(edge.state.fits[0]!, { state: 'running', message: 'Still at it' })
    await page.getByText('Still at it').waitFor()
    await page.locator('[data-fit=fit_0]').getByRole('button', { name: 'Cancel fit' }).click()
    await page.getByText('cancelled').waitFor()
  })

  it('are watched on when the server was away for a while', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await edge.close()
    await page.getByText('The server cannot be reached.').waitFor()
    await edge.reopen()
    finish(edge)
    await page.getByText('verified', { exact: true }).waitFor()
    await expect.poll(() => page.getByText('The server cannot be reached.').count()).toBe(0)
  })
})
