/**
 * Proof that a graph applies edits: it runs once without and once with a random edit at every hook, and what it puts out
 * must be what plain arithmetic makes of what it says was there, and must change what comes after. Every graph that has
 * hooks passes it before its first use, so that no answer is taken for a steered one that was not.
 */
import { applyEdit, type Edit, type HookEdit } from '../../shared/steering/edit.ts'
import { siteAndLayer } from '../../shared/steering/hook.ts'
import type { ModelConfig } from '../model/config.ts'
import type { KvType } from '../model/forms/plans.ts'
import { windowsOf } from '../model/graph/decoder.ts'
import { type GraphVariant, hookList, hooksOf, hookTensor } from '../model/graph/hooks.ts'
import { cpu, type Device } from '../runtime/device.ts'
import { MirroredArray } from '../runtime/device-array.ts'
import type { Session } from '../runtime/session.ts'
import { type DType, elements, Tensor, type TypedArray } from '../runtime/tensor.ts'
import { seededRandom } from './random.ts'

const SEED = 7
/** Side by side in two rows, as in a decode step, and one after the other in one, as in prefill. */
const LAYOUTS = ['rows', 'stretch'] as const
type Layout = (typeof LAYOUTS)[number]
const TOKENS = 2
const RANK = 4
/** Size of the edit relative to what it changes, and the error that is bearable, relative to the same. */
const SIZE = 0.2
const TOLERANCE = 1e-3

/** One edit for each of the two tokens. In a stretch both have the same, which is the row's. */
type Edits = readonly [Edit, Edit]

type States = Map<string, Float32Array>

/** Where the graph runs, what it keeps keys and values in, and whether it is one for readings. */
type Place = { device: Device; kvType: KvType; reading?: boolean }

/** @throws Error naming the hook at which the graph did something else. */
export async function proveEdits(
  session: Session,
  config: ModelConfig,
  variant: GraphVariant,
  place: Place = { device: cpu, kvType: 'float32' },
): Promise<void> {
  // Readings are stretches.
  const layouts = place.reading ? (['stretch'] as const) : LAYOUTS
  for (const layout of layouts) await proveLayout(new GraphCheck(session, config, variant, layout, place))
}

async function proveLayout(check: GraphCheck) {
  const { config, variant } = check
  const hooks = hookList(variant, config.layers)
  if (hooks.length === 0) return
  const plain = await check.run(null)
  const edits = check.randomEdits(plain)
  const edited = await check.run(edits)
  const complain = (what: string) => {
    throw new Error(`the graph '${variant}' does not apply edits as it should: ${what}`)
  }
  const H = config.hidden
  for (const hook of hooks) {
    const before = edited.get(hookTensor('hidden', hook))!
    const after = edited.get(hookTensor('edited', hook))!
    for (let t = 0; t < TOKENS; t++) {
      const x = before.subarray(t * H, (t + 1) * H)
      const expected = applyEdit(x, edits[t]!.get(hook)!)
      const error = distance(after.subarray(t * H, (t + 1) * H), expected) / distance(x, expected)
      // A comparison that is false for what is no number.
      if (!(error <= TOLERANCE)) complain(`at ${hook} it is off by ${(100 * error).toPrecision(2)} % of the edit`)
    }
    const untouched = plain.get(hookTensor('hidden', hook))!
    if (distance(untouched, plain.get(hookTensor('edited', hook))!) !== 0) complain(`${hook} moves without an edit`)
    const isFirst = hook === hooks[0] || siteAndLayer(hook)[1] === 0
    if (!isFirst && distance(untouched, before) === 0) complain(`what is edited before ${hook} does not reach it`)
  }
  if (distance(plain.get('final')!, edited.get('final')!) === 0) complain('the edited states do not reach the head')
}

class GraphCheck {
  readonly config: ModelConfig
  readonly variant: GraphVariant
  readonly #session: Session
  readonly #place: Place
  readonly #layout: Layout
  readonly #random = gaussian(seededRandom(SEED))
  readonly #x: Float32Array

  constructor(session: Session, config: ModelConfig, variant: GraphVariant, layout: Layout, place: Place) {
    this.#session = session
    this.#place = place
    this.config = config
    this.variant = variant
    this.#layout = layout
    this.#x = this.#vector(TOKENS * config.hidden, Math.sqrt(TOKENS * config.hidden))
  }

