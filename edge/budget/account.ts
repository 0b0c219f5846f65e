/**
 * What a project has open against its limits: tokens that are held for answers that run, tokens that isolates may give out
 * without asking (leases), and what was used a minute ago. No I/O and no clock: project-budget.ts keeps it.
 *
 * An answer goes from held to settled: what it may take at most is held when it is admitted, and given back when its worker
 * has reported what it took. How much was used in the month is not counted here: D1 counts reports once, and says with
 * each how much that makes. So
 *
 *     used + held + leased ≤ budget        whenever something is admitted,
 *
 * and since no answer takes more than is held for it, the month ends within the budget. What is held for longer than any
 * answer takes lapses: its worker or isolate has died. Only what such an answer took all the same can come on top.
 */
import { type Bucket, drained, emptyBucket, type Rate, rateOf, waitFor } from './bucket.ts'

/** null: no limit. */
export type RateLimits = { requests: number | null; tokens: number | null; running: number | null }

export type AnswerLimits = {
  key: RateLimits
  user: RateLimits
  /** Of all of the project. */
  running: number | null
  tokensPerMonth: number | null
}

/** An answer that is to be made. */
export type Order = {
  id: string
  key: string
  user: string | null
  /** At most. */
  tokens: number
  /** Unix milliseconds: it has surely ended by then. */
  until: number
  /** The worker that went on with it where another had failed: its report alone is of its end. Unsaid: any worker's. */
  by?: string
}

/** Of an answer, as the worker `by` reports it. */
export type Settled = { id: string; by?: string | undefined; tokens: number }

/** What a project had used in a month by some moment: it only grows. */
export type Spent = { month: string; tokens: number }

export type Lease = { tokens: number; until: number }

/** A lease that an isolate would like, by this id, and what it had left of the one before. */
export type WantedLease = { id: string; back: { id: string; tokens: number } | null }

export type Account = {
  holds: Map<string, Order>
  leases: Map<string, Lease>
  /** Answers that had ended before they were heard of here, until when that is remembered. */
  ended: Map<string, number>
  buckets: Map<string, Bucket>
  /** Of the month that runs. */
  spent: Map<string, number>
}

export const newAccount = (): Account => ({
  holds: new Map(),
  leases: new Map(),
  ended: new Map(),
  buckets: new Map(),
  spent: new Map(),
})

/** The tightest of those that apply; null where there is none. */
export type Rates = { requests: Rate | null; tokens: Rate | null }

export type Refusal = {
  /** `held`: enough is left of the budget, but answers that run may take it. */
  why: 'running' | 'requests' | 'tokens' | 'budget' | 'held'
  of: 'key' | 'user' | 'project'
  limit: number
  /** Of the budget: what is left of it. */
  left: number
  /** Milliseconds; null: it never fits. */
  wait: number | null
}

export type Admission = { refusal: Refusal | null; rates: Rates; lease: (Lease & { id: string }) | null }

/** Answers end at any moment. */
const RUNNING_WAIT_MS = 1_000
/** For so long an isolate may give out tokens without asking. */
export const LEASE_MS = 5_000
/** Tells of what was given out may be late. */
const LEASE_GRACE_MS = 10_000
const LEASE_TOKENS = 20_000
/** Of what is left, the part that one isolate may have for itself. */
const LEASE_PART = 1 / 8
/** How late an isolate may tell of an answer that has ended already. */
const ENDED_MS = 120_000

/** From so many on, those that are empty are forgotten. */
const MANY_BUCKETS = 1_000

