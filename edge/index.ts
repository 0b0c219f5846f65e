/** The Cloudflare Worker's entry: the API, and the workflow that runs fits. */
import { app } from './app.ts'
import type { Env } from './env.ts'

export { FitWorkflow } from './fitting/workflow.ts'

export default { fetch: app.fetch } satisfies ExportedHandler<Env>
