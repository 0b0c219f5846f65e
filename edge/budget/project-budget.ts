/**
 * The one place that says of a project what is still within its limits: a Durable Object each, which only those with limits
 * have. What it decides by stands in account.ts; here it is kept, so that it outlives restarts.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import {
  type Account,
  type Admission,
  type AnswerLimits,
  admit,
  drawn,
  forgetUser,
  type Order,
  release,
  type Settled,
  type Spent,
  settle,
  takeOver,
  type WantedLease,
} from './account.ts'
import { StoredMap } from './stored-map.ts'

export class ProjectBudget extends DurableObject<Env> {
  readonly #account: Account

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { sql } = ctx.storage
    this.#account = {
      holds: new StoredMap(sql, 'holds'),
      leases: new StoredMap(sql, 'leases'),
      ended: new StoredMap(sql, 'ended'),
      buckets: new StoredMap(sql, 'buckets'),
      spent: new StoredMap(sql, 'spent'),
    }
  }

  admit(order: Order, limits: AnswerLimits, spent: Spent, wanted: WantedLease | null): Admission {
    return admit(this.#account, order, limits, spent, Date.now(), wanted)
  }

  drawn(leaseId: string, order: Order): void {
    drawn(this.#account, leaseId, order, Date.now())
  }

  release(id: string): void {
    release(this.#account, id)
  }

  takeOver(order: Order): void {
    takeOver(this.#account, order, Date.now())
  }

  forgetUser(user: string): boolean {
    return forgetUser(this.#account, user, Date.now())
  }

  settle(answers: readonly Settled[], spent: Spent): void {
    settle(this.#account, answers, spent, Date.now())
  }
}

export const budgetOf = (env: Pick<Env, 'BUDGET'>, project: string) => env.BUDGET.get(env.BUDGET.idFromName(project))
