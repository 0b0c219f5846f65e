/** Axes, their directions and experiments, as the edge answers for them. */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Axis, Direction, ExperimentWithStatistics } from '../../edge/dashboard/src/api/types.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'
import { EVALUATION, REPORT } from './example-report.ts'
import type { Call } from './fake-edge.ts'

export type AxesState = {
  axes: Axis[]
  /** By axis, newest first. */
  directions: Map<string, Direction[]>
  experiments: Map<string, ExperimentWithStatistics[]>
  deletedAxes: Axis[]
}

export const noAxes = (): AxesState => ({
  axes: [],
  directions: new Map(),
  experiments: new Map(),
  deletedAxes: [],
})

/** What has been written to the response already. */
export const SENT = Symbol('sent')

/** Formal with three versions, two of which are compared on users, a condition and a schedule; it overlaps with warm. */
export function furnishAxes(state: AxesState) {
  const [formal, warm] = state.axes
  if (!formal || !warm) return
  const full = { ...EVALUATION, report: REPORT }
  formal.versions = 3
  formal.active = {
    ...{ version: 2, hash: 'd'.repeat(64), verified: true, evaluation: full },
    correlated: [{ axis: 'warm', cosine: -0.61 }],
  }
  formal.condition = { axis: 'warm', comparison: 'above', threshold: 0.1, layer: null }
  formal.refit = {
    ...{ cron: null, every: 'week', on_model_change: true, next: 4_000_000_000 },
    ...{ last_fit: 'fit_2', problem: 'The worker has no room for another fit.' },
  }
  state.directions.set('formal', [
    direction(formal, 3, { ...full, verified: false }),
    direction(formal, 2, full),
    direction(formal, 1, null),
  ])
  const running = experiment(formal, { challenger: 3, share: 0.2, promote: 'manual' })
  running.statistics = {
    active: { version: 2, users: 120, counted: 100, signals: 340, approval: { value: 0.6, low: 0.5, high: 0.7 } },
    challenger: {
      ...{ version: 3, users: 31, counted: 27, signals: 80 },
      approval: { value: 0.68, low: 0.51, high: 0.85 },
    },
    difference: { value: 0.08, low: -0.1, high: 0.26 },
    verdict: 'undecided',
  }
  const ended = { ...experiment(formal, { challenger: 1, share: 0.5, promote: 'auto' as const }), id: 'exp_0' }
  state.experiments.set('formal', [running, { ...ended, state: 'ended', reason: 'stopped', ended: 1_795_000_000 }])
}

const list = (data: unknown[], has_more = false) => ({ object: 'list', data, has_more })
const notFound = (what: string) => new ApiError(404, 'not_found', `There is no ${what}.`)

/** undefined: it is no call of this family. */
export function answerAxes(state: AxesState, { method, path, body }: Call, response: ServerResponse): unknown {
  const url = new URL(path, 'http://edge')
  const [, , family, id, part, item, last] = url.pathname.split('/').map(decodeURIComponent)
  if (family !== 'axes') return undefined
  if (!id) return method === 'GET' ? list(state.axes) : undefined
  if (part === 'restore') {
    const [axis] = state.deletedAxes.splice(0)
    if (!axis) throw notFound('deleted axis')
    state.axes.push(axis)
    return axis
  }
  const axis = state.axes.find((one) => one.id === id)
  if (!axis) throw notFound(`axis '${id}'`)
  const ifMatch = response.req.headers['if-match']
  if (ifMatch && ifMatch !== tagOf(axis)) {
    throw new ApiError(412, 'changed_meanwhile', 'It is not what If-Match names: somebody has changed it.')
  }
  switch (`${method} ${part ?? ''}`) {
    case 'GET ':
      response.setHeader('etag', tagOf(axis))
      return axis
    case 'PATCH ':
      return Object.assign(axis, body)
    case 'DELETE ':
      state.axes = state.axes.filter((one) => one !== axis)
      state.deletedAxes = [axis]
      return {}
    case 'POST activate':
      axis.active = body.version === null ? null : activeOf(state, axis, body.version)
      for (const one of directionsOf(state, id)) one.active = one.version === body.version
      return axis
    case 'PUT refit':
      axis.refit = { ...body, next: 4_000_000_000, last_fit: null, problem: null }
      return axis
    case 'DELETE refit':
      axis.refit = null
      return {}
    default:
      return part === 'experiments'
        ? answerExperiments(state, axis, `${method} ${last ?? ''}`, item, body)
        : answerDirections(state, axis, `${method} ${last ?? ''}`, item, url, response)
  }
}

