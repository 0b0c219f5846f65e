import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { setUpDashboard, slider } from './dashboard-page.ts'
import { EVALUATION, REPORT } from './example-report.ts'
import { direction, experiment } from './fake-axes.ts'
import type { FakeEdge } from './fake-edge.ts'

const { openAt } = setUpDashboard()

const FULL = { ...EVALUATION, report: REPORT }

/** Formal has three versions, of which the second is active. */
function withVersions({ state }: FakeEdge) {
  const formal = state.axes[0]!
  formal.versions = 3
  formal.active = { version: 2, hash: 'd'.repeat(64), verified: true, evaluation: FULL, correlated: [] }
  state.directions.set('formal', [
    direction(formal, 3, { ...EVALUATION, verified: false }),
    direction(formal, 2, FULL),
    direction(formal, 1, null),
  ])
}

const notice = (page: Page, words: string) => page.locator('.toast', { hasText: words })
const undo = (page: Page, words: string) => notice(page, words).getByRole('button', { name: 'Undo' }).click()

describe('the axes', () => {
  it('show what is known of each, and which move together', async () => {
    const { page } = await openAt('/axes', (edge) => {
      withVersions(edge)
      const [formal, warm] = edge.state.axes
      formal!.active!.correlated = [{ axis: 'warm', cosine: -0.61 }]
      warm!.active!.verified = false
    })
    const formal = page.getByRole('listitem').filter({ hasText: 'casual ↔ formal' })
    for (const words of ['version 2', 'verified', 'gate passed', '1 of 2 side effects', '3 versions']) {
      await formal.getByText(words, { exact: true }).waitFor()
    }
    const warm = page.getByRole('listitem').filter({ hasText: 'cold ↔ warm' })
    await warm.getByText('unverified', { exact: true }).waitFor()
    await warm.getByText('not evaluated', { exact: true }).waitFor()
    const map = page.getByRole('region', { name: 'What moves together' })
    expect(await map.getByRole('row', { name: /^warm/ }).textContent()).toContain('−0.61')
    await map.getByRole('link', { name: 'warm' }).click()
    await page.getByRole('heading', { level: 1, name: 'warm' }).waitFor()
  })

  it('teach what an axis is where there is none', async () => {
    const { page } = await openAt('/axes', ({ state }) => void state.axes.splice(0))
    await page.getByText('An axis is described in words').waitFor()
    await page.getByRole('link', { name: 'Describe the first one' }).click()
    await page.getByRole('heading', { level: 1, name: 'New axis' }).waitFor()
  })

  it('say why they cannot be read, and are read again', async () => {
    const { page, edge } = await openAt('/axes', ({ state }) => {
      state.refuse.set('GET /v1/axes', new ApiError(500, 'broken', 'The database is damaged.'))
    })
    await page.getByText('The database is damaged.').waitFor()
    edge.state.refuse.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'formal', exact: true }).waitFor()
  })
})

