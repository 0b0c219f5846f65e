/**
 * Whether an answer may be made: within the limits of its key, its user and its project. A project without limits is not
 * asked about. Where only the month's budget is limited, an isolate gives out tokens of a lease and tells of it afterwards;
 * every other limit is asked about with every request.
 */
import { ApiError } from '../../shared/errors.ts'
import { randomText } from '../../shared/ids.ts'
import type { Admission, AnswerLimits, Order, Refusal, Spent } from '../budget/account.ts'
import { drawFromLease, endLease, keepLease } from '../budget/isolate-leases.ts'
import { budgetOf } from '../budget/project-budget.ts'
import { rateHeaders } from '../budget/rate-headers.ts'
import type { Env } from '../env.ts'
import { budgetReached } from './budget-events.ts'
import type { Database } from './database.ts'
import type { KnownLimits } from './limits.ts'

export type Telling = {
  /** What goes on when the answer is out. */
  defer: (work: Promise<unknown>) => void
  /** Takes the headers that tell the client what is left of its limits, whatever becomes of the answer. */
  tell: (headers: Record<string, string>) => void
}

type Context = Telling & { env: Env; db: Database }

/** `tokens` are counted only where there are limits. */
type Hold = Omit<Order, 'tokens'> & { tokens(): number }

export type Admitted = {
  /** The answer was not begun. */
  release(): void
  /** Where one worker failed, the one of this tag goes on with it. */
  takeOver(tag: string): void
}

const UNLIMITED: Admitted = { release() {}, takeOver() {} }

/** @throws ApiError 429 `rate_limit_exceeded`, `budget_exceeded` */
export async function admitAnswer(
  context: Context,
  project: string,
  hold: Hold,
  known: KnownLimits,
): Promise<Admitted> {
  if (!known) return UNLIMITED
  const order = { ...hold, tokens: hold.tokens() }
  const { env, db, defer, tell } = context
  const { limits, spent } = known
  const budget = budgetOf(env, project)
  const isLeased = hasBudgetAlone(limits)
  const lease = isLeased ? drawFromLease(project, order.tokens) : null
  if (lease) {
    const told = budget.drawn(lease, order)
    defer(told)
    return {
      release: () => defer(told.then(() => budget.release(order.id))),
      takeOver: (by) => defer(told.then(() => budget.takeOver({ ...order, by }))),
    }
  }
  const wanted = isLeased ? { id: randomText(26), back: endLease(project) } : null
  const admission: Admission = await budget.admit(order, limits, spent, wanted)
  if (admission.lease) keepLease(project, admission.lease)
  tell(rateHeaders(admission.rates))
  if (admission.refusal) {
    if (admission.refusal.why === 'budget') defer(budgetReached(db, project, spent).execute())
    throw refused(admission.refusal, order, spent)
  }
  return {
    release: () => defer(budget.release(order.id)),
    takeOver: (by) => defer(budget.takeOver({ ...order, by })),
  }
}

const hasBudgetAlone = ({ key, user, running }: AnswerLimits): boolean =>
  [key, user].every((rates) => Object.values(rates).every((limit) => limit === null)) && running === null

const WHOSE = { key: 'This key', user: 'This user', project: 'This project' }

function refused({ why, of, limit, left, wait }: Refusal, { tokens }: Order, spent: Spent): ApiError {
  const retryAfterSeconds = Math.max(1, Math.ceil((wait ?? untilNext(spent.month)) / 1000))
  const error = (code: string, message: string, retry = true) =>
    new ApiError(429, code, message, retry ? { retryAfterSeconds } : {})
  const whose = WHOSE[of]
  const may = `this answer may take ${tokens}`
  switch (why) {
    case 'running':
      return error(
        'rate_limit_exceeded',
        `${whose} has as many answers running as it may have: ${limit}. Please wait for one to end.`,
      )
    case 'requests':
      return error('rate_limit_exceeded', `${whose} may send ${limit} requests a minute. Please wait a moment.`)
    case 'tokens':
      return wait === null
        ? error(
            'rate_limit_exceeded',
            `${whose} may use ${limit} tokens a minute, and ${may}: ask for less with max_tokens.`,
            false,
          )
        : error('rate_limit_exceeded', `${whose} may use ${limit} tokens a minute; ${left} are left now, and ${may}.`)
    case 'budget':
      return error(
        'budget_exceeded',
        `${whose} may use ${limit} tokens a month; ${left} are left of ${spent.month}, and ${may}.`,
      )
    case 'held':
      return error(
        'budget_exceeded',
        `${whose} has ${left} of its month's ${limit} tokens left, which answers that run may take. Please try again when they have ended.`,
      )
  }
}

/** Milliseconds to the end of a month. */
function untilNext(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return Date.UTC(year, number) - Date.now()
}