function answerDirections(
  state: AxesState,
  axis: Axis,
  asked: string,
  item: string | undefined,
  url: URL,
  response: ServerResponse,
): unknown {
  const all = directionsOf(state, axis.id)
  switch (asked) {
    case 'GET ': {
      const after = Number(url.searchParams.get('after') ?? Number.POSITIVE_INFINITY)
      const limit = Number(url.searchParams.get('limit') ?? 100)
      const found = all.filter(({ version }) => version < after)
      return list(found.slice(0, limit), found.length > limit)
    }
    case 'GET file':
      response.setHeader('content-disposition', `attachment; filename="${axis.id}@${item}.safetensors"`)
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('the file')
      return SENT
    case 'DELETE ':
      state.directions.set(
        axis.id,
        all.filter(({ version }) => String(version) !== item),
      )
      return {}
    case 'POST ': {
      const version = (all[0]?.version ?? 0) + 1
      const made = direction(axis, version, null)
      state.directions.set(axis.id, [made, ...all])
      axis.versions += 1
      if (url.searchParams.get('activate') === 'always') axis.active = activeOf(state, axis, version)
      return made
    }
  }
  throw notFound('such direction')
}

function answerExperiments(
  state: AxesState,
  axis: Axis,
  asked: string,
  item: string | undefined,
  body: { challenger: number; share: number; promote: 'manual' | 'auto' },
): unknown {
  const all = state.experiments.get(axis.id) ?? []
  if (asked === 'POST ' && item === undefined) {
    const begun = experiment(axis, body)
    state.experiments.set(axis.id, [begun, ...all])
    return begun
  }
  if (item === undefined) return list(all)
  const one = all.find(({ id }) => id === item)
  if (!one) throw notFound(`experiment '${item}'`)
  if (asked === 'POST stop') Object.assign(one, { state: 'ended', reason: 'stopped', ended: 3 })
  if (asked === 'POST promote') {
    Object.assign(one, { state: 'ended', reason: 'promoted', ended: 3 })
    axis.active = activeOf(state, axis, one.challenger)
  }
  return one
}

const tagOf = (axis: Axis): string =>
  `"${createHash('sha256').update(JSON.stringify(axis)).digest('hex').slice(0, 16)}"`

const directionsOf = (state: AxesState, axis: string): Direction[] => state.directions.get(axis) ?? []

function activeOf(state: AxesState, axis: Axis, version: number): Axis['active'] {
  const found = directionsOf(state, axis.id).find((one) => one.version === version)
  return {
    version,
    hash: 'e'.repeat(64),
    verified: found?.verified ?? true,
    evaluation: found?.evaluation ?? null,
    correlated: axis.active?.correlated ?? [],
  }
}

export const direction = (axis: Axis, version: number, evaluation: Evaluation | null): Direction => ({
  object: 'direction',
  axis: axis.id,
  version,
  hash: String(version).repeat(64).slice(0, 64),
  model_hash: 'a'.repeat(64),
  active: axis.active?.version === version,
  verified: evaluation?.verified ?? false,
  preview: false,
  passed: evaluation?.passed ?? null,
  bytes: 2900,
  manifest: {
    format: 1,
    axis: axis.id,
    poles: { positive: axis.positive.name, negative: axis.negative.name },
    model: {
      hash: 'a'.repeat(64),
      name: 'smollm2-135m-instruct',
      architecture: 'llama',
      hidden_size: 576,
      layers: 30,
    },
    site: 'residual',
    method: 'mean-difference',
    source: 'self-generated',
    layers: [{ layer: 19, residual_norm: 110, neutral: 0.2, positive: 0.24, negative: 0.21 }],
    pairs: 48,
    seed: 1,
    verified: evaluation?.verified ?? false,
    made_by: { attune: '0.1.0', weight_form: 'i8' },
  },
  evaluation,
  created: 1_780_000_000 + 86_400 * version,
})

type Begun = { challenger: number; share: number; promote: 'manual' | 'auto' }

export function experiment(axis: Axis, { challenger, share, promote }: Begun): ExperimentWithStatistics {
  const active = axis.active?.version ?? 1
  return {
    object: 'experiment',
    id: 'exp_1',
    axis: axis.id,
    ...{ challenger, active, share, promote },
    metric: 'approval',
    alpha: 0.05,
    state: 'running',
    reason: null,
    verdict: 'undecided',
    decided: null,
    ended: null,
    created: 1_790_000_000,
    statistics: {
      challenger: { version: challenger, users: 0, counted: 0, signals: 0, approval: null },
      active: { version: active, users: 0, counted: 0, signals: 0, approval: null },
      difference: null,
      verdict: 'undecided',
    },
  }
}