describe('an axis', () => {
  it('has its words and its condition edited', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByText('It acts in every answer.').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit formal' })
    await dialog.getByRole('group', { name: 'Positive pole' }).getByLabel('Name').fill('very formal')
    await dialog.getByLabel('Only where the prompt leans').check()
    await dialog.getByLabel('Read along').selectOption('warm')
    await dialog.getByLabel('Acts when the reading is').selectOption('below')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('It acts only in answers to prompts that read below 0.10 on warm.').waitFor()
    expect(edge.callsOf('PATCH', /axes\/formal/)[0]!.body).toMatchObject({
      positive: { name: 'very formal' },
      condition: { axis: 'warm', comparison: 'below', threshold: 0.1 },
    })
    expect(await dialog.count()).toBe(0)
  })

  it('is not overwritten where somebody changed it meanwhile: both are shown, and one is chosen', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit formal' })
    const name = dialog.getByRole('group', { name: 'Positive pole' }).getByLabel('Name')
    await name.fill('mine')
    edge.state.axes[0]!.positive = { ...edge.state.axes[0]!.positive, name: 'theirs' }
    await dialog.getByRole('button', { name: 'Save' }).click()
    const clash = dialog.getByRole('alert', { name: 'Changed meanwhile' })
    await clash.getByText('Stored now: theirs').waitFor()
    await clash.getByText('Yours: mine').waitFor()
    expect(await name.inputValue()).toBe('mine')
    expect(edge.state.axes[0]!.positive.name).toBe('theirs')
    await clash.getByRole('button', { name: 'Keep mine' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => edge.state.axes[0]!.positive.name).toBe('mine')
  })

  it('keeps what was typed over a reload', async () => {
    const { page } = await openAt('/axes/formal', withVersions)
    await page.getByRole('button', { name: 'Edit' }).click()
    const name = () => page.getByRole('group', { name: 'Positive pole' }).getByLabel('Name')
    await name().fill('half a na')
    await page.reload()
    await page.getByRole('button', { name: 'Edit' }).click()
    expect(await name().inputValue()).toBe('half a na')
  })

  it('is steered by another version, and by the one before again', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByRole('button', { name: 'Activate version 3' }).click()
    await page.getByText('version 3 is active').waitFor()
    await undo(page, 'formal is steered by version 3 now.')
    await page.getByText('version 2 is active').waitFor()
    await page.getByRole('button', { name: 'Steer by none' }).click()
    await page.getByText('no direction in force').waitFor()
    expect(edge.callsOf('POST', /activate/).map(({ body }) => body.version)).toEqual([3, 2, null])
  })

  it('is not activated upon what somebody changed meanwhile', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByText('version 2 is active').waitFor()
    edge.state.axes[0]!.active!.version = 1
    await page.getByRole('button', { name: 'Activate version 3' }).click()
    await notice(page, 'Somebody changed this axis meanwhile.').waitFor()
    await page.getByText('version 1 is active').waitFor()
  })

  it('is deleted, and brought back', async () => {
    const { page, edge } = await openAt('/axes/warm')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Axes' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'warm', exact: true }).count()).toBe(0)
    await undo(page, 'warm is deleted.')
    await page.getByRole('link', { name: 'warm', exact: true }).waitFor()
    expect(edge.callsOf('POST', /axes\/warm\/restore/)).toHaveLength(1)
  })

  it('says why it cannot be deleted', async () => {
    const { page } = await openAt('/axes/warm', ({ state }) => {
      const message = "The condition of axis 'formal' reads prompts by 'warm': change or remove that condition first."
      state.refuse.set('DELETE /v1/axes/warm', new ApiError(409, 'axis_in_use', message))
    })
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await notice(page, 'change or remove that condition first').waitFor()
    await page.getByRole('heading', { level: 1, name: 'warm' }).waitFor()
  })

  it('is fitted again by the clock, until that is stopped', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByText('Only when somebody asks for it.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Set a schedule' }).click()
    const dialog = page.getByRole('dialog', { name: 'Fit formal again' })
    await dialog.getByLabel('By the clock').selectOption('every month')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Every month, and once for each new model that is served.').waitFor()
    expect(edge.callsOf('PUT', /refit/)[0]!.body).toEqual({ every: 'month', cron: null, on_model_change: true })
    await page.getByRole('button', { name: 'Stop the schedule' }).click()
    await page.getByText('Only when somebody asks for it.', { exact: true }).waitFor()
    await undo(page, 'formal is fitted only when somebody asks for it.')
    await page.getByText('Every month, and once').waitFor()
  })

  it('says why a refit was not started, and keeps a cron that the server refuses', async () => {
    const { page } = await openAt('/axes/formal', (edge) => {
      withVersions(edge)
      const problem = 'The worker has no room for another fit.'
      edge.state.axes[0]!.refit = {
        ...{ cron: '0 3 * * 1', every: null, on_model_change: false },
        ...{ next: 4_000_000_000, last_fit: 'fit_0', problem },
      }
      edge.state.refuse.set(
        'PUT /v1/axes/formal/refit',
        new ApiError(400, 'invalid_cron', 'cron: there is no hour 99.'),
      )
    })
    await page.getByText('The last one was not started: The worker has no room for another fit.').waitFor()
    await page.getByText('By the clock: 0 3 * * 1 (UTC).').waitFor()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Fit formal again' })
    await dialog.getByLabel('Cron', { exact: true }).fill('0 99 * * *')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('cron: there is no hour 99.').waitFor()
    expect(await dialog.getByLabel('Cron', { exact: true }).inputValue()).toBe('0 99 * * *')
  })

  it('leads to the playground', async () => {
    const { page } = await openAt('/axes/formal', withVersions)
    await page.getByRole('link', { name: 'Try it' }).click()
    await expect.poll(() => slider(page, 'formal').inputValue()).toBe('1')
  })
})

