import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { Pair } from '../../shared/wire/fit.ts'
import { setUpDashboard } from './dashboard-page.ts'
import { CHOICES, EVALUATION } from './example-report.ts'
import { axis, type FakeEdge, queuedFit } from './fake-edge.ts'

const { openAt } = setUpDashboard()
const open = openAt.bind(null, '/fits/fit_old')

const POETIC = new Set(CHOICES.map(({ chosen }) => chosen))

/** An unverified fit of poetic whose pairs can be picked among. */
const withChoices =
  (choices: Pair[], verified = false) =>
  ({ state }: FakeEdge) => {
    state.axes.push({ ...axis('poetic', 'prosaic', 'poetic'), active: null })
    const direction = { version: 3, hash: 'e'.repeat(64) }
    const evaluation = { ...EVALUATION, verified }
    state.fits = [Object.assign(queuedFit('fit_old', 'poetic'), { state: 'done', evaluation, direction, choices })]
  }

async function openPicker(page: Page) {
  await page.getByRole('button', { name: 'Verify it: which answer is more poetic?' }).click()
  return page.getByRole('dialog', { name: 'Which answer is more poetic?' })
}

/** The key of the answer that is in verse. */
async function keyOfVerse(page: Page): Promise<'1' | '2'> {
  const first = await page.locator('.question-answer').first().locator('span').textContent()
  return POETIC.has(first!) ? '1' : '2'
}

describe('picking anchors', () => {
  it('takes eight answers by keys, and fits again with them', async () => {
    const { page, edge } = await open(withChoices(CHOICES))
    const dialog = await openPicker(page)
    const keys: string[] = []
    for (let i = 1; i <= 8; i++) {
      await dialog.getByText(`${i} of 8`).waitFor()
      keys.push(await keyOfVerse(page))
      await page.keyboard.press(keys.at(-1)!)
    }
    expect(keys.toSorted().join('')).toBe('11112222')
    await dialog.getByText('8 picks. In 8 of them you chose the answer that the model wrote for ‘poetic’.').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('[data-fit=fit_1]').waitFor()
    expect(await dialog.count()).toBe(0)
    const { body } = edge.callsOf('POST', /fits/)[0]!
    expect(body).toMatchObject({ axis: 'poetic', activate: 'auto' })
    const byPrompt = (a: Pair, b: Pair) => a.prompt.localeCompare(b.prompt)
    expect(body.anchors.toSorted(byPrompt)).toEqual(CHOICES.toSorted(byPrompt))
  })

  it('takes clicks, turns a pair round that the person reads the other way, skips and undoes', async () => {
    const { page, edge } = await open(withChoices(CHOICES.slice(0, 5)))
    const dialog = await openPicker(page)
    const pickProse = async () => {
      await page
        .locator('.question-answer')
        .nth((await keyOfVerse(page)) === '1' ? 1 : 0)
        .click()
    }
    expect(await dialog.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true)
    await pickProse()
    await dialog.getByText('2 of 5').waitFor()
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await dialog.getByText('1 of 5').waitFor()
    await dialog.getByRole('button', { name: 'skip' }).click()
    for (let i = 2; i <= 5; i++) {
      await dialog.getByText(`${i} of 5`).waitFor()
      await pickProse()
    }
    await dialog.getByText('4 picks. In 0 of them').waitFor()
    await dialog.getByRole('button', { name: 'Fit again with these picks' }).click()
    await page.locator('[data-fit=fit_1]').waitFor()
    const { anchors } = edge.callsOf('POST', /fits/)[0]!.body
    expect(anchors).toHaveLength(4)
    for (const { chosen, rejected } of anchors as Pair[]) {
      expect([POETIC.has(chosen), POETIC.has(rejected)]).toEqual([false, true])
    }
  })

  it('does not fit with fewer than four, and says how many there are', async () => {
    const { page, edge } = await open(withChoices(CHOICES.slice(0, 5)))
    const dialog = await openPicker(page)
    await dialog.getByText('at least 4 are needed').waitFor()
    for (const key of ['1', 's', '2', 's', '1']) await page.keyboard.press(key)
    await dialog.getByText('At least 4 picks are needed; you have 3.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Fit again' }).isDisabled()).toBe(true)
    await page.keyboard.press('u')
    await dialog.getByText('5 of 5').waitFor()
    expect(edge.callsOf('POST', /fits/)).toEqual([])
  })

  it('keeps the picks when the server refuses the fit, and says why', async () => {
    const { page } = await open((edge) => {
      withChoices(CHOICES)(edge)
      edge.state.refuse.set('POST /v1/fits', new ApiError(503, 'fit_not_started', 'The fit could not be started.'))
    })
    const dialog = await openPicker(page)
    for (const key of '12121212') await page.keyboard.press(key)
    await dialog.getByRole('button', { name: 'Fit again with these picks' }).click()
    await dialog.getByText('The fit could not be started.').waitFor()
    await dialog.getByText('8 picks.').waitFor()
  })

  it('shows what the model wrote as text, never as markup', async () => {
    const bad = CHOICES.map((pair) => ({ ...pair, chosen: `<img src=x onerror="document.title='run'">${pair.chosen}` }))
    const { page } = await open(withChoices(bad))
    const dialog = await openPicker(page)
    await dialog.getByText('<img src=x').waitFor()
    expect(await page.title()).toBe('Fit of poetic@3 · Attune')
  })

  it('is offered only where a direction is unverified and there is enough to pick among', async () => {
    for (const prepare of [withChoices(CHOICES, true), withChoices(CHOICES.slice(0, 3)), withChoices([])]) {
      const { page } = await open(prepare)
      await page.getByRole('button', { name: 'Activate version 3' }).waitFor()
      expect(await page.getByRole('button', { name: 'Verify it' }).count()).toBe(0)
    }
  })

  it('fits on a phone', async () => {
    const { page } = await open(withChoices(CHOICES), {
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
    })
    const dialog = await openPicker(page)
    await dialog.getByText('1 of 8').waitFor()
    expect(await page.evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('dialog[open]'))")).toBe(0)
  })
})
