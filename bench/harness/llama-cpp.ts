/**
 * llama.cpp, to be measured beside: its sources out of the PyPI package llama-cpp-python, built once into the cache (cmake,
 * ninja and a C++ compiler are needed; ten minutes on two cores), and the same weights as this machine's model in files of
 * its own types.
 */
import { execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { keptFeatures, visibleFeatures } from './hidden-features.ts'
import { decodePredictions, type Predictions } from './llama-predictions.ts'

const run = promisify(execFile)
const VERSION = '0.3.36'
const TOOLS = ['llama-batched-bench', 'llama-quantize', 'llama-perplexity'] as const
const THREADS = 2

/** cmake's switches by what the kernel says of the CPU. */
const SWITCHES: readonly (readonly [feature: string, option: string])[] = [
  ['avx', 'GGML_AVX'],
  ['avx2', 'GGML_AVX2'],
  ['fma', 'GGML_FMA'],
  ['f16c', 'GGML_F16C'],
  ['bmi2', 'GGML_BMI2'],
  ['avx_vnni', 'GGML_AVX_VNNI'],
  ['avx512f', 'GGML_AVX512'],
  ['avx512vbmi', 'GGML_AVX512_VBMI'],
  ['avx512_vnni', 'GGML_AVX512_VNNI'],
  ['avx512_bf16', 'GGML_AVX512_BF16'],
]

export type QuantType = 'Q4_0' | 'Q8_0' | 'F32'
/** How its threads wait: sleeping at once, or spinning, its default. */
export type Waiting = 'passive' | 'active'

export type Speed = {
  /** Tokens a second of all streams together. */
  prompt: number
  decode: number
}

export class LlamaCpp {
  readonly #folder: string

  /** Builds it if the cache has none. */
  static async obtain(): Promise<LlamaCpp> {
    // One for each kind of CPU that it is built for here.
    const name = ['llama.cpp', VERSION, ...(keptFeatures() ? [keptFeatures()] : [])].join('-')
    const folder = path.join(cacheFolder(), 'bench', name)
    if (!TOOLS.every((tool) => existsSync(path.join(folder, tool)))) await build(folder)
    return new LlamaCpp(folder)
  }

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** The model's weights in another type, made once. */
  async quantised(model: string, type: QuantType): Promise<string> {
    const file = path.join(this.#folder, `${path.basename(model, '.gguf').slice(0, 16)}-${type}.gguf`)
    if (!existsSync(file)) {
      await run(this.#tool('llama-quantize'), ['--allow-requantize', model, `${file}.part`, type, String(THREADS)])
      renameSync(`${file}.part`, file)
    }
    return file
  }

  /** `streams` prompts of `prompt` tokens, then as many answers of `answer` tokens at once. No sampling. */
  async speed(model: string, streams: number, prompt: number, answer: number, waiting: Waiting): Promise<Speed> {
    const context = streams * (prompt + answer) + 256
    const options = { '-m': model, '-t': THREADS, '-tb': THREADS, '-c': context, '-b': 2048, '-ub': 512 }
    const load = { '-npp': prompt, '-ntg': answer, '-npl': streams, '--output-format': 'jsonl' }
    const { stdout, stderr } = await run(
      this.#tool('llama-batched-bench'),
      Object.entries({ ...options, ...load }).flatMap(([name, value]) => [name, String(value)]),
      { env: { ...process.env, OMP_WAIT_POLICY: waiting.toUpperCase() } },
    )
    const line = stdout.split('\n').find((text) => text.startsWith('{'))
    if (!line) throw new Error(`llama-batched-bench gave no figures: ${(stdout + stderr).slice(-500)}`)
    const { speed_pp, speed_tg } = JSON.parse(line) as { speed_pp: number; speed_tg: number }
    return { prompt: speed_pp, decode: speed_tg }
  }

  /** Mean KL of a file's logits to those of the same weights in float32, on a text, in nats a token. */
  async divergence(exact: string, model: string, text: string): Promise<number> {
    const textFile = path.join(this.#folder, 'text.txt')
    const base = path.join(this.#folder, 'logits.bin')
    writeFileSync(textFile, text)
    const common = ['-f', textFile, '-c', '128', '-t', String(THREADS), '--kl-divergence-base', base]
    const tool = this.#tool('llama-perplexity')
    await run(tool, ['-m', exact, ...common], { maxBuffer: 2 ** 24 })
    const { stdout, stderr } = await run(tool, ['-m', model, ...common, '--kl-divergence'], { maxBuffer: 2 ** 24 })
    rmSync(base)
    const found = /Mean\s+KLD:\s+([-\d.e]+)/.exec(stdout + stderr)
    if (!found) throw new Error(`llama-perplexity gave no divergence: ${stdout.slice(-300)}`)
    return Number(found[1])
  }

  /**
   * What it predicts along a text, in windows of `window` tokens, by its weights alone: keys and values in float32. The
   * control vector, if any, acts on every token, at scale 1.
   */
  async predictions(model: string, text: string, window: number, controlVector?: string): Promise<Predictions> {
    // Of this call alone: benches may run beside each other.
    const folder = mkdtempSync(path.join(this.#folder, 'predictions-'))
    const textFile = path.join(folder, 'text.txt')
    const logits = path.join(folder, 'logits.bin')
    writeFileSync(textFile, text)
    const exact = ['-ctk', 'f32', '-ctv', 'f32', '-fa', 'off']
    const what = ['-m', model, '-f', textFile, '-c', String(window), '-t', String(THREADS), '--save-all-logits', logits]
    const steered = controlVector ? ['--control-vector-scaled', `${controlVector}:1`] : []
    try {
      const options = [...what, ...exact, ...steered]
      await run(this.#tool('llama-perplexity'), options, { maxBuffer: 2 ** 24 })
      return decodePredictions(readFileSync(logits))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  #tool(name: (typeof TOOLS)[number]): string {
    return path.join(this.#folder, name)
  }
}

async function build(folder: string): Promise<void> {
  console.error(`building llama.cpp once, into ${folder}`)
  const work = `${folder}.build`
  mkdirSync(work, { recursive: true })
  const source = path.join(work, 'source')
  // pip asks the package for its metadata, and keeps no archive without: in isolation it brings what that needs itself.
  const download = ['-m', 'pip', 'download', '--no-deps', '--no-binary', 'llama-cpp-python']
  await command('python3', [...download, '--dest', work, `llama-cpp-python==${VERSION}`])
  const archive = readdirSync(work).find((name) => name.endsWith('.tar.gz'))
  if (!archive) throw new Error(`pip could not download the sources of llama-cpp-python ${VERSION}`)
  mkdirSync(source, { recursive: true })
  await command('tar', ['xzf', path.join(work, archive), '-C', source, '--strip-components=1'])
  const features = visibleFeatures()
  // Not 'native': what it builds for AMX ends with a segmentation fault on this model.
  const cpu = SWITCHES.map(([feature, option]) => `-D${option}=${features.includes(feature) ? 'ON' : 'OFF'}`)
  const parts = ['LLAMA_CURL', 'LLAMA_BUILD_TESTS', 'LLAMA_BUILD_EXAMPLES', 'LLAMA_BUILD_SERVER', 'BUILD_SHARED_LIBS']
  const off = ['GGML_NATIVE', ...parts].map((option) => `-D${option}=OFF`)
  const tree = path.join(work, 'tree')
  const sources = path.join(source, 'vendor', 'llama.cpp')
  await command('cmake', ['-S', sources, '-B', tree, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release', ...off, ...cpu])
  await command('ninja', ['-C', tree, ...TOOLS])
  mkdirSync(folder, { recursive: true })
  for (const tool of TOOLS) renameSync(path.join(tree, 'bin', tool), path.join(folder, tool))
  rmSync(work, { recursive: true })
}

/** Its output is shown: it takes minutes. */
function command(name: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: ['ignore', 2, 2] })
    child.on('error', (problem) => reject(new Error(`${name} cannot be started: ${problem.message}`)))
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}`))))
  })
}