describe('an import', () => {
  const choose = (page: Page, name: string, text: string) =>
    page
      .getByRole('dialog')
      .getByLabel('File')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })

  it('takes a direction’s file as the next version', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByRole('button', { name: 'Import a version' }).click()
    await choose(page, 'formal.safetensors', 'safe tensors')
    expect(await page.getByLabel('For the model').count()).toBe(0)
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { level: 1, name: 'formal@4' }).waitFor()
    await page.getByText('Nothing was measured of it').waitFor()
    const [call] = edge.callsOf('POST', /directions/)
    expect(call).toMatchObject({ path: '/v1/axes/formal/directions?activate=never', body: 'safe tensors' })
  })

  it('asks of a control vector which model it is for, and how much of it', async () => {
    const { page, edge } = await openAt('/axes/formal', withVersions)
    await page.getByRole('button', { name: 'Import a version' }).click()
    await choose(page, 'happy.gguf', 'GGUF and so on')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('For the model').inputValue()).toBe('smollm2-135m-instruct')
    await dialog.getByLabel('Times').fill('0.5')
    await dialog.getByLabel('Activate it at once').check()
    await dialog.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { level: 1, name: 'formal@4' }).waitFor()
    const asked = new URL(edge.callsOf('POST', /directions/)[0]!.path, 'http://edge').searchParams
    expect(Object.fromEntries(asked)).toEqual({ activate: 'always', model: 'smollm2-135m-instruct', scale: '0.5' })
  })

  it('says what is wrong with a file', async () => {
    const { page } = await openAt('/axes/formal', (edge) => {
      withVersions(edge)
      const message = "not a direction: the file has no 'attune' manifest in its metadata"
      edge.state.refuse.set(
        'POST /v1/axes/formal/directions?activate=never',
        new ApiError(400, 'invalid_direction', message),
      )
    })
    await page.getByRole('button', { name: 'Import a version' }).click()
    await choose(page, 'cat.safetensors', 'a cat')
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await page.getByRole('dialog').getByText("the file has no 'attune' manifest").waitFor()
  })
})

describe('a direction', () => {
  it('shows its curve with the same numbers in a table, its controls, side effects and safety', async () => {
    const { page } = await openAt('/axes/formal/versions/2', withVersions)
    const shown = page.getByRole('article', { name: 'Version 2' })
    await shown.getByText('Passed the full evaluation.').waitFor()
    await shown.locator('.plot canvas').waitFor()
    await shown.getByText('The numbers').click()
    const table = shown.getByRole('table', { name: /^By strength/ })
    expect(await table.getByRole('row', { name: /^−0.50/ }).textContent()).toMatch(/−0\.27.*4\.3/)
    await shown.getByLabel('by a classifier').check()
    await expect.poll(() => table.getByRole('row', { name: /^−0.50/ }).textContent()).toMatch(/−0\.4/)
    const controls = shown.getByRole('table', { name: /^Effect in standard deviations/ })
    expect(await controls.getByRole('row', { name: /^steered, \+1/ }).textContent()).toMatch(/\+0\.55.*0\.45 … 0\.65/)
    expect(await controls.getByRole('row', { name: /^control 2, −1/ }).textContent()).toMatch(/\+0\.04/)
    await shown.getByText('of 50 requests that should be refused').waitFor()
    await shown.getByText('1 of 2 clearly worse').waitFor()
    await shown.getByAltText('Chosen: 19.').waitFor()
  })

  it('loads the charts only where there is one', async () => {
    const { page } = await openAt('/axes/formal', withVersions)
    const scripts: string[] = []
    page.on('request', (request) => scripts.push(request.url()))
    await page.getByRole('link', { name: 'Version 1', exact: true }).click()
    await page.getByText('Nothing was measured of it').waitFor()
    expect(scripts.some((url) => url.includes('strength-plot'))).toBe(false)
    await page.getByRole('navigation', { name: 'Versions' }).getByRole('link', { name: '2 active' }).click()
    await page.locator('.plot canvas').waitFor()
    expect(scripts.some((url) => url.includes('strength-plot'))).toBe(true)
  })

  it('whose chart cannot be drawn still has its numbers', async () => {
    const { page } = await openAt('/axes/formal/versions/1', withVersions)
    await page.route(/strength-plot/, (route) => route.abort())
    await page.getByRole('navigation', { name: 'Versions' }).getByRole('link', { name: '2 active' }).click()
    await page.getByText('The chart could not be drawn in this browser').waitFor()
    await page.getByText('The numbers').click()
    await page.getByRole('row', { name: /^−0.50/ }).waitFor()
  })

  it('stands beside another version, which the address names', async () => {
    const { page } = await openAt('/axes/formal/versions/3', withVersions)
    await page.getByLabel('Beside it').selectOption('version 2')
    const compared = page.getByRole('region', { name: 'Compared' })
    expect(await compared.getByRole('row', { name: /^verified/ }).textContent()).toBe('verifiednoyes')
    expect(await compared.getByRole('row', { name: /^held-out margin/ }).textContent()).toContain('+0.77')
    expect(new URL(page.url()).search).toBe('?with=2')
    await page.reload()
    await page.getByRole('article', { name: 'Version 2' }).waitFor()
    await page.getByRole('article', { name: 'Version 3' }).waitFor()
  })

  it('is rolled back to', async () => {
    const { page, edge } = await openAt('/axes/formal/versions/1', withVersions)
    await page.getByRole('button', { name: 'Roll back to version 1' }).click()
    await page.getByRole('link', { name: 'Try it' }).waitFor()
    expect(edge.callsOf('POST', /activate/).map(({ body }) => body)).toEqual([{ version: 1 }])
    await undo(page, 'formal is steered by version 1 now.')
    await page.getByRole('button', { name: 'Roll back to version 1' }).waitFor()
  })

  it('is exported as a file', async () => {
    const { page } = await openAt('/axes/formal/versions/2', withVersions)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export' }).click()
    expect((await download).suggestedFilename()).toBe('formal@2.safetensors')
  })

  it('is deleted, and comes back by its own file', async () => {
    const { page, edge } = await openAt('/axes/formal/versions/3', withVersions)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'formal', exact: true }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Version 3', exact: true }).count()).toBe(0)
    await undo(page, 'Version 3 of formal is deleted.')
    await notice(page, 'Version 3 of formal is back.').waitFor()
    expect(edge.callsOf('POST', /directions/)[0]!.body).toBe('the file')
    await page.getByRole('link', { name: 'Version 3', exact: true }).waitFor()
  })

  it('that is active is not offered to be deleted', async () => {
    const { page } = await openAt('/axes/formal/versions/2', withVersions)
    await page.getByRole('link', { name: 'Export' }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0)
  })

  it('that is not there says so', async () => {
    const { page } = await openAt('/axes/formal/versions/9', withVersions)
    await page.getByText('The axis formal has no version 9.').waitFor()
  })
})

