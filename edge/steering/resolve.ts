/** Strengths asked for and strengths stored → the edits that a worker applies. */
import { ApiError } from '../../shared/errors.ts'
import type { Site } from '../../shared/steering/hook.ts'
import { type AxisChange, MAX_EDITS } from '../../shared/wire/generate.ts'
import {
  type Condition,
  OVERDRIVE_LIMIT,
  type ResolvedCondition,
  type ResolvedEdit,
  STRENGTH_LIMIT,
  type Steering,
  type Strength,
  type StrengthInput,
  toStrength,
} from '../../shared/wire/steering.ts'

/** `layers` are those that it has vectors for; `site`, unsaid, is the residual stream. */
export type ActiveDirection = {
  version: number
  hash: string
  modelHash: string
  layers: readonly number[]
  site?: Site
}

/**
 * An axis as requests are steered by it; `active` is null where it has no active direction. `reader`: what conditions read
 * prompts by, where that is another version (edge/steering/experiments.ts).
 */
export type KnownAxis = { active: ActiveDirection | null; condition: Condition | null; reader?: ActiveDirection | null }

export type AxesByName = ReadonlyMap<string, KnownAxis>

export type StrengthsByAxis = ReadonlyMap<string, Strength>

/** The project's default edits, and the user's profile over them. */
export type Stored = { defaults: StrengthsByAxis; profile: StrengthsByAxis }

/**
 * The stored strengths (the profile's over the project's), each replaced by the request's own. A strength of 0 does nothing
 * and is left out, except where a condition reads the prompt: only what is there when the answer begins can be turned up
 * later. Where all are more than a worker takes, the defaults give way.
 */
export function resolveChat(axes: AxesByName, stored: Stored, steering: Steering, modelHash: string): ResolvedEdit[] {
  const requested = resolveRequested(axes, steering.strengths, {
    overdrive: steering.overdrive,
    modelHash,
    param: 'steering.strengths',
  })
  const { defaults, profile } = steering.profile ? stored : NOTHING_STORED
  const isRequested = (axis: string) => Object.hasOwn(steering.strengths, axis)
  const kept = (strengths: StrengthsByAxis, isReplaced: (axis: string) => boolean) =>
    resolvePossible(axes, strengths, modelHash).filter(({ axis }) => !isReplaced(axis))
  const chosen = [...kept(profile, isRequested), ...requested].filter(acts)
  checkCount(chosen, 'steering.strengths')
  const beneath = kept(defaults, (axis) => profile.has(axis) || isRequested(axis)).filter(acts)
  return [...beneath.slice(0, MAX_EDITS - chosen.length), ...chosen]
}

const NOTHING_STORED: Stored = { defaults: new Map(), profile: new Map() }

const acts = ({ strength, condition }: ResolvedEdit): boolean => strength !== 0 || condition !== null

type Asked = { overdrive: boolean; modelHash: string; param: string }

/**
 * What a request asks for must be possible, or it is an error that says what would be. Strength 0 asks for nothing: it
 * is kept where the axis can be turned up later, and left out where it cannot be steered.
 */
function resolveRequested(axes: AxesByName, strengths: Record<string, StrengthInput>, asked: Asked): ResolvedEdit[] {
  const edits: ResolvedEdit[] = []
  for (const { axis, known, value, mode, at } of readStrengths(axes, strengths, asked)) {
    const wanted = { value, mode }
    if (value === 0) edits.push(...resolvePossible(axes, new Map([[axis, wanted]]), asked.modelHash))
    else edits.push(resolveOne(axes, axis, known, wanted, asked.modelHash, at))
  }
  checkCount(edits, asked.param)
  return edits
}

/**
 * What a live change asks for. Strength 0 always reaches the worker, by the axis's name alone: what acts in the
 * generation was resolved when it began, and can be turned off though the axis, or what its condition reads by, has lost
 * its direction since.
 */
export function resolveChange(axes: AxesByName, strengths: Record<string, StrengthInput>, asked: Asked): AxisChange[] {
  const changes = readStrengths(axes, strengths, asked).map(
    ({ axis, known, value, mode, at }): AxisChange =>
      value === 0 ? { axis, strength: 0, mode } : resolveOne(axes, axis, known, { value, mode }, asked.modelHash, at),
  )
  checkCount(changes, asked.param)
  return changes
}

/** @throws ApiError for an axis that there is not and a strength out of range */
function readStrengths(axes: AxesByName, strengths: Record<string, StrengthInput>, { overdrive, param }: Asked) {
  return Object.entries(strengths).map(([axis, input]) => {
    const at = `${param}.${axis}`
    const known = axes.get(axis)
    if (known === undefined) throw unknownAxis(axis, [...axes.keys()], at)
    const { value, mode } = toStrength(input)
    checkRange(value, overdrive, at)
    return { axis, known, value, mode, at }
  })
}

