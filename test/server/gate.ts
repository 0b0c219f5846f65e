/** The model's steps in a test's hand: what happens between two of them does not depend on the machine's speed. */
import type { ModelRunner } from '../../gpu-worker/engine/model-runner.ts'

export class Gate {
  /** Steps that may run before the next one has to wait. */
  #free = Number.POSITIVE_INFINITY
  #go: (() => void) | null = null
  #arrived = Promise.withResolvers<void>()
  #broken: Error | null = null

  constructor(runner: ModelRunner) {
    const { stretch, decode } = runner
    runner.stretch = async (...args) => {
      await this.#pass()
      return stretch.apply(runner, args)
    }
    runner.decode = async (...args) => {
      await this.#pass()
      return decode.apply(runner, args)
    }
  }

  /** The next step waits. */
  hold(): void {
    this.#free = 0
    this.#arrived = Promise.withResolvers<void>()
  }

  /** Resolves when a step waits at the gate. */
  get waiting(): Promise<void> {
    return this.#arrived.promise
  }

  /** Lets `count` steps run; resolves when the one after them waits. */
  async step(count = 1): Promise<void> {
    await this.waiting
    this.#arrived = Promise.withResolvers<void>()
    this.#free = count
    this.#release()
    await this.waiting
  }

  open(): void {
    this.#free = Number.POSITIVE_INFINITY
    this.#release()
  }

  /** The step that waits, or else the next one, throws this; the ones after it run. */
  break(problem: Error): void {
    this.#broken = problem
    this.open()
  }

  #release(): void {
    this.#go?.()
    this.#go = null
  }

  async #pass(): Promise<void> {
    if (this.#free === 0) {
      const released = new Promise<void>((resolve) => {
        this.#go = resolve
      })
      this.#arrived.resolve()
      await released
    }
    this.#free--
    const problem = this.#broken
    this.#broken = null
    if (problem) throw problem
  }
}
