/**
 * How far a text leans on an axis, in units of strength, so that what a text is by itself and what steering makes of it are
 * told on one scale. With v_k the unit vector of the direction's layer k, x_k the state there after all edits, μ_k neutral
 * text's mean projection and n_k the layer's mean norm, over the text's tokens:
 *
 *     lean = mean Σ_k (⟨x_k,v_k⟩ - μ_k)/n_k  ÷  Σ_k g_k/n_k
 *
 * g_k is what strength +1 adds to ⟨x_k,v_k⟩, or -1 takes from it where the text leans to the negative pole. At a layer
 * itself that is c_k·n_k, c the calibrated size; the residual stream carries on what was added to it before, so there
 * g_k = Σ_{j≤k} c_j·n_j·⟨v_j,v_k⟩, as if the blocks between passed it on as it is. So neutral text leans 0, and steered by
 * strength s in mode add it leans about s, beside what the text does by itself. A quotient of sums weighs each layer by how
 * far it is moved: those that hardly are would else tell little but noise.
 *
 * The units are the direction's own, whatever basis an answer is steered in: leans of different answers compare.
 */
import { type Direction, type DirectionLayer, isOperator } from '../direction.ts'
import { MAX_LEAN } from '../wire/steering.ts'
import { dot, hookOf } from './edit.ts'
import type { Hook } from './hook.ts'

type Gauge = {
  layers: readonly { hook: Hook; layer: DirectionLayer }[]
  /** Σ_k g_k/n_k of either pole. */
  positive: number
  negative: number
}

/** One direction reads many answers. */
const gauges = new WeakMap<Direction, Gauge>()

export class Lean {
  readonly #gauge: Gauge
  #sum = 0
  #tokens = 0

  constructor(direction: Direction) {
    let gauge = gauges.get(direction)
    if (!gauge) {
      gauge = gaugeOf(direction)
      gauges.set(direction, gauge)
    }
    this.#gauge = gauge
  }

  /** Tokens read. */
  get tokens(): number {
    return this.#tokens
  }

  /**
   * Reads one token.
   * @param statesAt what lies at a hook after its edits, [n, H]; undefined where that was not read
   * @param row which of the n
   * @returns false where a hook is missing: then nothing was read
   */
  read(statesAt: (hook: Hook) => Float32Array | undefined, row: number): boolean {
    let sum = 0
    for (const { hook, layer } of this.#gauge.layers) {
      const states = statesAt(hook)
      if (!states) return false
      sum += leaning(states, row, layer)
    }
    this.#sum += sum
    this.#tokens++
    return true
  }

  /**
   * null before the first token, and where the direction cannot say: it is an operator, which moves along no one vector, or
   * has no size. Of a direction that can be moved along to one pole alone, that pole's size measures both sides.
   */
  get value(): number | null {
    if (this.#tokens === 0) return null
    const { positive, negative } = this.#gauge
    const mean = this.#sum / this.#tokens
    const [own, other] = mean < 0 ? [negative, positive] : [positive, negative]
    const unit = own > 0 ? own : other
    return unit > 0 && Math.abs(mean) <= MAX_LEAN * unit ? mean / unit : null
  }
}

/** (⟨x,v⟩ - μ)/n of row `row` of `states`, [n, H]. Four sums at once: this runs for every token, axis and layer. */
function leaning(states: Float32Array, row: number, { v, neutral, residual_norm }: DirectionLayer): number {
  const at = row * v.length
  const whole = v.length - (v.length % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    a += states[at + i]! * v[i]!
    b += states[at + i + 1]! * v[i + 1]!
    c += states[at + i + 2]! * v[i + 2]!
    d += states[at + i + 3]! * v[i + 3]!
  }
  for (let i = whole; i < v.length; i++) a += states[at + i]! * v[i]!
  return (a + b + (c + d) - neutral) / residual_norm
}

function gaugeOf(direction: Direction): Gauge {
  const layers = direction.layers.map((layer) => ({ hook: hookOf(direction, layer), layer }))
  if (isOperator(direction)) return { layers, positive: 0, negative: 0 }
  const carries = direction.manifest.site === 'residual'
  const moved = (pole: 'positive' | 'negative') => {
    let sum = 0
    for (const { layer: read } of layers) {
      for (const { layer: added } of layers) {
        const reaches = carries ? added.layer <= read.layer : added === read
        if (reaches) sum += (added[pole] * added.residual_norm * dot(added.v, read.v)) / read.residual_norm
      }
    }
    return sum
  }
  return { layers, positive: moved('positive'), negative: moved('negative') }
}
