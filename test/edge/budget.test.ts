/** The arithmetic of limits, without a clock, a database or an answer: what holds whatever happens, in whatever order. */
import { describe, expect, it } from 'vitest'
import {
  type Account,
  type AnswerLimits,
  admit,
  drawn,
  forgetUser,
  LEASE_MS,
  newAccount,
  type Order,
  release,
  settle,
} from '../../edge/budget/account.ts'
import { mostTokens } from '../../edge/budget/most-tokens.ts'
import { asDuration, rateHeaders } from '../../edge/budget/rate-headers.ts'
import { createRandom } from '../support/random.ts'

const NOW = Date.UTC(2026, 10, 15)
const MONTH = '2026-11'
const NONE = { requests: null, tokens: null, running: null }
const UNLIMITED: AnswerLimits = { key: NONE, user: NONE, running: null, tokensPerMonth: null }
const MINUTE = 60_000

const order = (id: string, fields: Partial<Order> = {}): Order => ({
  id,
  key: 'key_1',
  user: 'ada',
  tokens: 100,
  until: NOW + 16 * MINUTE,
  ...fields,
})
const unspent = { month: MONTH, tokens: 0 }
const heldBy = ({ holds, leases }: Account) =>
  [...holds.values(), ...leases.values()].reduce((sum, { tokens }) => sum + tokens, 0)

/** D1's part: reports are counted once, and each is told what all of them make. */
class Ledger {
  readonly counted = new Map<string, number>()

  report(account: Account, answers: { id: string; tokens: number }[], now: number): void {
    for (const { id, tokens } of answers) if (!this.counted.has(id)) this.counted.set(id, tokens)
    settle(account, answers, this.spent, now)
  }

  get tokens(): number {
    return [...this.counted.values()].reduce((sum, tokens) => sum + tokens, 0)
  }

  get spent() {
    return { month: MONTH, tokens: this.tokens }
  }
}

