import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { readPopulation } from '../services/populations.ts'
import { population as populationShown } from '../wire/population.ts'

const get = createRoute({
  method: 'get',
  path: '/v1/population',
  tags: ['Learning'],
  summary: 'See what the users of the project have in common',
  description:
    'What users begin with of whom nothing is known, where no default profile says otherwise: how the tastes of those who ' +
    'signalled are spread. It is estimated anew at most once an hour, and told of axes that at least ten users have said ' +
    'something of.',
  ...access('profiles'),
  responses: { 200: jsonAnswer(populationShown, 'As it was last estimated.'), ...errors() },
})

export const population = newApp()

population.openapi(get, async (c) => c.json(await readPopulation(c.var.db, c.var.caller.project), 200))
