/** The Cloudflare Worker's entry: the API, the workflow that runs fits, its objects, and what is done by the clock. */
import { app } from './app.ts'
import type { Env } from './env.ts'
import { onCron } from './fitting/cron.ts'

export { AnswerLog } from './answers/answer-log.ts'
export { ProjectBudget } from './budget/project-budget.ts'
export { FitWorkflow } from './fitting/workflow.ts'
export { Fleet } from './fleet/registry.ts'

export default {
  fetch: app.fetch,
  scheduled: ({ cron }, env) => onCron(cron, env),
} satisfies ExportedHandler<Env>
