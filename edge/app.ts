/** The edge as one Hono app: middleware in order, then routes. */
import { createMiddleware } from 'hono/factory'
import { setAnswerHeaders } from '../shared/answer-headers.ts'
import { newId } from '../shared/ids.ts'
import type { AppEnv } from './env.ts'
import { cors } from './http/cors.ts'
import { onError } from './http/on-error.ts'
import { newApp } from './http/route.ts'
import { unknownRoute } from './http/unknown-route.ts'
import { axes } from './routes/axes.ts'
import { chat } from './routes/chat.ts'
import { directions } from './routes/directions.ts'
import { addDocs } from './routes/docs.ts'
import { fits } from './routes/fits.ts'
import { generations } from './routes/generations.ts'
import { health } from './routes/health.ts'
import { internal } from './routes/internal.ts'
import { keys } from './routes/keys.ts'
import { models } from './routes/models.ts'
import { profiles } from './routes/profiles.ts'
import { project } from './routes/project.ts'
import { refits } from './routes/refits.ts'
import { webhooks } from './routes/webhooks.ts'
import { workers } from './routes/workers.ts'
import { openDatabase } from './services/database.ts'

const answerHeaders = createMiddleware<AppEnv>(async (c, next) => {
  c.set('requestId', newId('req'))
  await next()
  c.res.headers.set('x-request-id', c.var.requestId)
  setAnswerHeaders(c.res.headers)
})

/** The signal is taken here, before anything replaces the request by one with a buffered body. */
const perRequest = createMiddleware<AppEnv>(async (c, next) => {
  c.set('disconnected', c.req.raw.signal)
  c.set('db', openDatabase(c.env.DB))
  await next()
})

export const app = newApp()

app.onError(onError)
// Answered, not thrown: middleware is to see it as any other answer.
app.notFound((c) => onError(unknownRoute(c.req.method, c.req.url, app.routes), c))
app.use(answerHeaders, perRequest, cors)

for (const routes of [
  chat,
  generations,
  models,
  profiles,
  axes,
  directions,
  fits,
  keys,
  project,
  refits,
  webhooks,
  workers,
  health,
  internal,
]) {
  app.route('/', routes)
}
addDocs(app)
