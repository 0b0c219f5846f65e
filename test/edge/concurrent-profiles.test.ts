/** A profile that a thousand requests change at the same time loses none of the changes. */
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { type Any, newAxis, newProject } from './harness.ts'

const UPDATES = 1000
const AXES = 50

it('a thousand updates of one user at once: every axis has a value that was sent for it, every change was made', async () => {
  const client = await newProject()
  const axes = Array.from({ length: AXES }, (_, n) => `axis${n}`)
  for (const axis of axes) await client.post('/v1/axes', newAxis(axis))
  // Every value of an axis differs, so that each change can be told from the others.
  const updates = Array.from({ length: UPDATES }, (_, n) => ({ axis: axes[n % AXES]!, value: (n + 1) / UPDATES }))
  const answers = await Promise.all(
    updates.map(({ axis, value }) => client.patch('/v1/profiles/ada', { strengths: { [axis]: value } })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const { strengths } = (await client.get('/v1/profiles/ada')).body
  expect(Object.keys(strengths).sort()).toEqual(axes.toSorted())
  for (const axis of axes) {
    const sent = updates.filter((update) => update.axis === axis).map(({ value }) => value)
    expect(sent).toContain(strengths[axis].value)
  }
  const { results } = await env.DB.prepare(
    "select after from audit_log where project_id = ? and action = 'profile.changed'",
  )
    .bind(client.project)
    .all<Any>()
  const changed = results.map(({ after }) => JSON.parse(after))
  expect(changed).toHaveLength(UPDATES)
  for (const { axis, value } of updates) {
    expect(changed.some((after: Any) => after[axis]?.value === value)).toBe(true)
  }
}, 120_000)

it('a thousand users at once: each has a profile of their own, and all are counted', async () => {
  const client = await newProject()
  await client.post('/v1/axes', newAxis('formal'))
  const answers = await Promise.all(
    Array.from({ length: UPDATES }, (_, n) =>
      client.patch(`/v1/profiles/user-${n}`, { strengths: { formal: n / UPDATES } }),
    ),
  )
  expect(answers.map(({ body }) => body.strengths.formal.value)).toEqual(answers.map((_, n) => n / UPDATES))
  expect((await client.get('/v1/limits')).body.used.profiles).toBe(UPDATES)
}, 120_000)
