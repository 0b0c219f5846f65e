/** Experiments, simulated: what is called better without being so, and what is found that is. */
import { describe, expect, it } from 'vitest'
import { type Arm, blockDifferences, compareArms } from '../../shared/learning/compare-arms.ts'
import { firstExclusion } from '../../shared/learning/confidence-sequence.ts'
import { Approvals, MOST_SIGNALS, SETTLING_MS } from '../../shared/learning/settled-approvals.ts'
import { mulberry32 } from '../../shared/mulberry32.ts'

const ALPHA = 0.05
const RUNS = 400
const HOUR = 3600_000

type Truth = {
  /** Of thumbs up, by arm. */
  challenger: number
  active: number
  share?: number
  users?: number
  /** How many more signals the challenger's users give. */
  louder?: number
}

/**
 * Users come one after another, and say something again and again: some once, some thirty times. Each has a taste of their
 * own around their arm's rate.
 */
function simulate(
  seed: number,
  { challenger, active, share = 0.5, users = 500, louder = 1 }: Truth,
): Record<'challenger' | 'active', Arm> {
  const uniform = mulberry32(seed)
  const arms = { challenger: new Approvals(), active: new Approvals() }
  const said: { at: number; user: string; arm: 'challenger' | 'active'; up: number }[] = []
  for (let user = 0; user < users; user++) {
    const arm = uniform() < share ? 'challenger' : 'active'
    const rate = arm === 'challenger' ? challenger : active
    const count = Math.ceil(30 * uniform() ** 4 * (arm === 'challenger' ? louder : 1))
    const own = rate + 0.3 * (uniform() - 0.5) * Math.min(rate, 1 - rate)
    for (let i = 0; i < count; i++) {
      said.push({ at: HOUR * (user + 12 * i * uniform()), user: `u${user}`, arm, up: uniform() < own ? 1 : 0 })
    }
  }
  said.sort((one, other) => one.at - other.at)
  for (const { at, user, arm, up } of said) arms[arm].add(user, at, up)
  const armOf = (approvals: Approvals): Arm => ({
    heard: approvals.heard,
    signals: approvals.signals,
    approvals: approvals.settled(Number.POSITIVE_INFINITY),
  })
  return { challenger: armOf(arms.challenger), active: armOf(arms.active) }
}

/** Whether a verdict falls at any of the looks, one after every user. */
function verdictOf(seed: number, truth: Truth): 'challenger' | 'active' | null {
  const { challenger, active } = simulate(seed, truth)
  const differences = blockDifferences(challenger.approvals, active.approvals, truth.share ?? 0.5)
  const found = firstExclusion(
    differences.map((difference) => (difference + 1) / 2),
    0.5,
    ALPHA,
  )
  return found && (found.side === 'above' ? 'challenger' : 'active')
}

const shareOf = (truth: Truth, verdict: 'challenger' | 'active' | 'any') => {
  let count = 0
  for (let seed = 1; seed <= RUNS; seed++) {
    const found = verdictOf(seed, truth)
    if (found && (verdict === 'any' || found === verdict)) count++
  }
  return count / RUNS
}

describe('where both versions are the same', () => {
  it.each([
    ['half the thumbs are up', { challenger: 0.5, active: 0.5 }],
    ['9 of 10 are up', { challenger: 0.9, active: 0.9 }],
    ['1 of 10 is up', { challenger: 0.1, active: 0.1 }],
    ['99 of 100 are up', { challenger: 0.99, active: 0.99 }],
    ['the challenger has a tenth of the users', { challenger: 0.8, active: 0.8, share: 0.1, users: 1000 }],
    ['the challenger makes users say three times as much', { challenger: 0.8, active: 0.8, louder: 3 }],
    ['the challenger has nine tenths', { challenger: 0.8, active: 0.8, share: 0.9, users: 1000 }],
  ])('and %s, looking after every user finds a difference in alpha of the runs at most', (_, truth) => {
    expect(shareOf(truth, 'any')).toBeLessThanOrEqual(ALPHA)
  })
})

