import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { axis, type FakeEdge } from './fake-edge.ts'

const { open } = setUpDashboard()

const EVALUATION: Evaluation = {
  margin: {
    positive: 0.91,
    negative: -0.62,
    odd: 0.765,
    control: [
      { positive: 0.05, negative: -0.02 },
      { positive: -0.07, negative: 0.1 },
    ],
    pairs: 10,
    on: 'anchors',
  },
  fluency: { plain: 3.9, positive: 4.4, negative: 4.6 },
  layers: [],
  pairs: null,
  verified: true,
  passed: true,
  reasons: ['Weaker towards prosaic.'],
  report: null,
}

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

    Object.assign(edge.state.fits[0]!, {
      state: 'running',
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

describe('fits', () => {
  it('underway are found again after a reload, and can be cancelled', async () => {
    const { page, edge } = await open()
    const dialog = await describeAxis(page)
    await dialog.getByRole('button', { name: 'Fit' }).click()
    await page.locator('[data-fit=fit_0]').waitFor()
    await page.reload()
    Object.assign(edge.state.fits[0]!, { state: 'running', message: 'Still at it' })
    await page.getByText('Still at it').waitFor()
    await page.getByRole('button', { name: 'Cancel fit' }).click()
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