describe('an experiment', () => {
  it('is begun from a version, watched, and its challenger promoted', async () => {
    const { page, edge } = await openAt('/axes/formal/versions/3', withVersions)
    await page.getByRole('button', { name: 'Compare version 3 on users' }).click()
    const dialog = page.getByRole('dialog', { name: 'Compare versions of formal' })
    expect(await dialog.getByLabel('Challenger', { exact: true }).inputValue()).toBe('3')
    await dialog.getByLabel('Share of the users').fill('20')
    await dialog.getByRole('button', { name: 'Start' }).click()
    await page.getByText('Nobody can be compared yet').waitFor()
    expect(edge.callsOf('POST', /experiments/)[0]!.body).toEqual({ challenger: 3, share: 0.2, promote: 'manual' })
    await page.getByRole('button', { name: 'Promote version 3' }).click()
    await page.getByText('Ended by putting the challenger in force.').waitFor()
    await undo(page, 'Everybody is steered by version 3 now.')
    await expect.poll(() => edge.state.axes[0]!.active!.version).toBe(2)
  })

  it('tells its verdict with intervals, and is stopped', async () => {
    const { page, edge } = await openAt('/axes/formal', (one) => {
      withVersions(one)
      const running = experiment(one.state.axes[0]!, { challenger: 3, share: 0.5, promote: 'manual' })
      running.statistics = {
        active: { version: 2, users: 120, counted: 100, signals: 340, approval: { value: 0.6, low: 0.5, high: 0.7 } },
        challenger: {
          ...{ version: 3, users: 118, counted: 99, signals: 351 },
          approval: { value: 0.75, low: 0.65, high: 0.85 },
        },
        difference: { value: 0.15, low: 0.02, high: 0.28 },
        verdict: 'challenger',
      }
      one.state.experiments.set('formal', [running])
    })
    await page.getByText('Version 3 is approved of more: +15 points (+2 … +28).').waitFor()
    expect(await page.getByRole('row', { name: /^3 challenger/ }).textContent()).toMatch(
      /0\.75.*0\.65 … 0\.85.*118.*99.*351/,
    )
    expect(await page.getByRole('button', { name: 'Compare two versions' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Stop, keep version 2' }).click()
    await page.getByText('Stopped by hand: the active version was kept.').waitFor()
    expect(edge.callsOf('POST', /exp_1\/stop/)).toHaveLength(1)
  })

  it('that the server refuses says why, and what was chosen stays', async () => {
    const { page } = await openAt('/axes/formal', (one) => {
      withVersions(one)
      const message = "Axis 'formal' has the experiment exp_0, which runs: stop or promote it first."
      one.state.refuse.set('POST /v1/axes/formal/experiments', new ApiError(409, 'experiment_running', message))
    })
    await page.getByRole('button', { name: 'Compare two versions' }).click()
    const dialog = page.getByRole('dialog', { name: 'Compare versions of formal' })
    await dialog.getByLabel('Challenger', { exact: true }).selectOption('version 1')
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.getByText('stop or promote it first').waitFor()
    expect(await dialog.getByLabel('Challenger', { exact: true }).inputValue()).toBe('1')
  })
})
