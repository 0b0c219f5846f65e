/**
 * `npm test`: lint, types, the dashboard's build, then every test. The last line is the count; a step that fails counts as
 * one failure and ends the run. Arguments go to vitest: `npm test -- --project node test/store`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { countTests, isGood, summary, type TestCount } from './test-count.ts'

const ROOT = join(import.meta.dirname, '..')
const BIN = join(ROOT, 'node_modules', '.bin')
const FAILED_STEP: TestCount = { passed: 0, failed: 1, skipped: 0 }

/** Runs one of the project's own tools with this terminal; true if it succeeded. */
function succeeds(command: string, ...args: string[]): boolean {
  console.log(`\n> ${command} ${args.join(' ')}`)
  const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}` }
  const { status, error } = spawnSync(join(BIN, command), args, { cwd: ROOT, stdio: 'inherit', env })
  if (error) console.error(`${command} could not be started: ${error.message}`)
  return status === 0
}

function checksPass(): boolean {
  const dashboard = join('edge', 'dashboard')
  if (!succeeds('biome', 'check', '.')) return false
  for (const project of ['.', 'edge', dashboard, join('clients', 'typescript')])
    if (!succeeds('tsc', '--noEmit', '-p', project)) return false
  if (existsSync(join(ROOT, dashboard, 'vite.config.ts'))) return succeeds('vite', 'build', dashboard)
  console.log(`\n${dashboard} has no vite.config.ts: nothing to build`)
  return true
}

function runTests(args: string[]): TestCount {
  const folder = mkdtempSync(join(tmpdir(), 'attune-test-'))
  const file = join(folder, 'report.json')
  try {
    const passed = succeeds(
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    )
    if (!existsSync(file)) return FAILED_STEP
    const report = JSON.parse(readFileSync(file, 'utf8'))
    return countTests({ ...report, success: report.success && passed })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const count = checksPass() ? runTests(process.argv.slice(2)) : FAILED_STEP
console.log(`\n${summary(count)}`)
if (!isGood(count)) process.exitCode = 1
