import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { DEFAULT_USER } from '../../schema/tables.ts'
import { userName } from '../../shared/wire/chat.ts'
import { access } from '../auth/access.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import { changerOf } from '../auth/changer.ts'
import { checkForAll } from '../auth/narrowing.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { patientJson } from '../http/streams.ts'
import { writeProfiles } from '../services/bulk-profiles.ts'
import { explainProfile } from '../services/explanations.ts'
import { readPrivateAxis, removePrivateAxis, startPrivateAxis } from '../services/private-axis.ts'
import { startTexts } from '../services/profile-texts.ts'
import {
  deleteProfile,
  listProfiles,
  mergeProfile,
  readProfile,
  replaceProfile,
  resetProfile,
} from '../services/profiles.ts'
import { creationHeaders as headers } from '../wire/condition.ts'
import { explanation, profileReset } from '../wire/explanation.ts'
import { listOf } from '../wire/list.ts'
import { newPrivateAxis, privateAxis } from '../wire/private-axis.ts'
import {
  profile,
  profileChange,
  profileResults,
  profileStrengths,
  profilesQuery,
  profileWrites,
} from '../wire/profile.ts'
import { newTexts, textsRead } from '../wire/texts.ts'

const params = z.object({
  user: userName.meta({ description: 'The name that requests give as `user`.', example: 'ada' }),
})
const tags = ['Profiles']

const list = createRoute({
  method: 'get',
  path: '/v1/profiles',
  tags,
  summary: 'List the profiles that are stored, by user',
  ...access('profiles'),
  request: { query: profilesQuery },
  responses: { 200: jsonAnswer(listOf(profile), 'A page of profiles; `after` takes a user.'), ...errors(400) },
})

/** A thousand profiles of many axes each. */
const MAX_BULK_BYTES = 8 * 1024 * 1024

