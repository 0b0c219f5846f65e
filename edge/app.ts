/** The edge as one Hono app: middleware in order, then routes. */
import { contextStorage } from 'hono/context-storage'
import { createMiddleware } from 'hono/factory'
import { setAnswerHeaders } from '../shared/answer-headers.ts'
import { newId } from '../shared/ids.ts'
import type { AppEnv } from './env.ts'
import { cors } from './http/cors.ts'
import { onError } from './http/on-error.ts'
import { newApp } from './http/route.ts'
import { dashboardPage, isScreen } from './http/screen.ts'
import { unknownRoute } from './http/unknown-route.ts'
import { audit } from './routes/audit.ts'
import { axes } from './routes/axes.ts'
import { chat } from './routes/chat.ts'
import { comparisons } from './routes/comparisons.ts'
import { completions } from './routes/completions.ts'
import { directions } from './routes/directions.ts'
import { addDocs } from './routes/docs.ts'
import { embeddings } from './routes/embeddings.ts'
import { experiments } from './routes/experiments.ts'
import { feedback } from './routes/feedback.ts'
import { fits } from './routes/fits.ts'
import { generations } from './routes/generations.ts'
import { health } from './routes/health.ts'
import { internal } from './routes/internal.ts'
import { issuers } from './routes/issuers.ts'
import { keys } from './routes/keys.ts'
import { limits } from './routes/limits.ts'
import { members } from './routes/members.ts'
import { models } from './routes/models.ts'
import { population } from './routes/population.ts'
import { profiles } from './routes/profiles.ts'
import { project } from './routes/project.ts'
import { refits } from './routes/refits.ts'
import { responses } from './routes/responses.ts'
import { sessions } from './routes/sessions.ts'
import { usage } from './routes/usage.ts'
import { userTokens } from './routes/user-tokens.ts'
import { users } from './routes/users.ts'
import { webhooks } from './routes/webhooks.ts'
import { workers } from './routes/workers.ts'
import { openDatabase } from './services/database.ts'
import { observe } from './telemetry/observe.ts'
import { timedDatabase } from './telemetry/timed-database.ts'

const answerHeaders = createMiddleware<AppEnv>(async (c, next) => {
  c.set('requestId', newId('req'))
  await next()
  c.res.headers.set('x-request-id', c.var.requestId)
  for (const [name, value] of Object.entries(c.var.limitHeaders ?? {})) c.res.headers.set(name, value)
  setAnswerHeaders(c.res.headers)
})

/** The signal is taken here, before anything replaces the request by one with a buffered body. */
const perRequest = createMiddleware<AppEnv>(async (c, next) => {
  c.set('disconnected', c.req.raw.signal)
  c.set('db', openDatabase(timedDatabase(c.env.DB, c.var.trace)))
  await next()
})

export const app = newApp()

app.onError(onError)
// Answered, not thrown: middleware is to see it as any other answer.
app.notFound(async (c) => {
  const page = isScreen(c.req.raw) ? await dashboardPage(c.env, c.req.url) : null
  return page ?? onError(unknownRoute(c.req.method, c.req.url, app.routes), c)
})
app.use(contextStorage(), answerHeaders, observe, perRequest, cors)

const families = [
  ...[
    chat,
    responses,
    completions,
    comparisons,
    embeddings,
    generations,
    models,
    profiles,
    feedback,
    population,
    users,
    axes,
    directions,
    fits,
    refits,
    experiments,
  ],
  ...[userTokens, issuers, keys, sessions, members, project, limits, usage, audit, webhooks, workers],
  ...[health, internal],
]
for (const routes of families) app.route('/', routes)
addDocs(app)
