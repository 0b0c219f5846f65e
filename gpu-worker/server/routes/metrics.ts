/** GET /metrics, for Prometheus: open, or for whoever shows the token. It tells figures and the model's name, no text. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { ApiError } from '../../../shared/errors.ts'
import type { Metrics } from '../metrics.ts'

export function metricsRoute({ registry }: Metrics, token: string | null) {
  return new Hono().get('/', async (c) => {
    if (token && !same(c.req.header('authorization') ?? '', `Bearer ${token}`)) {
      throw new ApiError(401, 'invalid_token', 'send the metrics token as Authorization: Bearer')
    }
    return c.text(await registry.metrics(), 200, { 'content-type': registry.contentType })
  })
}

/** Takes as long wherever the first difference is. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
const digest = (text: string) => createHash('sha256').update(text).digest()
