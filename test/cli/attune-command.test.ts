/** `attune` as it is called: a process, its words, its exit code. The model is one of random weights, made here. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import attune from '../../package.json' with { type: 'json' }
import { decodeDirection } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'
import { GGML_TYPE, writeGguf } from '../support/gguf-writer.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'
import { toyDirection } from '../support/toy-direction.ts'

const PROGRAM = join(import.meta.dirname, '../../cli/attune-command.ts')
const HIDDEN = 64

let folder: string
const at = (name: string) => join(folder, name)

function run(...args: string[]) {
  const env = { ...process.env, ATTUNE_CACHE: at('cache'), NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', env })
  return { status, stdout, stderr }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-command-'))
  writeTinyLlama(at('model.gguf'), { seed: 3, layers: 3, hidden: HIDDEN, context: 1024 })
  writeFileSync(at('toy.safetensors'), toyDirection())
  writeVector('vector.gguf')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As repeng would write it, at layers 1 and 2. */
function writeVector(name: string, width = HIDDEN): void {
  const tensors = [1, 2].map((layer) => {
    const values = Float32Array.from({ length: width }, (_, i) => (i === layer ? 0.5 : 0))
    return { name: `direction.${layer}`, shape: [width], type: GGML_TYPE.F32, bytes: new Uint8Array(values.buffer) }
  })
  const metadata = { 'general.architecture': 'controlvector', 'controlvector.model_hint': 'llama' }
  writeGguf(at(name), { ...metadata, 'controlvector.layer_count': 2 }, tensors)
}

