/** The client as a package: what its build leaves for others to import. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const CLIENT = join(import.meta.dirname, '../../clients/typescript')

let built: string
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'attune-client-'))
  // Its own compiler, as `npm run build -w @attune/client` runs it.
  const compiler = join(CLIENT, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [compiler, '-p', join(CLIENT, 'tsconfig.build.json'), '--outDir', built])
})
afterAll(() => rm(built, { recursive: true, force: true }))

it('is plain JavaScript with types, which needs no other package', async () => {
  const files = await readdir(built)
  expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'schema.d.ts']))
  for (const file of files) {
    const text = await readFile(join(built, file), 'utf8')
    for (const [, from] of text.matchAll(/ from ["']([^"']+)["']/g)) expect(from).toMatch(/^\.\/[\w-]+\.(js|ts)$/)
    if (file.endsWith('.js')) expect(text).not.toMatch(/ from ["'][^"']+\.ts["']/)
  }
  const answers = JSON.stringify({ object: 'list', data: [], has_more: false })
  const program = `import { Attune } from ${JSON.stringify(join(built, 'index.js'))}
    const attune = new Attune({ baseURL: 'http://edge.test', token: 'key', fetch: async (url) => new Response(${JSON.stringify(answers)}, { headers: { 'content-type': 'application/json' } }) })
    console.log(JSON.stringify(await attune.get('/v1/models')))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program])
  expect(stdout.trim()).toBe(answers)
})
