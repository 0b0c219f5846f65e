import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { EVALUATION, REPORT } from './example-report.ts'
import { direction as directionOf } from './fake-axes.ts'
import { axis, type FakeEdge, queuedFit } from './fake-edge.ts'

const { openAt } = setUpDashboard()
const open = openAt.bind(null, '/fits/fit_0')
const openPlayground = openAt.bind(null, '/playground')

/** The edge knows a fit of poetic with this evaluation, version 3 of the axis. */
const withFit =
  (evaluation: Evaluation, facts: object = { state: 'done' }, names: [string, string] = ['prosaic', 'poetic']) =>
  ({ state }: FakeEdge) => {
    state.axes.push({ ...axis('poetic', ...names), active: null })
    const direction = { version: 3, hash: 'e'.repeat(64) }
    state.directions.set('poetic', [directionOf(state.axes.at(-1)!, 3, evaluation)])
    state.fits = [Object.assign(queuedFit('fit_0', 'poetic'), { evaluation, direction }, facts)]
  }

const FULL: Evaluation = { ...EVALUATION, report: REPORT }

describe('a report', () => {
  it('says the verdict first, then what was measured, with intervals', async () => {
    const { page } = await open(withFit(FULL))
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('Passed the full evaluation.').waitFor()
    const headline =
      '1.2 × as far as a prompt towards poetic; moves text towards prosaic, where a prompt does not clearly.'
    await fit.getByText(headline).waitFor()
    await fit.getByTitle("Read at strength +0.68, for the prompt's own perplexity of 4.2.").waitFor()
    const row = fit.getByRole('row', { name: /^poetic text features/ })
    expect(await row.textContent()).toMatch(/\+0\.37.*0\.27 … 0\.47.*\+0\.31.*0\.21 … 0\.41/)
    await fit.getByText('of 50 requests that should be refused, 92 % are; 88 % at −1, 90 % at +1').waitFor()
    const words = (await fit.textContent())!
    expect(words.indexOf('Passed the full')).toBeLessThan(words.indexOf('Followed instructions less at −1.'))
    expect(words.indexOf('Followed instructions less')).toBeLessThan(words.indexOf('steered'))

    await fit.locator('summary', { hasText: 'Side effects' }).getByText('1 of 2 clearly worse').click()
    const instructions = fit.getByRole('table', { name: /^Instructions/ })
    expect(await instructions.getByRole('row', { name: /^−1/ }).textContent()).toContain('0.33 worse')
    expect(await instructions.getByRole('row', { name: /^odd part/ }).textContent()).toMatch(/\+0\.1.*0\.0.* … /)
    await fit.locator('summary', { hasText: 'Details' }).getByText('evaluated in 5 min 12 s').click()
    await fit.getByText('48 (24 queries, seeds 1, 2)').waitFor()
    await fit.getByText('right on 94 %, on 88 % of the anchors; layer 19, 96 texts').waitFor()
    await fit.getByText('−0.09 … +0.08').waitFor()
  })

  it('shows its pictures as images, in the card and larger in a window of its own', async () => {
    const { page } = await open(withFit(FULL))
    const curve = page.getByAltText('Effect by text features over perplexity').first()
    await expect.poll(() => curve.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Full report' }).click()
    const dialog = page.getByRole('dialog', { name: 'poetic@3: prosaic ↔ poetic' })
    await dialog.getByAltText('Effect by a classifier over perplexity').waitFor()
    await dialog.getByAltText('Chosen: 19.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    await curve.click()
    await dialog.waitFor()
  })

  it('runs nothing and loads nothing, whatever a pole is called', async () => {
    const evil = '</text><script>document.title="run"</script><image href="http://127.0.0.1:1/x"/>'
    const { page } = await open(withFit(FULL, { state: 'done' }, ['prosaic', evil]))
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.getByRole('button', { name: 'Full report' }).click()
    const curve = page.getByRole('dialog').getByAltText('Effect by text features')
    await expect.poll(() => curve.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(0)
    expect(await page.title()).toBe('Fit of poetic@3 · Attune')
    expect(requests.filter((url) => url.includes('127.0.0.1:1/'))).toEqual([])
    await page.locator('[data-fit=fit_0]').getByText('</text><script>').first().waitFor()
  })

  it('that speaks against the direction says so and why', async () => {
    const safety = { ...REPORT.safety, positive: 0.6, passed: false }
    const report = { ...REPORT, passed: false, reasons: ['Refuses less at +1.'], safety }
    const { page } = await open(withFit({ ...EVALUATION, report }))
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('not passed', { exact: true }).waitFor()
    await fit.getByText('Refuses less at +1.').waitFor()
    await fit.getByText('Not safe:').waitFor()
  })

  it('of an axis that nothing measures says so instead of a table', async () => {
    const none = { features: null, classifier: null }
    const side = { perplexity: 4, strength: 0.5, clamped: null, steered: none, prompt: none, ahead: none }
    const plain = { ...REPORT.effect.plain, effect: none }
    const effect = { ...REPORT.effect, plain, classifier: null, at_prompt: { positive: side, negative: side } }
    const { page } = await open(withFit({ ...EVALUATION, report: { ...REPORT, effect } }))
    await page.getByText('its effect in text is unknown').waitFor()
    expect(await page.getByAltText('Effect by').count()).toBe(0)
  })

  it('is no wider than a phone', async () => {
    const { page } = await open(withFit(FULL), {
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
    })
    for (const title of ['Side effects', 'Details', 'Quick check', 'Pairs', 'Layers']) {
      await page.locator('[data-fit=fit_0] summary', { hasText: new RegExp(`^${title}`) }).click()
    }
    await page.getByAltText('Chosen: 19.').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })
})

describe('the direction that an axis is steered by', () => {
  it('shows its evaluation where the slider names its version, whoever made it', async () => {
    const { page } = await openPlayground(({ state }) => {
      const formal = state.axes.find(({ id }) => id === 'formal')!
      formal.active = { ...formal.active!, version: 4, evaluation: FULL }
    })
    await page.getByRole('button', { name: 'formal@4' }).click()
    const dialog = page.getByRole('dialog', { name: 'formal@4: casual ↔ formal' })
    await dialog.getByText('Passed the full evaluation.').waitFor()
    await dialog.getByAltText('Effect by a classifier over perplexity').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => dialog.count()).toBe(0)
  })

  it('is only named where nothing is known of it', async () => {
    const { page } = await openPlayground(() => {})
    await page.getByText('formal@1').waitFor()
    expect(await page.getByRole('button', { name: 'formal@1' }).count()).toBe(0)
  })
})

describe('a fit whose report is still being made', () => {
  it('can be used already, shows how far it is, and then the report', async () => {
    const running = { state: 'running', stage: 'report', progress: 0.62, message: 'Steered texts at +0.5' }
    const { page, edge } = await open(withFit(EVALUATION, running))
    const fit = page.locator('[data-fit=fit_0]')
    await fit.getByText('Can be used already; full evaluation running…').waitFor()
    await fit.getByText('Steered texts at +0.5').waitFor()
    await fit.getByText('evaluating', { exact: true }).waitFor()
    expect(await fit.getByRole('progressbar').getAttribute('value')).toBe('62')
    await fit.getByRole('button', { name: 'Activate version 3' }).click()
    await fit.getByRole('link', { name: 'Try it now' }).click()
    expect(await slider(page, 'poetic').inputValue()).toBe('1')
    await page.goBack()
    Object.assign(edge.state.fits[0]!, { state: 'done', stage: null, evaluation: FULL })
    await fit.getByText('Passed the full evaluation.').waitFor()
  })

  it('says that a report may yet be stopped, not the fit', async () => {
    const { page, edge } = await open(withFit(EVALUATION, { state: 'running', stage: 'report' }))
    await page.getByRole('button', { name: 'Stop evaluating' }).click()
    await expect.poll(() => edge.callsOf('DELETE', /fits\/fit_0/).length).toBe(1)
  })
})

it('of a fit that cannot be read says so, and reads it again', async () => {
  const { page, edge } = await open((one) => {
    withFit(FULL)(one)
    one.state.refuse.set('GET /v1/fits/fit_0', new ApiError(500, 'broken', 'The database is damaged.'))
  })
  await page.getByText('The database is damaged.').waitFor()
  edge.state.refuse.clear()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Passed the full evaluation.').waitFor()
})

describe('the pairs of a fit', () => {
  it('are counted, those that were dropped with the reason', async () => {
    const { page } = await open(withFit(EVALUATION))
    await page.locator('summary', { hasText: 'Pairs' }).getByText('16 of 20 kept').click()
    await page.getByText('20 pairs made, 16 kept.').waitFor()
    expect(await page.getByTitle('An answer was stuck in repetition.').textContent()).toBe('3 repeating')
    expect(await page.getByTitle('The model declined to answer.').textContent()).toBe('1 refused')
  })
})