const bulk = createRoute({
  method: 'post',
  path: '/v1/profiles/bulk',
  tags,
  summary: 'Write up to 1,000 profiles at once',
  description:
    'Each is written or refused by itself, as `data` says, for an axis that there is not or a user that the key does not ' +
    'act for; all that are not refused are written together or, where something fails, none. More than the quota of ' +
    'profiles is refused as a whole. The audit log has one entry.',
  ...access('profiles', { maxBytes: MAX_BULK_BYTES }),
  request: {
    body: jsonBody(profileWrites, {
      profiles: [
        { user: 'ada', mode: 'replace', strengths: { formal: 0.5 } },
        { user: 'leo', mode: 'merge', strengths: { warm: 0.2, formal: null } },
        { user: 'mia', mode: 'delete' },
      ],
    }),
  },
  responses: { 200: jsonAnswer(profileResults, 'What became of each.'), ...errors(400, 413, 415, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/profiles/{user}',
  tags,
  summary: "See a user's profile",
  description: 'A user never seen is shown the default profile, with `stored: false`.',
  ...access('profiles', { own: true, etag: true }),
  request: { params },
  responses: { 200: jsonAnswer(profile, 'The profile.'), ...errors(400) },
})

const put = createRoute({
  method: 'put',
  path: '/v1/profiles/{user}',
  tags,
  summary: "Replace a user's profile",
  ...access('profiles', { own: true, etag: true }),
  request: {
    params,
    headers,
    body: jsonBody(profileStrengths, { strengths: { formal: 0.5, warm: { value: -1, mode: 'neutralise' } } }),
  },
  responses: { 200: jsonAnswer(profile, 'The profile as it is now.'), ...errors(400, 412, 413, 415) },
})

const patch = createRoute({
  method: 'patch',
  path: '/v1/profiles/{user}',
  tags,
  summary: "Change some axes of a user's profile",
  description: 'Axes not named stay as they are. A user seen for the first time starts from the default profile.',
  ...access('profiles', { own: true, etag: true }),
  request: { params, headers, body: jsonBody(profileChange, { strengths: { formal: -0.5, warm: null } }) },
  responses: { 200: jsonAnswer(profile, 'The profile as it is now.'), ...errors(400, 412, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/profiles/{user}',
  tags,
  summary: "Forget a user's profile",
  ...access('profiles', { own: true, etag: true }),
  request: { params, headers },
  responses: { 204: { description: 'There is no such profile (any more).' }, ...errors(400, 412) },
})

const explained = createRoute({
  method: 'get',
  path: '/v1/profiles/{user}/explanation',
  tags,
  summary: 'See what is believed of a user, and why',
  description:
    'Axis by axis: what the next answer is steered by, where that comes from, how sure it is, its effect in words, and the ' +
    'signals that moved it most.',
  ...access('profiles', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(explanation, 'What is believed.'), ...errors(400) },
})

const reset = createRoute({
  method: 'post',
  path: '/v1/profiles/{user}/reset',
  tags,
  summary: 'Forget what a user has signalled',
  description:
    'All signals are deleted, and the user begins anew, where those begin of whom nothing is known. What was set by hand stays, ' +
    'unless `pins` says otherwise.',
  ...access('profiles', { own: true }),
  request: { params, body: jsonBody(profileReset, {}) },
  responses: { 200: jsonAnswer(profile, 'The profile as it is now.'), ...errors(400, 413, 415) },
})

const getDefault = createRoute({
  method: 'get',
  path: '/v1/default-profile',
  tags,
  summary: 'See the default profile',
  ...access('profiles', { etag: true }),
  responses: { 200: jsonAnswer(profile, 'What users without a profile are steered by.'), ...errors() },
})

const putDefault = createRoute({
  method: 'put',
  path: '/v1/default-profile',
  tags,
  summary: 'Replace the default profile',
  ...access('profiles', { etag: true }),
  request: {
    headers,
    body: jsonBody(profileStrengths, { strengths: { formal: 0.5, warm: { value: -1, mode: 'neutralise' } } }),
  },
  responses: { 200: jsonAnswer(profile, 'The default profile as it is now.'), ...errors(400, 412, 413, 415) },
})

const texts = createRoute({
  method: 'post',
  path: '/v1/profiles/{user}/texts',
  tags,
  summary: 'Learn from what a user has written',
  description:
    'A worker reads each text beside a plain version of it that the model writes; how they differ along the active axes ' +
    'becomes a signal of the user, as wide as the texts are few, short or foreign to the model. GET /v1/feedback lists it, ' +
    'DELETE takes it back. The texts are kept nowhere. It takes about a second a text, and white space comes meanwhile; it ' +
    'ends where its client leaves.',
  ...access('profiles', { own: true, asks: 'answer' }),
  request: {
    params,
    body: jsonBody(newTexts, {
      texts: [
        'Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came.',
      ],
    }),
  },
  responses: {
    200: jsonAnswer(textsRead, 'What they say.'),
    ...errors(400, 404, 409, 413, 415, 429, 502, 503),
  },
})

const EXAMPLE_TEXTS = [
  'Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came.',
  'I should be most grateful if you would let me know by Friday whether the hall is still to be had.',
  'It was a delight to see so many of you at the reading; the next one is to be held in the old library.',
  'May I ask whether the train at noon still stops in Milford? The timetable that I have is of last year.',
  'Kindly forgive my late reply: your letter lay under a heap of others, and came to light only this morning.',
  'The garden has done well in spite of the frost, and there will be plums enough for the whole street.',
  'As to the accounts, I have gone through them twice and can find nothing that would need to be altered.',
  'With the kindest regards to your mother, whose recipe for the almond cake we have tried with great success.',
]

const fitPrivateAxis = createRoute({
  method: 'post',
  path: '/v1/profiles/{user}/private-axis',
  tags,
  summary: 'Fit an axis of a user’s own',
  description:
    'From plain versions of what they wrote, which the model makes, towards how they wrote it. Nobody else is steered by it ' +
    'or sees it. It takes minutes, in the background: GET shows how far it is; once it has passed its evaluation, the ' +
    "user's answers are steered by it as far as their profile says. A user has one; asked for again, it is fitted anew. The " +
    'texts are kept until its fit has ended, and no longer.',
  ...access('profiles', { own: true, asks: 'answer' }),
  request: { params, body: jsonBody(newPrivateAxis, { texts: EXAMPLE_TEXTS, strength: 0.5 }) },
  responses: {
    200: jsonAnswer(privateAxis, 'It, queued.'),
    ...errors(400, 404, 409, 413, 415, 429, 502, 503),
  },
})

const getPrivateAxis = createRoute({
  method: 'get',
  path: '/v1/profiles/{user}/private-axis',
  tags,
  summary: 'See a user’s own axis',
  ...access('profiles', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(privateAxis, 'It, as it is now.'), ...errors(400, 404) },
})

const deletePrivateAxis = createRoute({
  method: 'delete',
  path: '/v1/profiles/{user}/private-axis',
  tags,
  summary: 'Delete a user’s own axis',
  description:
    'With its direction, its fits and what the profile says of it, for good. One that is fitted is fitted no further.',
  ...access('profiles', { own: true }),
  request: { params },
  responses: { 204: { description: 'There is none (any more).' }, ...errors(400) },
})

/** @throws ApiError 403 `other_user` */
const userOf = (caller: Caller, { user }: { user: string }): string => actingUser(caller, user) ?? user

export const profiles = newApp()

profiles.openapi(list, async (c) => {
  return c.json(await listProfiles(c.var.db, c.var.caller, c.req.valid('query')), 200)
})

profiles.openapi(bulk, async (c) => {
  return c.json(await writeProfiles(c.var.db, changerOf(c), c.req.valid('json').profiles), 200)
})

profiles.openapi(get, async (c) => {
  return c.json(await readProfile(c.var.db, c.var.caller.project, userOf(c.var.caller, c.req.valid('param'))), 200)
})

profiles.openapi(put, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await replaceProfile(c.var.db, changerOf(c), user, c.req.valid('json').strengths), 200)
})

profiles.openapi(patch, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await mergeProfile(c.var.db, changerOf(c), user, c.req.valid('json').strengths), 200)
})

