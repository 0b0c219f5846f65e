/** Who changes something, by which request, and on which condition: what the audit log names, and what a change holds to. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import type { Condition } from '../services/precondition.ts'
import type { Caller } from './caller.ts'

export type ChangingCaller = Caller & { request: string; condition?: Condition }

export const changerOf = (c: Context<AppEnv>): ChangingCaller => ({
  ...c.var.caller,
  request: c.var.requestId,
  condition: { ifMatch: c.req.header('if-match') ?? null, ifNoneMatch: c.req.header('if-none-match') ?? null },
})
