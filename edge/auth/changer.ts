/** Who changes something, and by which request: what the audit log names. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import type { Caller } from './caller.ts'

export type ChangingCaller = Caller & { request: string }

export const changerOf = (c: Context<AppEnv>): ChangingCaller => ({ ...c.var.caller, request: c.var.requestId })
