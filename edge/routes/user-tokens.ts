import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { userName } from '../../shared/wire/chat.ts'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { readConfig } from '../config.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { mintUserToken, revokeUserTokens } from '../services/user-tokens.ts'
import { newUserToken, userToken } from '../wire/user-token.ts'

const tags = ['Tokens']

const mint = createRoute({
  method: 'post',
  path: '/v1/user_tokens',
  tags,
  summary: 'Mint a token for a user, for an app on their device',
  description:
    "It opens that user's own profile and answers and nothing else. The key that minted it takes it along when it is revoked.",
  ...access('chat'),
  request: { body: jsonBody(newUserToken, { user: 'ada', expires_in: 900 }) },
  responses: { 201: jsonAnswer(userToken, 'The token.'), ...errors(400, 413, 415) },
})

const revoke = createRoute({
  method: 'delete',
  path: '/v1/user_tokens/{user}',
  tags,
  summary: 'Revoke all tokens of a user',
  description:
    'Those issued up to now, by a key or by an issuer of the project. One that an issuer dates in whole seconds counts as ' +
    'issued at the beginning of its second.',
  ...access('chat'),
  request: { params: z.object({ user: userName }) },
  responses: { 204: { description: 'No token that was issued before opens anything.' }, ...errors(400) },
})

export const userTokens = newApp()

userTokens.openapi(mint, async (c) => {
  return c.json(await mintUserToken(c.var.db, readConfig(c.env), c.var.caller, c.req.valid('json')), 201)
})

userTokens.openapi(revoke, async (c) => {
  await revokeUserTokens(c.var.db, changerOf(c), c.req.valid('param').user)
  return c.body(null, 204)
})
