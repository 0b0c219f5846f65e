/** The whole way on the default model: a fit on the command line, out as a control vector, in again, and both steer alike. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeDirection } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'

const PROGRAM = join(import.meta.dirname, '../../cli/attune-command.ts')
const SPEC = {
  axis: 'pirate',
  positive: { name: 'pirate', description: 'Answer like a pirate: arr, matey, ye, aye.' },
  negative: { name: 'plain', description: 'Answer in plain, neutral, everyday English.' },
  source: 'context-shift',
}

let folder: string
const at = (name: string) => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-command-'))
  writeFileSync(at('pirate.json'), JSON.stringify(SPEC))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `interruptAt`: one SIGINT as soon as this was said on stderr; a second one would not let it end by itself. */
async function run(args: string[], interruptAt?: string) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  let waits = interruptAt !== undefined
  child.stdout.on('data', (data) => (output.stdout += data))
  child.stderr.on('data', (data) => {
    output.stderr += data
    if (!waits || !output.stderr.includes(interruptAt!)) return
    waits = false
    child.kill('SIGINT')
  })
  const [status] = await once(child, 'close')
  return { status, ...output }
}

/** Six processes, each of which loads the model. */
const PATIENCE = 10 * 60_000

test(
  'fits, goes on after an interruption, exports, imports and steers',
  async () => {
    const fit = ['fit', '--axis', at('pirate.json'), '--out', at('fits'), '--report', 'none']
    const stopped = await run(fit, 'Trying layer')
    expect(stopped.stderr).toContain('Stopped.')
    expect(stopped.status).toBe(130)
    expect(readdirSync(at('fits'))).toEqual(['.unfinished'])

    const fitted = await run(fit)
    // What was finished before is found again, not computed.
    expect(stopped.stderr).toContain('pirate: Reading the answers\n')
    expect(fitted.stderr).not.toContain('pirate: Reading the answers\n')
    expect(fitted.status).toBe(0)
    expect(readdirSync(at('fits')).sort()).toEqual(['pirate.json', 'pirate.margin.svg', 'pirate.safetensors'])
    const file = at('fits/pirate.safetensors')
    const [before] = decodeDirection(readFileSync(file)).layers
    expect(JSON.parse(readFileSync(at('fits/pirate.json'), 'utf8'))).toMatchObject({ evaluation: { passed: true } })

    expect((await run(['export', '--direction', file, '--out', at('pirate.gguf')])).status).toBe(0)
    const imported = at('imported.safetensors')
    expect((await run(['import', '--vector', at('pirate.gguf'), '--out', imported])).status).toBe(0)
    const back = decodeDirection(readFileSync(imported))
    expect(back.manifest).toMatchObject({ axis: 'pirate', poles: { positive: 'pirate', negative: 'plain' } })
    const [after] = back.layers
    expect(dot(before!.v, after!.v)).toBeCloseTo(1, 5)
    expect(after!.positive * after!.residual_norm).toBeCloseTo(before!.positive * before!.residual_norm, 2)
    // Two sets of texts, one model: the usual size of a state there is nearly the same.
    expect(after!.residual_norm / before!.residual_norm).toBeGreaterThan(0.9)
    expect(after!.residual_norm / before!.residual_norm).toBeLessThan(1.1)

    const steer = [
      'steer',
      '--strength',
      '0.8',
      '--prompt',
      'Tell me about the sea.',
      '--max-tokens',
      '20',
      '--direction',
    ]
    const [first, second] = [await run([...steer, file]), await run([...steer, imported])]
    expect(first.status).toBe(0)
    expect(first.stdout).toContain('80 % pirate')
    const answers = (stdout: string) => stdout.slice(0, stdout.indexOf('pirate@1'))
    expect(answers(second.stdout)).toBe(answers(first.stdout))
    expect(existsSync(at('fits/.unfinished'))).toBe(false)
  },
  PATIENCE,
)
