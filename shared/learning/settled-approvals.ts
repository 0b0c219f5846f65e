/**
 * How much each user approves, settled once and for all: the mean of a user's first three signals, or of those of their first
 * day where that is fewer, from the moment on when that is complete. So a loud user counts as much as a quiet one, and what
 * was seen at one look is the beginning of what is seen at the next: the sequence only grows, which is what makes looking
 * at it free. What a user says later does not count.
 */

export const MOST_SIGNALS = 3
export const SETTLING_MS = 24 * 3600_000

type Growing = { first: number; last: number; count: number; sum: number }

export class Approvals {
  private readonly users = new Map<string, Growing>()
  private given = 0

  /** How many signals came, those that do not count too, and of how many users. */
  get signals(): number {
    return this.given
  }
  get heard(): number {
    return this.users.size
  }

  /**
   * In the order in which they came.
   * @param at Unix milliseconds
   * @param approval between 0 and 1
   */
  add(user: string, at: number, approval: number): void {
    this.given++
    const own = this.users.get(user)
    if (!own) this.users.set(user, { first: at, last: at, count: 1, sum: approval })
    else if (own.count < MOST_SIGNALS && at < own.first + SETTLING_MS) {
      own.count++
      own.sum += approval
      own.last = at
    }
  }

  /** In the order in which they settled, up to now. */
  settled(now: number): number[] {
    return [...this.users.values()]
      .map(({ first, last, count, sum }) => ({
        at: count === MOST_SIGNALS ? last : first + SETTLING_MS,
        approval: sum / count,
      }))
      .filter(({ at }) => at <= now)
      .sort((one, other) => one.at - other.at)
      .map(({ approval }) => approval)
  }
}
