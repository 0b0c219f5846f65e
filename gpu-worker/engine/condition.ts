/**
 * An axis's condition in one generation (Conditional Activation Steering): read once, in the last prompt token's state, and
 * decided for the whole answer. That token is always run, so a prefix-cache hit changes nothing.
 */
import type { Direction, DirectionLayer } from '../../shared/direction.ts'
import { dot, hookOf } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import type { ReceiptEdit } from '../../shared/wire/receipt.ts'
import type { ResolvedCondition } from '../../shared/wire/steering.ts'
import { EngineError } from './errors.ts'
import type { HookStates } from './model-runner.ts'

/** With the direction that reads. */
export type WantedCondition = ResolvedCondition & { reader: Direction }

export class PromptCondition {
  readonly #wanted: WantedCondition
  readonly #layers: readonly DirectionLayer[]
  #value: number | null = null

  /** @throws EngineError invalid_condition when the direction does not have the layer. */
  constructor(wanted: WantedCondition) {
    const { reader, layer, axis } = wanted
    this.#wanted = wanted
    this.#layers = layer === null ? reader.layers : reader.layers.filter((one) => one.layer === layer)
    if (this.#layers.length === 0) {
      const has = reader.layers.map((one) => one.layer).join(', ')
      throw new EngineError('invalid_condition', `the direction of '${axis}' has no layer ${layer}; it has ${has}`)
    }
  }

  /** What is read of the last prompt token. */
  get hooks(): Hook[] {
    return this.#layers.map((layer) => hookOf(this.#wanted.reader, layer))
  }

  /** null before the prompt was read. */
  get fired(): boolean | null {
    if (this.#value === null) return null
    const { comparison, threshold } = this.#wanted
    return comparison === 'above' ? this.#value > threshold : this.#value < threshold
  }

  /**
   * Reads row `row` of [n, H], before the row's edits there: the mean over the layers of (⟨x,v⟩ - μ) / n, with v, the
   * neutral projection μ and the mean norm n of the direction's manifest.
   */
  read(states: HookStates, row: number): void {
    const readings = this.#layers.map((layer) => {
      const { v, neutral, residual_norm } = layer
      const { hidden } = states.get(hookOf(this.#wanted.reader, layer))!
      return (dot(hidden.subarray(row * v.length, (row + 1) * v.length), v) - neutral) / residual_norm
    })
    this.#value = readings.reduce((sum, reading) => sum + reading, 0) / readings.length
  }

  get receipt(): ReceiptEdit['condition'] {
    const { reader: _, ...wanted } = this.#wanted
    return { ...wanted, value: this.#value, fired: this.fired }
  }
}
