import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { Project } from './project.ts'

const PROGRAM = join(import.meta.dirname, '../../cli/create-project.ts')
const run = (secret: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ATTUNE_SECRET: secret } })

it('makes a project with the built-in axes and prints nothing but its key', async () => {
  const { url, secret } = inject('pair')
  const { stdout } = await run(secret, url, 'My application')
  const project = new Project(stdout.trim())
  expect(await project.ask('GET', '/v1/project')).toMatchObject({ status: 200, body: { name: 'My application' } })
  const { data } = (await project.ask('GET', '/v1/axes')).body
  expect(data.filter(({ active }: { active: unknown }) => active)).toHaveLength(6)
  expect(data.filter(({ active }: { active: unknown }) => !active)).toMatchObject([{ id: 'helpful', versions: 0 }])
  expect((await project.ask('GET', '/v1/profiles')).body.data).toEqual([])
})

it.each([
  ['another secret', ['0'.repeat(64), 'URL', 'Mine'], 'could not be made: The request is not signed as it must be'],
  ['no secret', ['', 'URL', 'Mine'], 'ATTUNE_SECRET must hold'],
  ['no name', ['0'.repeat(64), 'URL'], 'usage:'],
  ['no address', ['0'.repeat(64), 'nowhere', 'Mine'], 'usage:'],
])('%s is refused', async (_what, [secret, ...args], message) => {
  const real = args.map((argument) => (argument === 'URL' ? inject('pair').url : argument))
  await expect(run(secret, ...real)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(message),
  })
})