describe('a budget', () => {
  it.for(Array.from({ length: 200 }, (_, seed) => seed))(
    'is never exceeded, and ends as the exact sum of reports (seed %i)',
    (seed) => {
      const random = createRandom(seed)
      const below = (most: number) => Math.floor(random.uniform() * most)
      const budget = 500 + below(20_000)
      const limits = { ...UNLIMITED, tokensPerMonth: budget }
      const account = newAccount()
      const ledger = new Ledger()
      const running: Order[] = []
      /** Isolates with what they may give out; what they gave out and have not told yet. */
      const leases: { id: string; tokens: number; until: number }[] = []
      const untold: { lease: string; order: Order }[] = []
      const reported: { id: string; tokens: number }[] = []
      let now = NOW
      let admitted = 0
      for (let step = 0; step < 400; step++) {
        const what = below(8)
        const wanted = order(`answer-${step}`, { tokens: 1 + below(600), until: now + 16 * MINUTE })
        const lease = leases.find((one) => one.until > now && one.tokens >= wanted.tokens)
        if (what <= 2) {
          const back = below(3) ? null : (leases.shift() ?? null)
          // What an isolate knows of the month may be old.
          const known = { month: MONTH, tokens: below(2) ? ledger.tokens : 0 }
          const { refusal, lease: granted } = admit(account, wanted, limits, known, now, { id: `lease-${step}`, back })
          if (!refusal) running.push(wanted)
          if (granted) leases.push(granted)
          if (!refusal) admitted++
        } else if (what === 3 && lease) {
          lease.tokens -= wanted.tokens
          untold.push({ lease: lease.id, order: wanted })
          running.push(wanted)
          admitted++
        } else if (what === 4 && untold.length) {
          const [one] = untold.splice(below(untold.length), 1)
          drawn(account, one!.lease, one!.order, now)
        } else if (what === 5 && running.length) {
          const [one] = running.splice(below(running.length), 1)
          const report = { id: one!.id, tokens: below(one!.tokens + 1) }
          reported.push(report)
          ledger.report(account, [report], now)
        } else if (what === 6 && reported.length) {
          // Again, and perhaps with other figures.
          const again = reported[below(reported.length)]!
          ledger.report(account, [{ ...again, tokens: again.tokens + below(50) }], now)
        } else if (what === 7) {
          const index = running.findIndex(({ id }) => !untold.some((one) => one.order.id === id))
          if (index >= 0 && below(2)) release(account, running.splice(index, 1)[0]!.id)
          now += below(1000)
        }
        // All that runs may take all that it may.
        const atMost = ledger.tokens + running.reduce((sum, { tokens }) => sum + tokens, 0)
        expect(atMost).toBeLessThanOrEqual(budget)
        // Tells come within seconds.
        if (untold.some((one) => one.order.until < now + 16 * MINUTE - 5_000)) {
          for (const one of untold.splice(0)) drawn(account, one.lease, one.order, now)
        }
      }
      expect(admitted).toBeGreaterThan(3)
      for (const one of untold.splice(0)) drawn(account, one.lease, one.order, now)
      ledger.report(
        account,
        running.map(({ id, tokens }) => ({ id, tokens })),
        now,
      )
      expect(account.spent.get(MONTH)).toBe(ledger.tokens)
      expect([...account.holds.keys()]).toEqual([])
      // Isolates that have gone keep nothing for long.
      release(account, 'nothing')
      settle(account, [], ledger.spent, now + LEASE_MS + 60_000)
      expect(heldBy(account)).toBe(0)
    },
  )

  it('that is used up says so; one that answers may take yet says that', () => {
    const limits = { ...UNLIMITED, tokensPerMonth: 250 }
    const account = newAccount()
    expect(admit(account, order('one'), limits, unspent, NOW).refusal).toBeNull()
    expect(admit(account, order('two'), limits, unspent, NOW).refusal).toBeNull()
    expect(admit(account, order('three'), limits, unspent, NOW).refusal).toEqual({
      ...{ why: 'held', of: 'project', limit: 250, left: 250, wait: 1000 },
    })
    settle(
      account,
      [
        { id: 'one', tokens: 90 },
        { id: 'two', tokens: 90 },
      ],
      { month: MONTH, tokens: 180 },
      NOW,
    )
    expect(admit(account, order('four'), limits, unspent, NOW).refusal).toEqual({
      ...{ why: 'budget', of: 'project', limit: 250, left: 70, wait: null },
    })
    expect(admit(account, order('five', { tokens: 70 }), limits, unspent, NOW).refusal).toBeNull()
  })

  it('is another one in another month; what is told late of the last one changes nothing', () => {
    const limits = { ...UNLIMITED, tokensPerMonth: 250 }
    const account = newAccount()
    const december = Date.UTC(2026, 11, 1)
    const tokens = (at: number, id: string) =>
      admit(account, order(id, { tokens: 200, until: at + MINUTE }), limits, { month: MONTH, tokens: 240 }, at).refusal
        ?.why
    expect(tokens(december - 1, 'one')).toBe('budget')
    expect(tokens(december, 'two')).toBeUndefined()
    settle(account, [{ id: 'two', tokens: 0 }], { month: '2026-12', tokens: 100 }, december)
    settle(account, [{ id: 'old', tokens: 5 }], { month: MONTH, tokens: 245 }, december)
    expect(account.spent).toEqual(new Map([['2026-12', 100]]))
  })

  it('is free again of what is held for answers whose worker has died', () => {
    const limits = { ...UNLIMITED, tokensPerMonth: 100 }
    const account = newAccount()
    expect(admit(account, order('one'), limits, unspent, NOW).refusal).toBeNull()
    expect(admit(account, order('two'), limits, unspent, NOW + 16 * MINUTE - 1).refusal?.why).toBe('held')
    expect(admit(account, order('three'), limits, unspent, NOW + 16 * MINUTE).refusal).toBeNull()
  })

  it('holds nothing for an answer that ended before it was heard of', () => {
    const limits = { ...UNLIMITED, tokensPerMonth: 100_000 }
    const account = newAccount()
    const { lease } = admit(account, order('one'), limits, unspent, NOW, { id: 'lease', back: null })
    expect(lease).toEqual({ id: 'lease', tokens: 12_487, until: NOW + LEASE_MS })
    settle(account, [{ id: 'two', tokens: 40 }], { month: MONTH, tokens: 40 }, NOW)
    drawn(account, 'lease', order('two'), NOW)
    expect([...account.holds.keys()]).toEqual(['one'])
    expect(account.leases.get('lease')!.tokens).toBe(12_387)
  })

  it('gives no lease where there is no budget, or nothing of it left', () => {
    const account = newAccount()
    const wanted = { id: 'lease', back: null }
    expect(admit(account, order('one'), UNLIMITED, unspent, NOW, wanted).lease).toBeNull()
    const limits = { ...UNLIMITED, tokensPerMonth: 200 }
    expect(admit(account, order('two'), limits, unspent, NOW, wanted)).toMatchObject({ refusal: null, lease: null })
  })
})

