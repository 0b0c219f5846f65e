/** An edit that stays what it is while an answer grows: what calibration tries out. */
import type { Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { selectiveHooks } from '../../shared/steering/selection.ts'
import type { Scope } from '../../shared/wire/steering.ts'
import type { HookStates } from './model-runner.ts'
import { PromptSelection } from './prompt-selection.ts'

export class FixedEdit {
  readonly scope: Scope
  readonly #whole: Edit
  readonly #selection: PromptSelection
  /** The same object from one token to the next. */
  #edit: Edit

  constructor(edit: Edit, scope: Scope = 'generated') {
    this.scope = scope
    this.#whole = edit
    this.#selection = new PromptSelection(selectiveHooks(edit))
    this.#edit = this.#selection.of(edit)
  }

  get edit(): Edit {
    return this.#edit
  }

  takePromptHooks(): Hook[] {
    return this.#selection.hooks
  }

  readPrompt(states: HookStates, row: number): void {
    this.#selection.read(states, row)
    this.#edit = this.#selection.of(this.#whole)
  }
}
