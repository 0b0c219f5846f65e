/** What steers one generation while it runs: its axes, their strengths now and soon, and the proof of what was applied. */
import type { Direction } from '../../shared/direction.ts'
import { type AxisEdit, composeEdit, dot, type Edit, hookOf, ImpossibleEdit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { Lean } from '../../shared/steering/lean.ts'
import { MAX_EDITS } from '../../shared/wire/generate.ts'
import type { Receipt, ReceiptEdit, ReceiptObserved } from '../../shared/wire/receipt.ts'
import { type EditMode, type Scope, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'
import { PromptCondition, type WantedCondition } from './condition.ts'
import { EngineError } from './errors.ts'
import type { HookStates } from './model-runner.ts'
import { PromptSelection } from './prompt-selection.ts'

export type SteeredAxis = {
  axis: string
  version: number
  hash: string
  direction: Direction
  /** What mode add moves along in the generation's basis; null or unsaid: the direction as fitted. */
  along?: AxisEdit['along']
  strength: number
  mode: EditMode
  /** null: it always acts. */
  condition: WantedCondition | null
}

/** An axis that does not steer, though how far the text leans on it is told. */
export type ObservedAxis = Pick<SteeredAxis, 'axis' | 'version' | 'hash' | 'direction'>

export type SteeringChange = {
  /** Axes not named stay as they are; one already known keeps the direction it began with. */
  axes: SteeredAxis[]
  /** Turned off where they steer, by the direction that they act by here. */
  off?: readonly Pick<SteeredAxis, 'axis' | 'mode'>[]
  /** Later changes have larger numbers; null takes the next one. */
  seq: number | null
  /** Whether what the user signalled brings it: then it has no number, and waits for none. */
  bySignals?: boolean
  /** Tokens over which the new strengths are reached; 0 at once. */
  ramp: number
  overdrive: boolean | null
}

type Ramp = { from: number; to: number; tokens: number; done: number }

type AxisState = Omit<SteeredAxis, 'condition'> & {
  condition: PromptCondition | null
  ramp: Ramp | null
  tokensEdited: number
  /** |strength|, summed over edited tokens. */
  strengthSum: number
  /** Sums over edited tokens and layers of ⟨x,v⟩ / the layer's mean norm, before and after the edit. */
  before: number
  after: number
  readings: number
  stood: Stood
}

/** Where the text stood on an axis so far. */
type Stood = {
  /** Of the generated tokens. */
  lean: Lean
  /** Signed, summed over these: what the axis acted with in mode add. Other modes move a text to no place that could be named. */
  strengthSum: number
}

type ObservedState = ObservedAxis & { stood: Stood }

export type AxisPosition = {
  axis: string
  version: number
  /** Mean over the tokens read; 0 where the axis did not act, or in another mode than add. */
  strength: number
  lean: number | null
  tokens: number
}

export type AxisUse = {
  axis: string
  version: number
  /** Token states that it was applied to. */
  tokens: number
  /** |strength|, summed over them. */
  strengthSum: number
}

export class Steering {
  readonly scope: Scope
  overdrive: boolean
  readonly #axes = new Map<string, AxisState>()
  /** None of `#axes`. */
  readonly #observed = new Map<string, ObservedState>()
  #hooks: readonly Hook[] | null = null
  #edit: Edit | null = null
  /** The axes that `#edit` holds: a change that comes while a step runs does not alter what that step did. */
  #inForce: Pick<AxisState, 'axis' | 'strength' | 'mode'>[] = []
  #stale = true
  #capped = false
  #selection: PromptSelection
  #promptTaken = false
  #seq: number | null = null
  /** Axes that the client has changed since the answer began. */
  readonly #turned = new Set<string>()
  readonly #changes: Receipt['changes'] = []

  constructor(
    axes: readonly SteeredAxis[],
    scope: Scope = 'generated',
    overdrive = false,
    observed: readonly ObservedAxis[] = [],
  ) {
    this.scope = scope
    this.overdrive = overdrive
    for (const axis of axes) this.#axes.set(axis.axis, unread(axis))
    for (const axis of observed) {
      if (!this.#axes.has(axis.axis)) this.#observed.set(axis.axis, { ...axis, stood: nowhere(axis.direction) })
    }
    this.#selection = selectionOf(axes)
    // Too many rank slots, should all conditions hold, are the caller's error, to be told before anything runs.
    compose([...this.#axes.values()], overdrive)
    void this.edit
  }

  /** The edit in force; null when nothing is steered. The same object until something changes. */
  get edit(): Edit | null {
    if (this.#stale) {
      const acting = [...this.#axes.values()].filter(({ condition }) => condition?.fired ?? condition === null)
      const { edit, capped } = compose(acting, this.overdrive)
      this.#edit = edit.size ? this.#selection.of(edit) : null
      this.#inForce = acting
        .filter(({ strength }) => strength !== 0)
        .map(({ axis, strength, mode }) => ({ axis, strength, mode }))
      this.#capped ||= capped
      this.#stale = false
    }
    return this.#edit
  }

  /** What is read of every generated token: all hooks of its axes, whether they act or not. */
  get hooks(): readonly Hook[] {
    this.#hooks ??= [
      ...new Set(
        [...this.#axes.values(), ...this.#observed.values()].flatMap(({ direction }) =>
          direction.layers.map((layer) => hookOf(direction, layer)),
        ),
      ),
    ]
    return this.#hooks
  }

  get seq(): number | null {
    return this.#seq
  }

  get capped(): boolean {
    return this.#capped
  }

  get changes(): Readonly<Receipt['changes']> {
    return this.#changes
  }

  get strengths(): Record<string, { value: number; mode: EditMode }> {
    return Object.fromEntries([...this.#axes].map(([axis, { strength, mode }]) => [axis, { value: strength, mode }]))
  }

  /**
   * Takes a change, whole or not at all; it is in force from the next step. `token` is how many tokens it cannot change.
   * @returns false when a newer change was already taken.
   * @throws EngineError when it is not possible: then nothing has changed
   */
  change(change: SteeringChange, token: number): boolean {
    const take = this.prepare(change)
    take?.(token)
    return take !== null
  }

  /** What takes a change that is possible, or null where a newer one was already taken. @throws as `change` does */
  prepare(change: SteeringChange): ((token: number) => void) | null {
    const { bySignals = false } = change
    const seq = bySignals ? this.#seq : (change.seq ?? (this.#seq ?? 0) + 1)
    if (!bySignals && this.#seq !== null && seq! <= this.#seq) return null
    const overdrive = change.overdrive ?? this.overdrive
    const next = new Map(this.#axes)
    // What the client itself turned in this answer is the client's from then on.
    const wantedAxes = bySignals ? change.axes.filter(({ axis }) => !this.#turned.has(axis)) : change.axes
    for (const wanted of wantedAxes) {
      const known = this.#axes.get(wanted.axis)
      if (!known && next.size >= MAX_EDITS) {
        throw new EngineError(
          'invalid_edit',
          `an answer has at most ${MAX_EDITS} axes, those at strength 0 too; '${wanted.axis}' would be one more`,
        )
      }
      if (!known && (wanted.condition || isSelective(wanted.direction)) && this.#promptTaken) {
        throw new EngineError(
          'invalid_condition',
          `'${wanted.axis}' depends on the prompt, which was read without it: name it, with strength 0, when the answer begins`,
        )
      }
      next.set(wanted.axis, changed(known, wanted, change.ramp, this.#observed.get(wanted.axis)))
    }
    for (const { axis, mode } of change.off ?? []) {
      const known = this.#axes.get(axis)
      if (known) next.set(axis, changed(known, { ...known, condition: null, strength: 0, mode }, change.ramp))
    }
    if (!overdrive) for (const [axis, state] of next) next.set(axis, withinLimit(state))
    // While a ramp runs, what it leaves and what it reaches may both be in force: that much must fit.
    compose(
      [...next.values()].map((axis) => ({ ...axis, strength: axis.strength || (axis.ramp?.to ?? 0) })),
      overdrive,
    )
    return (token) => {
      for (const [axis, state] of next) {
        this.#axes.set(axis, state)
        this.#observed.delete(axis)
      }
      if (!bySignals) for (const { axis } of [...change.axes, ...(change.off ?? [])]) this.#turned.add(axis)
      this.#hooks = null
      if (!this.#promptTaken) this.#selection = selectionOf(this.#axes.values())
      this.overdrive = overdrive
      this.#seq = seq
      this.#stale = true
      this.#changes.push({ seq: seq ?? 0, at_token: token, ...(bySignals && { by: 'signals' as const }) })
      if (this.#changes.length > CHANGES_KEPT) this.#changes.shift()
    }
  }

  /**
   * What its conditions, and the slots that depend on the prompt, read of the last prompt token's state, which is run
   * next: none of them can join any more.
   */
  takePromptHooks(): Hook[] {
    this.#promptTaken = true
    const conditions = [...this.#axes.values()].flatMap(({ condition }) => condition?.hooks ?? [])
    return [...new Set([...conditions, ...this.#selection.hooks])]
  }

  /** Decides the conditions; row `row` of `states`, [n, H], is the last prompt token's. In force from the next token. */
  readPrompt(states: HookStates, row: number): void {
    if (this.#selection.hooks.length) {
      this.#selection.read(states, row)
      this.#stale = true
    }
    for (const { condition } of this.#axes.values()) {
      if (!condition) continue
      condition.read(states, row)
      this.#stale = true
    }
  }

  /** A step begins, for one token more: ramps move. */
  advance(): void {
    for (const state of this.#axes.values()) {
      const { ramp } = state
      if (!ramp) continue
      ramp.done++
      state.strength = ramp.from + ((ramp.to - ramp.from) * ramp.done) / ramp.tokens
      if (ramp.done >= ramp.tokens) {
        state.strength = ramp.to
        state.ramp = null
      }
      this.#stale = true
    }
  }

  /**
   * Takes note of one token that `edit`, as last read, was applied to: what lay at its hooks before and after, row `row`
   * of [n, H].
   */
  observe(states: HookStates, row: number): void {
    for (const { axis, strength } of this.#inForce) {
      const state = this.#axes.get(axis)!
      state.tokensEdited++
      state.strengthSum += Math.abs(strength)
      for (const layer of state.direction.layers) {
        const { v, residual_norm } = layer
        const { hidden, edited } = states.get(hookOf(state.direction, layer))!
        const at = row * v.length
        state.before += dot(hidden.subarray(at, at + v.length), v) / residual_norm
        state.after += dot(edited.subarray(at, at + v.length), v) / residual_norm
        state.readings++
      }
    }
  }

  /**
   * Takes note of where one generated token's state lies on every axis, after `edit` as last read: row `row` of [n, H]. An
   * axis that came while the step ran, on a graph without its hooks, is read from the next token on.
   */
  read(states: HookStates, row: number): void {
    for (const { axis, stood } of [...this.#axes.values(), ...this.#observed.values()]) {
      if (!stood.lean.read((hook) => states.get(hook)?.edited, row)) continue
      const acting = this.#inForce.find((one) => one.axis === axis)
      if (acting?.mode === 'add') stood.strengthSum += acting.strength
    }
  }

  /** Where the text stands on each axis; those of which nothing was read are left out. */
  get positions(): AxisPosition[] {
    return [...this.#axes.values(), ...this.#observed.values()].flatMap(({ axis, version, stood }) => {
      const { tokens, value } = stood.lean
      return tokens > 0 ? [{ axis, version, strength: stood.strengthSum / tokens, lean: value, tokens }] : []
    })
  }

  /** How much each axis was used so far; those that moved nothing are left out. */
  get used(): AxisUse[] {
    return [...this.#axes.values()]
      .filter(({ tokensEdited }) => tokensEdited > 0)
      .map(({ axis, version, tokensEdited, strengthSum }) => ({ axis, version, tokens: tokensEdited, strengthSum }))
  }

  receipts(): ReceiptEdit[] {
    return [...this.#axes.values()].map((state) => ({
      axis: state.axis,
      version: state.version,
      direction: state.hash,
      mode: state.mode,
      strength: state.strength,
      layers: state.direction.layers.map(({ layer }) => layer),
      tokens_edited: state.tokensEdited,
      projection_before: state.readings ? state.before / state.readings : null,
      projection_after: state.readings ? state.after / state.readings : null,
      lean: state.stood.lean.value,
      condition: state.condition?.receipt ?? null,
    }))
  }

  observedReceipts(): ReceiptObserved[] {
    return [...this.#observed.values()].map(({ axis, version, hash, stood }) => ({
      axis,
      version,
      direction: hash,
      lean: stood.lean.value,
      tokens: stood.lean.tokens,
    }))
  }
}

const isSelective = ({ manifest }: Direction): boolean => manifest.operator?.when_opposed ?? false

/** Of axes whose slots depend on the prompt, all hooks. */
function selectionOf(axes: Iterable<{ direction: Direction }>): PromptSelection {
  const selective = [...axes].filter(({ direction }) => isSelective(direction))
  return new PromptSelection(
    new Map(
      selective.flatMap(({ direction }) =>
        direction.layers.map((layer) => [hookOf(direction, layer), layer.v.length] as const),
      ),
    ),
  )
}

/** Changes that a receipt lists: the last ones. */
const CHANGES_KEPT = 256

/** What overdrive allowed comes back to the limit when it is turned off. */
function withinLimit(state: AxisState): AxisState {
  const clamp = (strength: number) => Math.max(-STRENGTH_LIMIT, Math.min(STRENGTH_LIMIT, strength))
  const ramp = state.ramp && { ...state.ramp, from: clamp(state.ramp.from), to: clamp(state.ramp.to) }
  return { ...state, strength: clamp(state.strength), ramp }
}

const unread = (axis: SteeredAxis): AxisState => ({
  ...axis,
  condition: axis.condition && new PromptCondition(axis.condition),
  ramp: null,
  tokensEdited: 0,
  strengthSum: 0,
  before: 0,
  after: 0,
  readings: 0,
  stood: nowhere(axis.direction),
})

const nowhere = (direction: Direction): Stood => ({ lean: new Lean(direction), strengthSum: 0 })

/**
 * An axis after a change. A new mode cannot be blended with the old one, so its strength grows from 0. One that was only
 * observed goes on being read, if it acts by the direction that it was read by.
 */
function changed(
  known: AxisState | undefined,
  wanted: SteeredAxis,
  tokens: number,
  observed?: ObservedState,
): AxisState {
  const state: AxisState = known ? { ...known, mode: wanted.mode, ramp: null } : { ...unread(wanted), strength: 0 }
  if (observed?.hash === wanted.hash) state.stood = observed.stood
  const from = known && known.mode === wanted.mode ? known.strength : 0
  if (tokens === 0) return { ...state, strength: wanted.strength }
  return { ...state, strength: from, ramp: { from, to: wanted.strength, tokens, done: 0 } }
}

function compose(axes: readonly AxisEdit[], overdrive: boolean): { edit: Edit; capped: boolean } {
  try {
    return composeEdit(axes, { overdrive })
  } catch (problem) {
    if (problem instanceof ImpossibleEdit) throw new EngineError('invalid_edit', problem.message)
    throw problem
  }
}
