/** For who holds the shared secret: the start script, workers, and what runs beside them. Not part of the public API. */
import { invalidRequest, malformedJson } from '../../shared/errors.ts'
import { announcement } from '../../shared/wire/fleet.ts'
import { usageReport } from '../../shared/wire/usage.ts'
import { verifySignature } from '../auth/signature.ts'
import { newApp } from '../http/route.ts'
import { createProject } from '../services/projects.ts'
import { takeReport } from '../services/usage-report.ts'
import { announceWorker } from '../services/workers.ts'
import { newProject } from '../wire/project.ts'

export const internal = newApp()

internal.post('/internal/projects', async (c) => {
  const body = await verifySignature(c)
  const parsed = newProject.safeParse(parseJson(body))
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  const { project, key, created } = await createProject(c.var.db, parsed.data.name, parsed.data.key)
  return c.json({ project, key }, created ? 201 : 200)
})

/** Bytes: as many answers as a report has, each with more axes than most. What is larger, workers send answer by answer. */
const MAX_REPORT_BYTES = 2 * 1024 * 1024

internal.post('/internal/usage', async (c) => {
  const body = await verifySignature(c, MAX_REPORT_BYTES)
  const parsed = usageReport.safeParse(parseJson(body))
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  await takeReport({ env: c.env, db: c.var.db }, parsed.data.entries)
  return c.json({ taken: parsed.data.entries.length }, 200)
})

/** A worker is there, with this much to do; it says so every few seconds. */
internal.post('/internal/workers', async (c) => {
  const parsed = announcement.safeParse(parseJson(await verifySignature(c)))
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  await announceWorker(c.env, parsed.data)
  return c.body(null, 204)
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedJson()
  }
}
