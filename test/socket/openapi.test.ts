/** The API's description as the running edge serves it: whether it is valid, and whether the client's types are its. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOpenApi } from '../../cli/openapi-document.ts'
import { clientTypes, SCHEMA_FILE } from '../../clients/typescript/generate.ts'
import { startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())

it('is valid OpenAPI 3.1', async () => {
  const document = JSON.parse(await readOpenApi(edge.url))
  expect(await new Validator().validate(document)).toEqual({ valid: true })
  // The validator sees what is wrong.
  delete document.paths['/v1/chat/completions'].post.responses['200'].description
  expect(await new Validator().validate(document)).toMatchObject({ valid: false })
})

it("is what the client's types were made from: if not, `npm run client` makes them anew", async () => {
  expect(await readFile(SCHEMA_FILE, 'utf8')).toBe(await clientTypes(await readOpenApi(edge.url)))
})

it('has one schema of each name: of two, the later one would stand for both', async () => {
  const root = join(import.meta.dirname, '../..')
  const names: string[] = []
  for await (const file of glob('{edge/wire,edge/http,edge/routes,shared/wire}/**/*.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8')
    names.push(...[...text.matchAll(/\bid: '([A-Z][A-Za-z]+)'/g)].map(([, name]) => name!))
  }
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
