/** For who holds the shared secret: the start script, and what runs beside the workers. Not part of the public API. */
import { invalidRequest, malformedJson } from '../../shared/errors.ts'
import { verifySignature } from '../auth/signature.ts'
import { newApp } from '../http/route.ts'
import { createProject } from '../services/projects.ts'
import { newProject } from '../wire/project.ts'

export const internal = newApp()

internal.post('/internal/projects', async (c) => {
  const body = await verifySignature(c)
  const parsed = newProject.safeParse(parseJson(body))
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  const { project, key, created } = await createProject(c.var.db, parsed.data.name, parsed.data.key)
  return c.json({ project, key }, created ? 201 : 200)
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedJson()
  }
}
