/** The command itself, as far as it goes without a model. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../../bench/run.ts'), ...args], { encoding: 'utf8' })

test.each([
  ['no name', []],
  ['an unknown name', ['speed']],
  ['a name of every object', ['constructor']],
  ['two names', ['decode', 'edits']],
])('%s is answered with what there is', (_case, args) => {
  const { status, stderr } = bench(...args)
  expect(status).toBe(2)
  expect(stderr).toContain('npm run bench -- NAME [--json FILE] [--write]')
  for (const name of [
    'fidelity',
    'decode',
    'edits',
    'grammar',
    'control-vector',
    'steering',
    'startup',
    'edge',
    'profiles',
    'memory',
  ])
    expect(stderr).toContain(name)
})

test('an unknown option is an error that names it', () => {
  const { status, stderr } = bench('decode', '--jason', 'x')
  expect(status).not.toBe(0)
  expect(stderr).toContain("Unknown option '--jason'")
})
