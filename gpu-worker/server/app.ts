/** The worker's HTTP surface: health and metrics for whoever can reach it, everything else signed by the edge. */
import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { setAnswerHeaders } from '../../shared/answer-headers.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ModelCard } from '../../shared/wire/generate.ts'
import { Importer } from '../control-vector/importer.ts'
import type { OpenModel } from '../engine/open.ts'
import type { LanguageModel } from '../language/language-model.ts'
import type { TextReader } from '../language/text-reader.ts'
import type { UsageRecorder } from '../usage/recorder.ts'
import { DirectionStore } from './direction-store.ts'
import { Embeddings } from './embeddings.ts'
import { FitJobs } from './fit-jobs.ts'
import { FitStages } from './fit-stages.ts'
import { Generations } from './generations.ts'
import { Health } from './health.ts'
import { Leans } from './leans.ts'
import { Metrics } from './metrics.ts'
import { observe, type Telemetry } from './observe.ts'
import { explain } from './problem.ts'
import { directionRoutes } from './routes/directions.ts'
import { embeddingRoute } from './routes/embeddings.ts'
import { fitRoutes } from './routes/fits.ts'
import { generateRoute } from './routes/generate.ts'
import { generationRoutes } from './routes/generations.ts'
import { importRoute } from './routes/imports.ts'
import { leansRoute } from './routes/leans.ts'
import { metricsRoute } from './routes/metrics.ts'
import { type Signed, signature } from './signature.ts'

export type WorkerOptions = {
  model: OpenModel
  language: LanguageModel
  reader: TextReader
  /** Shared with the edge. */
  /** What the edge may sign with: while the secret is changed, there are two. */
  secrets: readonly string[]
  /** What ids of generations carry, so that the edge finds the worker again. */
  tag: string
  /** The folder that holds the fits' stages. */
  fits: string
  /** What /metrics asks for as a bearer token; null leaves it open. */
  metricsToken: string | null
  /** Notes what answers use; null: nobody counts it. */
  usage: UsageRecorder | null
  /** What is told of requests; left out: nothing. */
  telemetry?: Telemetry
}

export type WorkerApp = {
  app: Hono
  /** What it serves. */
  card: ModelCard
  /** Begins what would make the first requests of a kind wait. */
  warm(): void
  close(): Promise<void>
}

const UNTOLD: Telemetry = { log: { level: null, share: 0 }, collector: null, write: () => {} }

export function createWorkerApp(options: WorkerOptions): WorkerApp {
  const { model, language, reader, secrets, tag, fits: directory, metricsToken, usage } = options
  const directions = new DirectionStore(model.source.sha256, model.config)
  const metrics = new Metrics(model)
  const generations = new Generations(model, directions, usage, (generation) => metrics.watch(generation))
  const embeddings = new Embeddings(model, reader, generations.side)
  const leans = new Leans(model, language, reader, directions, generations.side)
  const fits = new FitJobs(language, directory)
  const health = new Health(model)
  const card: ModelCard = {
    id: model.source.id,
    hash: model.source.sha256,
    architecture: model.config.architecture,
    layers: model.config.layers,
    hidden_size: model.config.hidden,
    vocabulary: model.config.vocabulary,
    context: model.settings.context,
    rows: model.settings.rows,
    weight_form: model.settings.form,
    row_exact: model.rowExact,
    worker: tag,
  }

  const signed = new Hono<Signed>()
    .use(signature(secrets), observe(options.telemetry ?? UNTOLD, tag))
    .get('/model', (c) => c.json(card))
    .route('/generate', generateRoute(generations, card.id, model.tokenizer))
    .route('/embeddings', embeddingRoute(embeddings))
    .route('/leans', leansRoute(leans))
    .route('/generations', generationRoutes(generations))
    .route('/directions', directionRoutes(directions))
    .route('/fits', fitRoutes(fits, new FitStages(directory)))
    .route('/imports', importRoute(new Importer(language)))

  const app = new Hono()
  app
    .use(async (c, next) => {
      await next()
      setAnswerHeaders(c.res.headers)
    })
    .use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => wrongMethod(c, methods) }))
    .get('/health', (c) => {
      const status = health.status()
      return c.json({ status, worker: tag, model: card.id }, status === 'ok' ? 200 : 503)
    })
    .route('/metrics', metricsRoute(metrics, metricsToken))
    .route('/v1', signed)
    .notFound((c) => {
      const problem = new ApiError(404, 'not_found', `there is no ${c.req.method} ${c.req.path} here`)
      return c.json(problem.body(), 404)
    })
    .onError((thrown, c) => {
      const problem = explain(thrown, c)
      return c.json(problem.body(), problem.status as ContentfulStatusCode, problem.headers())
    })
  return {
    app,
    card,
    warm: () => generations.warm(),
    async close() {
      await Promise.all([fits.close(), generations.close()])
    },
  }
}

function wrongMethod(c: Context, methods: readonly string[]): Response {
  const allow = methods.join(', ')
  const problem = new ApiError(405, 'method_not_allowed', `${c.req.path} takes ${allow}, not ${c.req.method}`)
  return c.json(problem.body(), 405, { allow })
}
