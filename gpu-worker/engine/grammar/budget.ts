/**
 * What compiling one grammar may cost. Schemas come from outside, and small ones can ask for much: a pattern such as
 * `(a|b)*a(a|b){20}` has a million states. So every step that is made or stored is paid for, and what would cost more
 * is refused.
 */

/** Steps in all: two tenths of a second, and some tens of MB at the worst. Running answers wait for it. */
const STEPS = 300_000

export class BudgetExceeded extends Error {
  constructor() {
    super('this takes more states than a grammar may have; a simpler pattern or smaller counts would be right')
    this.name = 'BudgetExceeded'
  }
}

export class Budget {
  readonly #steps: number
  #left: number

  constructor(steps: number = STEPS) {
    this.#steps = steps
    this.#left = steps
  }

  get spent(): number {
    return this.#steps - this.#left
  }

  /** @throws BudgetExceeded */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new BudgetExceeded()
  }
}
