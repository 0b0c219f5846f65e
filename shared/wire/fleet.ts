/** What a worker says of itself, every few seconds, so that the edge knows that it is there. It travels signed. */
import { z } from 'zod'
import { textOf, wholeFrom } from './bounds.ts'
import { modelCard } from './generate.ts'

/** Milliseconds between two announcements, and without one until a worker counts as gone. */
export const ANNOUNCED_EVERY_MS = 5_000
export const GONE_AFTER_MS = 15_000

/** Part of every generation id (shared/ids.ts). */
export const workerTag = z.string().regex(/^[0-9a-z]{1,16}$/, 'a tag is 1 to 16 of 0-9 and a-z')

/** An origin. */
export const workerUrl = z
  .url({ protocol: /^https?$/, error: 'a url is like http://127.0.0.1:8788' })
  .transform((url) => new URL(url))
  .refine((url) => url.pathname === '/' && !url.search && !url.hash, 'a url has no path')
  .refine((url) => !url.username && !url.password, 'a url has no user and no password')
  .transform((url) => url.origin)

export const workerLoad = z.strictObject({
  running: wholeFrom(0).meta({ description: 'Answers that are being written.' }),
  queued: wholeFrom(0).meta({ description: 'Answers that wait for a row.' }),
  free_rows: wholeFrom(0).meta({ description: 'How many more could be written at once.' }),
})
export type WorkerLoad = z.infer<typeof workerLoad>

/** `POST /internal/workers` */
export const announcement = z.strictObject({
  tag: workerTag,
  url: workerUrl,
  card: modelCard,
  load: workerLoad,
  version: textOf(1, 64),
  /** It takes no new answers, and ends when those that it writes have ended. */
  draining: z.boolean(),
})
export type Announcement = z.infer<typeof announcement>