profiles.openapi(remove, async (c) => {
  await deleteProfile(c.var.db, changerOf(c), userOf(c.var.caller, c.req.valid('param')))
  return c.body(null, 204)
})

profiles.openapi(explained, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await explainProfile(c.var.db, { project: c.var.caller.project, user }), 200)
})

profiles.openapi(reset, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await resetProfile({ env: c.env, db: c.var.db }, changerOf(c), user, c.req.valid('json').pins), 200)
})

profiles.openapi(texts, async (c) => {
  const left = new AbortController()
  const signal = AbortSignal.any([c.var.disconnected, left.signal])
  const user = userOf(c.var.caller, c.req.valid('param'))
  const { whole } = await startTexts({ ...beginningOf(c), signal }, changerOf(c), user, c.req.valid('json'))
  return patientJson(whole(), () => left.abort())
})

profiles.openapi(fitPrivateAxis, async (c) => {
  const left = new AbortController()
  const signal = AbortSignal.any([c.var.disconnected, left.signal])
  const user = userOf(c.var.caller, c.req.valid('param'))
  const { whole } = await startPrivateAxis({ ...beginningOf(c), signal }, changerOf(c), user, c.req.valid('json'))
  return patientJson(whole(), () => left.abort())
})

profiles.openapi(getPrivateAxis, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await readPrivateAxis(c.var.db, { project: c.var.caller.project, user }), 200)
})

profiles.openapi(deletePrivateAxis, async (c) => {
  await removePrivateAxis({ env: c.env, db: c.var.db }, changerOf(c), userOf(c.var.caller, c.req.valid('param')))
  return c.body(null, 204)
})

profiles.openapi(getDefault, async (c) => {
  return c.json(await readProfile(c.var.db, c.var.caller.project, DEFAULT_USER), 200)
})

profiles.openapi(putDefault, async (c) => {
  checkForAll(c.var.caller)
  const { strengths } = c.req.valid('json')
  return c.json(await replaceProfile(c.var.db, changerOf(c), DEFAULT_USER, strengths), 200)
})