/** Admits an answer, and holds what it may take; or says what it would be too much for. */
export function admit(
  account: Account,
  order: Order,
  limits: AnswerLimits,
  spent: Spent,
  now: number,
  wanted: WantedLease | null = null,
): Admission {
  lapse(account, now)
  if (wanted?.back) takeFromLease(account, wanted.back.id, wanted.back.tokens)
  learn(account, spent)
  const meters = metersOf(account, order, limits, now)
  const refusal =
    tooManyRunning(account, order, limits) ?? tooMuchAMinute(meters) ?? tooMuchAMonth(account, order, limits, now)
  if (refusal) return { refusal, rates: ratesOf(meters), lease: null }
  const taken = meters.map((meter) => ({
    ...meter,
    bucket: { ...meter.bucket, taken: meter.bucket.taken + meter.amount },
  }))
  for (const { name, bucket } of taken) account.buckets.set(name, bucket)
  account.holds.set(order.id, order)
  const lease = wanted && grant(account, wanted.id, limits.tokensPerMonth, now)
  return { refusal: null, rates: ratesOf(taken), lease }
}

/** An isolate tells of an answer that it has admitted by a lease. */
export function drawn(account: Account, leaseId: string, order: Order, now: number): void {
  lapse(account, now)
  takeFromLease(account, leaseId, order.tokens)
  if (!account.ended.has(order.id)) account.holds.set(order.id, order)
}

function takeFromLease({ leases }: Account, id: string, tokens: number): void {
  const lease = leases.get(id)
  if (lease) leases.set(id, { ...lease, tokens: Math.max(0, lease.tokens - tokens) })
}

/** The answer was not begun: no worker took it. */
export function release(account: Account, id: string): void {
  giveBack(account, id, 0)
}

/** Another worker goes on with an answer, of which the one before may have told the end already: it is held again. */
export function takeOver(account: Account, order: Order, now: number): void {
  lapse(account, now)
  if (!account.holds.has(order.id)) takeAgain(account, order, order.tokens)
  account.holds.set(order.id, order)
}

/** Workers have reported these: `spent` has them in it. Said again, it changes nothing. */
export function settle(account: Account, answers: readonly Settled[], spent: Spent, now: number): void {
  lapse(account, now)
  learn(account, spent)
  for (const { id, by, tokens } of answers) {
    const goesOnBy = account.holds.get(id)?.by
    if (goesOnBy !== undefined && goesOnBy !== by) continue
    if (!giveBack(account, id, tokens)) account.ended.set(id, now + ENDED_MS)
  }
}

/** What may be given out of the budget. */
function free(account: Account, budget: number, now: number): number {
  const held = [...account.holds.values(), ...account.leases.values()].reduce((sum, { tokens }) => sum + tokens, 0)
  return budget - usedBy(account, now) - held
}

const usedBy = ({ spent }: Account, now: number) => spent.get(monthOf(now)) ?? 0

/** Of UTC, as sums of usage have it. */
export const monthOf = (now: number) => new Date(now).toISOString().slice(0, 7)

function lapse(account: Account, now: number): void {
  for (const map of [account.holds, account.leases]) {
    for (const [id, { until }] of map) if (until <= now) map.delete(id)
  }
  for (const [id, until] of account.ended) if (until <= now) account.ended.delete(id)
  if (account.buckets.size <= MANY_BUCKETS) return
  for (const [name, bucket] of account.buckets) {
    if (drained(bucket, bucket.perMinute, now).taken === 0) account.buckets.delete(name)
  }
}

/** Whatever order it comes in: a month's tokens only grow, and no month comes back. */
function learn({ spent }: Account, { month, tokens }: Spent): void {
  for (const known of spent.keys()) {
    if (known > month) return
    if (known < month) spent.delete(known)
  }
  if (tokens > (spent.get(month) ?? -1)) spent.set(month, tokens)
}

/** Also what was taken of a minute and not used. @returns whether it was held */
function giveBack(account: Account, id: string, used: number): boolean {
  const order = account.holds.get(id)
  if (!order) return false
  account.holds.delete(id)
  takeAgain(account, order, used - order.tokens)
  return true
}

/** Of a minute, beside what was taken of it when the answer was admitted; less where it is negative. */
function takeAgain({ buckets }: Account, order: Order, tokens: number): void {
  for (const [of, name] of [
    ['key', order.key],
    ['user', order.user],
  ] as const) {
    const bucketName = nameOf(of, name, 'tokens')
    const bucket = buckets.get(bucketName)
    if (bucket) buckets.set(bucketName, { ...bucket, taken: Math.max(0, bucket.taken + tokens) })
  }
}