describe('where the challenger is better', () => {
  it('8 of 10 over 6 of 10 is found among 400 users four times in five, and the wrong way round hardly ever', () => {
    const truth = { challenger: 0.8, active: 0.6, users: 400 }
    expect(shareOf(truth, 'challenger')).toBeGreaterThanOrEqual(0.8)
    expect(shareOf(truth, 'active')).toBeLessThanOrEqual(ALPHA / 2)
  })

  it('9 of 10 over 8 of 10 is found among 2,000 users four times in five', () => {
    expect(shareOf({ challenger: 0.9, active: 0.8, users: 2000 }, 'challenger')).toBeGreaterThanOrEqual(0.8)
  })
})

describe('a comparison', () => {
  it('shows both arms, their difference and the verdict, as the sequence has it', () => {
    const { challenger, active } = simulate(1, { challenger: 0.85, active: 0.5, users: 600 })
    const shown = compareArms({ challenger, active }, { share: 0.5, alpha: ALPHA })
    expect(shown.verdict).toBe('challenger')
    const { low, high, value } = shown.difference!
    expect([low > 0, low < 0.35, high > 0.35, value > low, value < high]).toEqual(Array(5).fill(true))
    expect(shown.challenger.approval!.low).toBeLessThan(0.85)
    expect(shown.challenger.approval!.high).toBeGreaterThan(0.85)
    expect(shown.challenger.counted).toBe(challenger.approvals.length)
    const mirrored = compareArms({ challenger: active, active: challenger }, { share: 0.5, alpha: ALPHA })
    expect(mirrored.verdict).toBe('active')
    expect(mirrored.difference).toMatchObject({ low: expect.closeTo(-high, 3), high: expect.closeTo(-low, 3) })
  })

  it('of nobody with anybody is undecided', () => {
    const none: Arm = { heard: 0, signals: 0, approvals: [] }
    const some: Arm = { heard: 40, signals: 40, approvals: Array(40).fill(1) }
    for (const share of [0.01, 0.5, 1]) {
      const shown = compareArms({ challenger: some, active: none }, { share, alpha: ALPHA })
      expect(shown).toMatchObject({ difference: null, verdict: 'undecided', active: { approval: null } })
    }
  })

  it('sets one of the smaller arm against as many of the larger as there are for each', () => {
    expect(blockDifferences([1, 0], [1, 0, 0, 0, 1, 1, 0, 0], 0.25)).toEqual([1 - 1 / 3, 0 - 2 / 3])
    expect(blockDifferences([1, 1, 0, 1, 1], [1, 0], 0.7)).toEqual([0, 0.5])
    expect(blockDifferences([1, 0, 1], [0], 0.5)).toEqual([1])
  })
})

describe('what a user approves of', () => {
  it('is the mean of their first signals, however many follow', () => {
    const approvals = new Approvals()
    for (let i = 0; i < 1000; i++) approvals.add('loud', i, i < MOST_SIGNALS ? 1 : 0)
    approvals.add('quiet', 5, 0)
    expect(approvals.settled(SETTLING_MS + 5)).toEqual([1, 0])
    expect([approvals.heard, approvals.signals]).toEqual([2, 1001])
  })

  it('settles with the last of them, or a day after the first', () => {
    const approvals = new Approvals()
    approvals.add('ada', 100, 1)
    expect(approvals.settled(SETTLING_MS + 99)).toEqual([])
    approvals.add('ada', SETTLING_MS, 0)
    approvals.add('ada', SETTLING_MS + 101, 0)
    expect(approvals.settled(SETTLING_MS + 100)).toEqual([0.5])
  })

  it('is seen at every look as it was seen at the looks before, and more', () => {
    const uniform = mulberry32(11)
    const approvals = new Approvals()
    let before: number[] = []
    for (let at = 0; at < 400 * HOUR; at += HOUR) {
      approvals.add(`u${Math.floor(100 * uniform() ** 2)}`, at, uniform() < 0.7 ? 1 : 0)
      const now = approvals.settled(at)
      expect(now.slice(0, before.length)).toEqual(before)
      before = now
    }
    expect(before.length).toBeGreaterThan(40)
  })
})