describe('without a model', () => {
  test('help of all and of one, and the version', () => {
    const all = run('--help')
    expect(all.status).toBe(0)
    for (const name of ['fit', 'steer', 'eval', 'export', 'import']) {
      expect(all.stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
      const one = run(name, '--help')
      expect(one).toMatchObject({ status: 0, stderr: '' })
      expect(one.stdout).toMatch(new RegExp(`^attune ${name} --`))
    }
    expect(run('--version')).toEqual({ status: 0, stdout: `${attune.version}\n`, stderr: '' })
  })

  test.each<[string, string[], string]>([
    ['nothing', [], 'attune COMMAND [options]'],
    ['an unknown command', ['constructor'], "There is no command 'constructor'; the commands are fit, steer"],
    ['an unknown option first', ['--loud'], "There is no option '--loud'"],
    ['an unknown option', ['export', '--direktion', 'x'], "Unknown option '--direktion'"],
    ['a stray word', ['export', 'x'], "Unexpected argument 'x'"],
    ['a missing value', ['export', '--out'], "Option '--out <value>' argument missing"],
    ['missing options', ['steer', '--strength', '1'], 'It needs --direction and --prompt.'],
    ['an empty option', ['fit', '--axis=', '--out', 'x'], 'It needs --axis.'],
    [
      'no number',
      ['steer', '--direction=d', '--prompt=p', '--strength=much'],
      "--strength is 'much'; a number from -1",
    ],
    ['beyond the limit', ['steer', '--direction=d', '--prompt=p', '--strength', '-1.5'], '--strength is'],
    ['a seed that is not whole', ['steer', '--direction=d', '--prompt=p', '--strength=1', '--seed=.5'], '--seed is'],
    ['another scope', ['steer', '--direction=d', '--prompt=p', '--strength=1', '--scope=most'], '--scope is'],
    ['another pole', ['export', '--direction=d', '--out=o', '--pole=north'], "'north'; there are positive, negative."],
    ['a scale of nothing', ['import', '--vector=v', '--out=o', '--scale=0'], '--scale is 0'],
    [
      'no strength',
      ['eval', '--direction=d', '--data=x', '--strength', '-1'],
      "--strength is '-1'; a number from 0.01",
    ],
    ['a single item', ['eval', '--direction=d', '--data=x', '--limit=1'], "--limit is '1'"],
    ['a value for a flag', ['eval', '--direction=d', '--data=x', '--json=yes'], "'--json' does not take an argument"],
    ['no axis', ['import', '--vector=v', '--out=o', '--axis', 'My Axis'], "--axis is 'My Axis': an axis id is"],
  ])('%s is answered with what is expected, and exit code 2', (_case, args, message) => {
    const { status, stdout, stderr } = run(...args)
    expect(stderr).toContain(message)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test.each<[string, string[], string]>([
    [
      'no such direction',
      ['export', '--direction', 'none', '--out', 'o'],
      'cannot use none as a direction: there is no',
    ],
    ['a direction of another kind', ['export', '--direction', PROGRAM, '--out', 'o'], 'not a usable safetensors file'],
    ['no such axis', ['fit', '--axis', 'none.json', '--out', 'o'], 'cannot use none.json as an axis'],
  ])('%s: exit code 1', (_case, args, message) => {
    const { status, stdout, stderr } = run(...args)
    expect(stderr).toContain(message)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  })

  test('a built-in axis is named instead of a file, and listed', () => {
    expect(run('fit', '--help').stdout).toContain('formal, simple, optimistic, enthusiastic, warm, story, helpful')
    const { status, stderr } = run('fit', '--axis', 'helpful', '--out', at('helpful'), '--model', at('none.gguf'))
    expect(status).toBe(1)
    expect(stderr).toContain('none.gguf')
    expect(stderr).not.toContain('as an axis')
  })

  test('an axis with a field that is wrong', () => {
    writeFileSync(at('axis.json'), JSON.stringify({ axis: 'formal', positive: { name: 'formal' } }))
    const { status, stderr } = run('fit', '--axis', at('axis.json'), '--out', at('fits'))
    expect({ status, made: existsSync(at('fits')) }).toEqual({ status: 1, made: false })
    expect(stderr).toContain('axis.json as an axis: positive.description:')
  })

  test('an export into a folder that is not there leaves nothing behind', () => {
    const before = readdirSync(folder)
    const { status, stderr } = run('export', '--direction', at('toy.safetensors'), '--out', at('none/v.gguf'))
    expect(status).toBe(1)
    expect(stderr).toContain('v.gguf: there is no such file or folder')
    expect(readdirSync(folder)).toEqual(before)
  })

  test.each<[string, string, string]>([
    ['no such data', 'none.jsonl', 'none.jsonl as a data set: there is no such file or folder'],
    ['data that are no JSON', 'prose.jsonl', 'prose.jsonl, line 2: not JSON; every line is one JSON object.'],
    [
      'data of another kind',
      'other.jsonl',
      'its columns are text. Expected are one of:\n  pairs: prompt, chosen, rejected',
    ],
  ])('an evaluation on %s ends before a model is loaded', (_case, data, message) => {
    writeFileSync(at('prose.jsonl'), '{"prompt": "p", "expected": "comply"}\nOnce upon a time\n')
    writeFileSync(at('other.jsonl'), '{"text": "t"}\n')
    const { status, stdout, stderr } = run('eval', '--direction', at('toy.safetensors'), '--data', at(data))
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('model: started')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  })

  test('an export says how llama.cpp takes it', () => {
    const { status, stdout } = run('export', '--direction', at('toy.safetensors'), '--out', at('toy.gguf'))
    expect(status).toBe(0)
    expect(stdout).toContain(`--control-vector-scaled ${at('toy.gguf')}:1`)
    expect(readFileSync(at('toy.gguf'), 'latin1').slice(0, 4)).toBe('GGUF')
  })
})

describe('with a model', () => {
  const MODEL = () => ['--model', at('model.gguf')]

  test('imports a vector, which then steers', () => {
    const out = at('imported.safetensors')
    const options = ['--axis', 'bright', '--positive', 'bright', '--negative', 'gloomy', '--scale', '-2']
    const imported = run('import', '--vector', at('vector.gguf'), '--out', out, ...MODEL(), ...options)
    expect(imported.stderr).toContain('measuring: done')
    expect(imported.status).toBe(0)
    expect(imported.stdout).toContain("from 'gloomy' to 'bright'")
    expect(imported.stdout).toMatch(
      /Strength 1 moves 2 layers \(1 to 2\) by [\d.]+ % to [\d.]+ % of the state's usual size/,
    )
    const { manifest, layers } = decodeDirection(readFileSync(out))
    expect(manifest).toMatchObject({ axis: 'bright', method: 'imported', verified: false })
    for (const { layer, v, positive, residual_norm } of layers) {
      expect(v[layer]).toBe(-1)
      expect(dot(v, v)).toBe(1)
      expect(positive * residual_norm).toBeCloseTo(1, 5)
    }

    const steer = ['steer', '--direction', out, '--prompt', 'the sea', '--max-tokens', '4', ...MODEL()]
    const steered = run(...steer, '--strength', '-1')
    expect(steered.stderr).toContain('engine: done')
    expect(steered.status).toBe(0)
    expect(steered.stdout).toContain('plain')
    expect(steered.stdout).toContain('100 % gloomy')
    expect(steered.stdout).toMatch(/bright@1 .*: 100 % gloomy at the end\. \d+ tokens were moved at layers 1, 2/)
    expect(run(...steer, '--strength', '0').stdout).toContain('neither bright nor gloomy')

    const pairs = Array.from({ length: 6 }, (_, i) => ({
      prompt: `the sea ${i}`,
      chosen: `one ${i}`,
      rejected: `two ${i}`,
    }))
    writeFileSync(at('pairs.jsonl'), pairs.map((pair) => JSON.stringify(pair)).join('\n'))
    const evaluation = ['eval', '--direction', out, '--data', at('pairs.jsonl'), '--limit', '4', ...MODEL()]
    const table = run(...evaluation)
    expect(table.stderr).toContain('measuring: 4 pairs')
    expect(table.status).toBe(0)
    expect(table.stdout).toContain('on 4 of 6 pairs')
    expect(table.stdout).toMatch(/^margin \(nats a token, 4 items\)$/m)
    expect(table.stdout).toMatch(/^ {2}steered \+1 bright( +\S+){8}$/m)

    const { stdout } = run(...evaluation, '--json', '--strength', '.5', '--positive', 'Be bright.')
    const figures = JSON.parse(stdout)
    expect(figures).toMatchObject({
      axis: 'bright',
      strength: 0.5,
      data: { name: 'pairs.jsonl', kind: 'pairs', rows: 6 },
    })
    expect(figures.prompts).toEqual({ positive: 'Be bright.', negative: 'Answer in this way: gloomy.' })
    const [margin] = figures.measures
    expect(margin.steered.positive.change.value).not.toBe(0)
    expect(margin.odd.value).toBeCloseTo(
      (margin.steered.positive.mean.value - margin.steered.negative.mean.value) / 2,
      8,
    )
  })

  test('a vector of another width is refused, and nothing written', () => {
    writeVector('narrow.gguf', 32)
    const { status, stderr } = run('import', '--vector', at('narrow.gguf'), '--out', at('n.safetensors'), ...MODEL())
    expect(stderr).toContain('tensor direction.1 has the shape [32]')
    expect({ status, made: existsSync(at('n.safetensors')) }).toEqual({ status: 1, made: false })
  })

  test('a fit that cannot be made says what to try, and writes no direction', () => {
    const pole = { name: 'formal', description: 'Answer formally.' }
    writeFileSync(at('alike.json'), JSON.stringify({ axis: 'formal', positive: pole, negative: pole }))
    const { status, stdout, stderr } = run('fit', '--axis', at('alike.json'), '--out', at('alike'), ...MODEL())
    expect(stderr).toContain('Both poles are described alike.')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(existsSync(at('alike/formal.safetensors'))).toBe(false)
  })

  test("another model's direction is refused before the model is loaded", () => {
    const toy = at('toy.safetensors')
    const { status, stderr } = run('steer', '--direction', toy, '--strength', '1', '--prompt', 'p', ...MODEL())
    expect(stderr).toContain('toy.safetensors is a direction of toy (abababababab), and the model is model (')
    expect(stderr).not.toContain('engine')
    expect(status).toBe(1)

    writeFileSync(at('requests.jsonl'), '{"prompt": "p", "expected": "comply"}')
    const evaluated = run('eval', '--direction', toy, '--data', at('requests.jsonl'), ...MODEL())
    expect(evaluated.stderr).toContain('toy.safetensors is a direction of toy (abababababab)')
    expect(evaluated.status).toBe(1)
  })
})
