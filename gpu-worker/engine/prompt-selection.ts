/** Which of an edit's slots act in one generation, where that depends on the prompt (shared/steering/selection.ts). */
import type { Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { afterPrompt, type SelectiveHooks } from '../../shared/steering/selection.ts'
import type { HookStates } from './model-runner.ts'

export class PromptSelection {
  readonly #hooks: SelectiveHooks
  /** Copies: a step's tensors are written again by the next. */
  #states: Map<Hook, Float32Array> | null = null

  constructor(hooks: SelectiveHooks) {
    this.#hooks = hooks
  }

  /** What is read of the last prompt token. */
  get hooks(): Hook[] {
    return [...this.#hooks.keys()]
  }

  /** Row `row` of [n, H] is the last prompt token's. */
  read(states: HookStates, row: number): void {
    this.#states = new Map(
      [...this.#hooks].map(([hook, H]) => [hook, states.get(hook)!.hidden.slice(row * H, (row + 1) * H)]),
    )
  }

  of(edit: Edit): Edit {
    return afterPrompt(edit, this.#states)
  }
}