function resolveOne(
  axes: AxesByName,
  axis: string,
  known: KnownAxis,
  { value, mode }: Strength,
  modelHash: string,
  at: string,
): ResolvedEdit {
  const { active } = known
  if (active === null) {
    throw invalid('axis_inactive', `axis ${axis} has no active direction yet: fit and activate one`, at)
  }
  if (active.modelHash !== modelHash) {
    throw invalid('wrong_model', `axis ${axis}'s active direction was fitted for another model: fit one for this`, at)
  }
  const condition = resolveCondition(axes, known, modelHash)
  if (condition === 'unreadable') throw unreadable(axes, axis, known.condition!, modelHash, at)
  return { axis, version: active.version, direction: active.hash, strength: value, mode, condition }
}

/** Whether an axis acts on this model, whatever the prompt is. */
export function actsAlways(axes: AxesByName, axis: string, modelHash: string): boolean {
  const known = axes.get(axis)
  return known?.active?.modelHash === modelHash && known.condition === null
}

/** What can be applied now. The rest is skipped: it is stored, or turned off, and nobody asked for it here. */
function resolvePossible(axes: AxesByName, strengths: StrengthsByAxis, modelHash: string): ResolvedEdit[] {
  const edits: ResolvedEdit[] = []
  for (const [axis, { value, mode }] of strengths) {
    const known = axes.get(axis)
    if (known?.active?.modelHash !== modelHash) continue
    const condition = resolveCondition(axes, known, modelHash)
    if (condition === 'unreadable') continue
    const { version, hash: direction } = known.active
    edits.push({ axis, version, direction, strength: value, mode, condition })
  }
  return edits
}

/**
 * null for an axis that always acts. What reads may be gone at any time: another version can be made active, one that
 * was fitted for another model or has other layers.
 */
function resolveCondition(
  axes: AxesByName,
  { condition }: KnownAxis,
  modelHash: string,
): ResolvedCondition | null | 'unreadable' {
  if (!condition) return null
  const reader = readerOf(axes, condition)
  if (reader?.modelHash !== modelHash || !hasLayer(reader, condition)) return 'unreadable'
  return { ...condition, version: reader.version, direction: reader.hash }
}

const readerOf = (axes: AxesByName, { axis }: Condition): ActiveDirection | null => {
  const known = axes.get(axis)
  return known?.reader ?? known?.active ?? null
}

function unreadable(axes: AxesByName, axis: string, condition: Condition, modelHash: string, at: string): ApiError {
  const reader = readerOf(axes, condition)
  const why =
    reader?.modelHash === modelHash
      ? `axis ${axis} depends on layer ${condition.layer} of axis ${condition.axis}, ${layersOf(reader)}`
      : `axis ${axis} depends on axis ${condition.axis}, which has no active direction for this model`
  return invalid('condition_unreadable', why, at)
}

const hasLayer = ({ layers }: ActiveDirection, { layer }: Condition) => layer === null || layers.includes(layer)

const layersOf = ({ version, layers }: ActiveDirection) =>
  `whose active direction, version ${version}, has the layers ${layers.join(', ')}`

/** @throws ApiError 400 when a condition names an axis that there is not, or a layer that its active direction lacks */
export function checkCondition(axes: AxesByName, condition: Condition): void {
  const known = axes.get(condition.axis)
  if (!known) throw unknownAxis(condition.axis, [...axes.keys()], 'condition.axis')
  const { active } = known
  if (!active || hasLayer(active, condition)) return
  const wrong = `condition.layer: ${condition.layer} is no layer of axis ${condition.axis}, ${layersOf(active)}`
  throw invalid('invalid_value', wrong, 'condition.layer')
}

function checkCount(edits: readonly AxisChange[], param: string) {
  if (edits.length <= MAX_EDITS) return
  throw invalid('too_many_axes', `${edits.length} axes at once; at most ${MAX_EDITS} are possible.`, param)
}

function checkRange(value: number, overdrive: boolean, param: string) {
  const limit = overdrive ? OVERDRIVE_LIMIT : STRENGTH_LIMIT
  if (Math.abs(value) <= limit) return
  const hint = overdrive ? '' : `; with overdrive: true, -${OVERDRIVE_LIMIT} to ${OVERDRIVE_LIMIT}`
  throw invalid(
    'strength_out_of_range',
    `${param} is ${value}; the allowed range is -${limit} to ${limit}${hint}`,
    param,
  )
}

export function unknownAxis(axis: string, existing: string[], param: string): ApiError {
  const list = existing.length ? `The axes are: ${existing.join(', ')}.` : 'This project has no axes yet.'
  return invalid('unknown_axis', `There is no axis '${axis}'. ${list}`, param)
}

const invalid = (code: string, message: string, param: string) => new ApiError(400, code, message, { param })