  /** What lies at the hooks before and after, [2, H] each, and the final states. */
  async run(edits: Edits | null): Promise<States> {
    const { hidden: H, kvHeads, headSize, layers } = this.config
    const [b, s] = this.#layout === 'rows' ? [TOKENS, 1] : [1, TOKENS]
    using own = new DisposableStack()
    const { device, kvType } = this.#place
    const arrayOf = <D extends DType>(dtype: D, shape: number[], fill?: (host: TypedArray<D>) => void) => {
      const array = own.use(new MirroredArray(device, dtype, elements(shape)))
      fill?.(array.host)
      array.push()
      return { array, tensor: own.use(array.tensor(shape)) }
    }
    const filled = (shape: number[], rows: readonly ArrayLike<number>[]) => {
      const fill = (host: Float32Array) =>
        rows.forEach((row, i) => void host.set(row, (i * elements(shape)) / rows.length))
      return arrayOf('float32', shape, fill).tensor
    }

    const total = own.use(Tensor.zeros('int32', []))
    total.data[0] = s
    const pick = arrayOf('int64', [TOKENS], (host) => {
      for (let t = 0; t < TOKENS; t++) host[t] = BigInt(t)
    })
    const inputs = new Map<string, Tensor>([
      ['x', filled([b, s, H], [this.#x])],
      ['seqlens', arrayOf('int32', [b], (host) => host.fill(s - 1)).tensor],
      ['total', total],
      ['pick', pick.tensor],
    ])
    if (this.#place.reading) {
      inputs.set(
        'positions',
        arrayOf('int64', [b, s], (host) => void host.set(Array.from({ length: s }, (_, t) => BigInt(t)))).tensor,
      )
      for (const w of windowsOf(this.config).keys()) inputs.set(`mask.${w}`, filled([b, 1, s, s], []))
      inputs.set('targets', arrayOf('int64', [TOKENS, 1]).tensor)
    }
    const outputs = new Map<string, Tensor>()
    const read = new Map<string, MirroredArray<'float32'>>()
    const output = (name: string, shape: number[]) => {
      const { array, tensor } = arrayOf('float32', shape)
      outputs.set(name, tensor)
      read.set(name, array)
    }
    output('final', [TOKENS, H])
    for (let l = 0; l < layers; l++) {
      for (const name of ['k', 'v']) {
        const cache = arrayOf(kvType, [b, kvHeads, TOKENS, headSize]).tensor
        inputs.set(`past_${name}.${l}`, cache)
        outputs.set(`present_${name}.${l}`, cache)
      }
    }
    const withRank = Object.values(hooksOf(this.variant)).includes('rank')
    for (const hook of hookList(this.variant, layers)) {
      const at = edits?.map((edit) => edit.get(hook)!) ?? []
      inputs.set(
        hookTensor('e', hook),
        filled(
          [b, s, H],
          at.map(({ e }) => e),
        ),
      )
      if (withRank) {
        const slots = at.slice(0, b).flatMap((edit) => edit.slots)
        for (const name of ['u', 'v'] as const) {
          inputs.set(
            hookTensor(name, hook),
            filled(
              [b, RANK, H],
              slots.map((slot) => slot[name]),
            ),
          )
        }
        for (const name of ['a', 'g'] as const) {
          inputs.set(
            hookTensor(name, hook),
            filled(
              [b, 1, RANK],
              slots.map((slot) => [slot[name]]),
            ),
          )
        }
      }
      for (const when of ['hidden', 'edited'] as const) output(hookTensor(when, hook), [b, s, H])
    }
    using binding = this.#session.bind(inputs, outputs)
    await binding.run()
    for (const array of read.values()) array.pull()
    return new Map([...read].map(([name, { host }]) => [name, host]))
  }

  /** Each as large as SIZE says of what lies at its hook in `plain`. */
  randomEdits(plain: States): Edits {
    const { hidden: H, layers } = this.config
    const first: Edit = new Map()
    const second: Edit = new Map()
    for (const hook of hookList(this.variant, layers)) {
      const hidden = plain.get(hookTensor('hidden', hook))!
      const kind = hooksOf(this.variant)[siteAndLayer(hook)[0]]!
      const edit = (t: number) => this.#randomEdit(norm(hidden.subarray(t * H, (t + 1) * H)), kind === 'rank')
      first.set(hook, edit(0))
      second.set(hook, this.#layout === 'rows' ? edit(1) : first.get(hook)!)
    }
    return [first, second]
  }

  #randomEdit(size: number, withRank: boolean): HookEdit {
    const H = this.config.hidden
    const slots = Array.from({ length: withRank ? RANK : 0 }, () => ({
      u: this.#vector(H, 1),
      v: this.#vector(H, 1),
      a: this.#random(),
      g: SIZE * size * this.#random(),
    }))
    return { e: this.#vector(H, SIZE * size), slots }
  }

  #vector(length: number, size: number): Float32Array {
    return Float32Array.from({ length }, () => (this.#random() * size) / Math.sqrt(length))
  }
}

/** Standard normal numbers of uniform ones (Box and Muller). */
const gaussian = (uniform: () => number) => () =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())

const norm = (x: Float32Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0))
const distance = (x: Float32Array, y: Float32Array) => norm(x.map((value, i) => value - y[i]!))