describe('limits a minute', () => {
  const limits: AnswerLimits = { ...UNLIMITED, key: { requests: 3, tokens: 1000, running: null } }
  const ask = (account: Account, id: string, now: number, fields: Partial<Order> = {}) =>
    admit(account, order(id, fields), limits, unspent, now)

  it('let as many through as they say, and one more when its part of a minute is over', () => {
    const account = newAccount()
    for (const id of ['1', '2', '3']) expect(ask(account, id, NOW).refusal).toBeNull()
    const refused = ask(account, '4', NOW)
    expect(refused.refusal).toEqual({ why: 'requests', of: 'key', limit: 3, left: 0, wait: 20_000 })
    expect(rateHeaders(refused.rates)).toEqual({
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '700',
      'x-ratelimit-reset-tokens': '18s',
    })
    expect(ask(account, '5', NOW + 19_999).refusal?.wait).toBe(1)
    expect(ask(account, '6', NOW + 20_000).refusal).toBeNull()
  })

  it.for([1, 2, 3, 4, 5])('let no more through than twice the limit in any minute (seed %i)', (seed) => {
    const random = createRandom(seed)
    const account = newAccount()
    const through: number[] = []
    for (let i = 0, now = NOW; i < 500; i++, now += random.uniform() * 8000) {
      if (!ask(account, `answer-${i}`, now, { tokens: 1 }).refusal) through.push(now)
    }
    for (const begin of through) {
      expect(through.filter((at) => at >= begin && at < begin + MINUTE).length).toBeLessThanOrEqual(6)
    }
    expect(through.length).toBeLessThanOrEqual(3 + (3 * (through.at(-1)! - NOW)) / MINUTE)
  })

  it('give back what an answer did not take, once', () => {
    const account = newAccount()
    const left = (id: string) => ask(account, id, NOW, { tokens: 1 }).rates.tokens!.remaining
    ask(account, 'one', NOW, { tokens: 900 })
    expect(left('two')).toBe(99)
    for (let i = 0; i < 3; i++) settle(account, [{ id: 'one', tokens: 100 }], unspent, NOW)
    expect(left('three')).toBe(898)
  })

  it('say of an answer that is too large for them that no time makes it fit', () => {
    expect(ask(newAccount(), 'one', NOW, { tokens: 1001 }).refusal).toMatchObject({ why: 'tokens', wait: null })
  })

  it('are those of each key and of each user', () => {
    const each = { requests: 1, tokens: null, running: null }
    const account = newAccount()
    const why = (id: string, fields: Partial<Order>) =>
      admit(account, order(id, fields), { ...UNLIMITED, key: each, user: each }, unspent, NOW).refusal
    expect(why('1', { key: 'a', user: 'ada' })).toBeNull()
    expect(why('2', { key: 'a', user: 'bob' })).toMatchObject({ why: 'requests', of: 'key' })
    expect(why('3', { key: 'b', user: 'ada' })).toMatchObject({ why: 'requests', of: 'user' })
    // What one of them refuses, the other does not count.
    expect(why('4', { key: 'b', user: 'bob' })).toBeNull()
    // Without a user, there is none to limit.
    expect(why('5', { key: 'c', user: null })).toBeNull()
  })

  it('forget whom they have not heard of for a while', () => {
    const account = newAccount()
    for (let i = 0; i < 2_000; i++) ask(account, `answer-${i}`, NOW + i, { key: `key-${i}`, tokens: 1 })
    ask(account, 'last', NOW + 10 * MINUTE)
    expect(account.buckets.size).toBe(2)
  })
})