function grant(account: Account, id: string, budget: number | null, now: number) {
  if (budget === null) return null
  const tokens = Math.min(LEASE_TOKENS, Math.floor(free(account, budget, now) * LEASE_PART))
  if (tokens <= 0) return null
  account.leases.set(id, { tokens, until: now + LEASE_MS + LEASE_GRACE_MS })
  return { id, tokens, until: now + LEASE_MS }
}

function tooManyRunning({ holds }: Account, order: Order, limits: AnswerLimits): Refusal | null {
  const running = (of: (hold: Order) => boolean) => [...holds.values()].filter(of).length
  const bounds = [
    { of: 'key', limit: limits.key.running, same: ({ key }: Order) => key === order.key },
    { of: 'user', limit: limits.user.running, same: ({ user }: Order) => user === order.user },
    { of: 'project', limit: limits.running, same: () => true },
  ] as const
  for (const { of, limit, same } of bounds) {
    if (limit === null || (of === 'user' && order.user === null) || running(same) < limit) continue
    return { why: 'running', of, limit, left: 0, wait: RUNNING_WAIT_MS }
  }
  return null
}

/** A limit a minute that the order counts against, as it stands now. */
type Meter = {
  name: string
  of: 'key' | 'user'
  what: 'requests' | 'tokens'
  bucket: Bucket
  amount: number
}

function metersOf({ buckets }: Account, order: Order, limits: AnswerLimits, now: number): Meter[] {
  const meters: Meter[] = []
  for (const of of ['key', 'user'] as const) {
    if (order[of] === null) continue
    for (const what of ['requests', 'tokens'] as const) {
      const limit = limits[of][what]
      if (limit === null) continue
      const name = nameOf(of, order[of], what)
      const bucket = drained(buckets.get(name) ?? emptyBucket(limit, now), limit, now)
      meters.push({ name, of, what, bucket, amount: what === 'requests' ? 1 : order.tokens })
    }
  }
  return meters
}

/**
 * What is counted of a user by name goes, once it limits them no more: nobody erases themselves to begin a new minute.
 * @returns whether nothing is left
 */
export function forgetUser({ buckets }: Account, user: string, now: number): boolean {
  const named = (['requests', 'tokens'] as const).map((what) => nameOf('user', user, what))
  for (const name of named) {
    const bucket = buckets.get(name)
    if (bucket && drained(bucket, bucket.perMinute, now).taken === 0) buckets.delete(name)
  }
  return !named.some((name) => buckets.has(name))
}

const nameOf = (of: 'key' | 'user', name: string | null, what: 'requests' | 'tokens') => `${of} ${what} ${name}`

function tooMuchAMinute(meters: readonly Meter[]): Refusal | null {
  for (const { of, what, bucket, amount } of meters) {
    const wait = waitFor(bucket, amount)
    if (wait !== 0) return { why: what, of, limit: bucket.perMinute, left: rateOf(bucket).remaining, wait }
  }
  return null
}

function tooMuchAMonth(account: Account, order: Order, limits: AnswerLimits, now: number): Refusal | null {
  const budget = limits.tokensPerMonth
  if (budget === null || order.tokens <= free(account, budget, now)) return null
  const left = Math.max(0, budget - usedBy(account, now))
  const isHeld = order.tokens <= left
  return { why: isHeld ? 'held' : 'budget', of: 'project', limit: budget, left, wait: isHeld ? RUNNING_WAIT_MS : null }
}

function ratesOf(meters: readonly Meter[]): Rates {
  const tightest = (wanted: Meter['what']): Rate | null =>
    meters
      .filter(({ what }) => what === wanted)
      .map(({ bucket }) => rateOf(bucket))
      .sort((a, b) => a.remaining - b.remaining)[0] ?? null
  return { requests: tightest('requests'), tokens: tightest('tokens') }
}
