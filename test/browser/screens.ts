/** Every screen with an address of its own, and something to see there. */
import { ADMIN_SCREENS, furnishAdmin } from './admin-screens.ts'
import { CHOICES, EVALUATION, REPORT } from './example-report.ts'
import { furnishAxes } from './fake-axes.ts'
import { axis, type FakeEdge, queuedFit } from './fake-edge.ts'
import { belief, profileOf, thumb } from './fake-users.ts'

export const SCREENS = [
  { path: '/playground', heading: 'Playground' },
  { path: '/axes', heading: 'Axes' },
  { path: '/axes/formal', heading: 'formal' },
  { path: '/axes/formal/versions/3', heading: 'formal@3' },
  { path: '/axes/formal/versions/3?with=2', heading: 'formal@3' },
  { path: '/fits', heading: 'Fits' },
  { path: '/fits/fit_3', heading: 'Fit of warm' },
  { path: '/fits/fit_2', heading: 'Fit of formal' },
  { path: '/fits/fit_1', heading: 'Fit of poetic@3' },
  { path: '/fits/fit_0', heading: 'Fit of poetic' },
  { path: '/new-axis', heading: 'New axis' },
  { path: '/new-axis?axis=warm&step=characteristics', heading: 'Fit warm' },
  { path: '/new-axis?axis=warm&step=fit', heading: 'Fit warm' },
  { path: '/users', heading: 'Users' },
  { path: '/users/ada', heading: 'ada' },
  { path: '/keys', heading: 'Keys' },
  ...ADMIN_SCREENS,
] as const

/** One of everything. */
export function furnish(edge: FakeEdge) {
  const { state } = edge
  furnishAdmin(edge)
  state.axes.push({ ...axis('poetic', 'prosaic', 'poetic'), active: null })
  furnishAxes(state)
  const queue = { place: 2, of: 3 }
  const done = { state: 'done', direction: { version: 3, hash: 'e'.repeat(64) } }
  state.fits = [
    Object.assign(queuedFit('fit_3', 'warm'), { message: 'waiting in the queue, at place 2 of 3', queue }),
    Object.assign(queuedFit('fit_2', 'formal'), { state: 'running', stage: 'activations', progress: 0.46 }),
    Object.assign(queuedFit('fit_1', 'poetic'), done, {
      evaluation: { ...EVALUATION, report: REPORT },
      choices: CHOICES,
    }),
    Object.assign(queuedFit('fit_0', 'poetic'), {
      state: 'failed',
      error: { code: 'no_contrast', message: 'The two poles were answered alike.' },
    }),
  ]
  for (const user of ['ada', 'adam', 'grace']) {
    state.profiles.set(
      user,
      profileOf(user, { formal: { value: 0.6, mode: 'add' }, warm: { value: -0.3, mode: 'add' } }),
    )
  }
  state.users.signals.push(thumb('sig_2', 'ada', 'up'), thumb('sig_1', 'ada', 'down'))
  const by = {
    signal: 'sig_2',
    type: 'thumb',
    value: 'up',
    answer: 'chatcmpl_1',
    at: 1_782_000_000,
    change: 0.21,
  } as const
  state.users.beliefs.set('ada', [
    belief('formal', { moved_by: [by] }),
    belief('warm', { strength: -0.3, source: 'hand', low: -0.3, high: -0.3, effect: 'slightly more cold' }),
    belief('poetic', {
      strength: 0,
      source: 'none',
      low: -0.5,
      high: 0.5,
      effect: 'neither more poetic nor more prosaic',
    }),
  ])
}