it('running answers are counted from their beginning to their end, for key, user and project', () => {
  const running = { requests: null, tokens: null, running: 1 }
  const account = newAccount()
  const ask = (id: string, fields: Partial<Order>, limits: Partial<AnswerLimits>) =>
    admit(account, order(id, fields), { ...UNLIMITED, ...limits }, unspent, NOW).refusal
  expect(ask('1', { key: 'a', user: 'ada' }, { key: running })).toBeNull()
  expect(ask('2', { key: 'a', user: 'bob' }, { key: running })).toMatchObject({ why: 'running', of: 'key', limit: 1 })
  expect(ask('3', { key: 'b', user: 'ada' }, { user: running })).toMatchObject({ of: 'user' })
  expect(ask('4', { key: 'b', user: null }, { user: running })).toBeNull()
  expect(ask('5', { key: 'c', user: 'cy' }, { running: 2 })).toMatchObject({ of: 'project', limit: 2 })
  settle(account, [{ id: '1', tokens: 1 }], unspent, NOW)
  release(account, '4')
  expect(ask('6', { key: 'a', user: 'ada' }, { key: running, user: running, running: 1 })).toBeNull()
})

describe('the most tokens that an answer can take', () => {
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  const chat = { messages, prompt: null, tools: [], max_tokens: null, n: 1 }
  const bytes = JSON.stringify([messages, []]).length

  it('are those of its prompt, at a byte each, and of what was asked for', () => {
    expect(mostTokens({ ...chat, max_tokens: 10 }, 2048)).toBe(bytes + 16 + 64 + 10)
    expect(mostTokens({ ...chat, max_tokens: 10, n: 3 }, 2048)).toBe(bytes + 16 + 64 + 30)
  })

  it('are those of a text or of tokens that are gone on from as they are', () => {
    const text = { ...chat, messages: [], max_tokens: 10 }
    expect(mostTokens({ ...text, prompt: 'Grün' }, 2048)).toBe(1 + 5 + 10)
    expect(mostTokens({ ...text, prompt: [400, 5, 6] }, 2048)).toBe(1 + 3 + 10)
  })

  it('are never more than the model takes, whatever is asked for', () => {
    expect(mostTokens(chat, 100)).toBe(100)
    expect(mostTokens({ ...chat, max_tokens: 5000, n: 4 }, 100)).toBe(1 + 4 * 99)
  })

  it.for([1, 2, 3])('are at least what any prompt comes to that the request can be (seed %i)', (seed) => {
    const random = createRandom(seed)
    const below = (most: number) => Math.floor(random.uniform() * most)
    for (let i = 0; i < 500; i++) {
      const [context, max_tokens, n] = [2 + below(3000), 1 + below(4000), 1 + below(8)]
      const text = 'x'.repeat(below(3000))
      const most = mostTokens({ ...chat, messages: [], prompt: text, max_tokens, n }, context)
      const longest = Math.min(text.length + 1, context - 1)
      for (const prompt of [1, 1 + below(longest), longest]) {
        expect(prompt + n * Math.min(max_tokens, context - prompt)).toBeLessThanOrEqual(most)
      }
    }
  })
})

it.for([
  [0, '0ms'],
  [6, '6ms'],
  [999, '999ms'],
  [1000, '1s'],
  [1250, '1.25s'],
  [60_000, '1m0s'],
  [93_500, '1m33.5s'],
  [3_600_000, '1h0m0s'],
] as const)('%i ms is written as OpenAI does: %s', ([ms, text]) => {
  expect(asDuration(ms)).toBe(text)
})

describe('a user who is erased', () => {
  it('is forgotten once nothing of them limits anything, and not before', () => {
    const account = newAccount()
    const limits = { ...UNLIMITED, user: { requests: 10, tokens: 1_000, running: null } }
    admit(account, order('a'), limits, unspent, NOW, null)
    admit(account, order('b', { user: 'leo' }), limits, unspent, NOW, null)
    expect(forgetUser(account, 'ada', NOW + MINUTE / 60)).toBe(false)
    expect(JSON.stringify([...account.buckets])).toContain('ada')
    expect(forgetUser(account, 'ada', NOW + MINUTE)).toBe(true)
    expect(JSON.stringify([...account.buckets])).not.toContain('ada')
    expect(JSON.stringify([...account.buckets])).toContain('leo')
    expect(forgetUser(account, 'nobody', NOW)).toBe(true)
  })
})
