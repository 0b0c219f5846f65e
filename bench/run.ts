/**
 * Benchmarks:
 *
 *     npm run bench                            what there is
 *     npm run bench -- NAME                    run one and print its tables
 *     npm run bench -- NAME --json FILE        and write its figures for programs
 *     npm run bench -- NAME --write            and put its tables into BENCHMARKS.md
 *     npm run bench -- NAME --cpu avx2         on the kernels of an older CPU: what came after AVX2 is hidden from it
 *     npm run bench -- all                     run every one, each in a process of its own, and write BENCHMARKS.md
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Result, type Table, toMetrics } from './harness/figures.ts'
import { hidingFeatures, KEPT_FEATURES, keptFeatures } from './harness/hidden-features.ts'
import { describeMachine, loadAverage, readTicks, shareOfOthers } from './harness/machine.ts'
import { replaceBlock, tableMarkdown } from './harness/markdown.ts'

/** Loaded when run: a bench should find a process with nothing in it that it did not ask for. */
const BENCHES: Record<string, { load: () => Promise<() => Promise<Table[]>>; about: string }> = {
  fidelity: {
    load: async () => (await import('./fidelity.ts')).fidelity,
    about: 'how near each weight form is to the reference',
  },
  decode: { load: async () => (await import('./decode.ts')).decode, about: 'tokens a second, by weight form and rows' },
  edits: {
    load: async () => (await import('./edits.ts')).edits,
    about: 'throughput kept with every row under a different edit',
  },
  grammar: {
    load: async () => (await import('./grammar.ts')).grammar,
    about: 'what structured output adds to a step',
  },
  prefix: {
    load: async () => (await import('./prefix.ts')).prefix,
    about: 'time to the first token with the prompt in the cache',
  },
  live: { load: async () => (await import('./live.ts')).live, about: 'how late a change of strengths is' },
  soak: {
    load: async () => (await import('./soak.ts')).soak,
    about: 'thousands of generations: memory, rows, answers equal to those given alone',
  },
  'llama-cpp': {
    load: async () => (await import('./llama-cpp.ts')).llamaCpp,
    about: 'against llama.cpp, which it builds once: decode, prompts, fidelity',
  },
  'control-vector': {
    load: async () => (await import('./control-vector.ts')).controlVector,
    about: 'an exported direction in llama.cpp: whether it does the same there',
  },
  steering: {
    load: async () => (await import('./steering.ts')).steering,
    about: 'how far the built-in directions move text, beside prompts at equal perplexity',
  },
  alignez: {
    load: async () => (await import('./alignez.ts')).alignez,
    about: "AlignEZ's own protocol: a model aligned by its own pairs, method by method",
  },
  methods: {
    load: async () => (await import('./methods.ts')).methods,
    about: "every method on the built-in axes' held-out pairs",
  },
  'methods-text': {
    load: async () => (await import('./methods-text.ts')).methodsText,
    about: 'every method in sampled text, beside prompts at equal perplexity',
  },
  sources: {
    load: async () => (await import('./sources.ts')).sources,
    about: 'where pairs come from: written, self-made or by context shift, in sampled text',
  },
  behaviours: {
    load: async () => (await import('./methods.ts')).behaviours,
    about: 'every method on labelled behaviours, from given pairs',
  },
  fit: {
    load: async () => (await import('./fit.ts')).fit,
    about: 'what a fit costs, stage by stage; that a stopped one goes on, that equal ones are equal',
  },
  'two-axes': {
    load: async () => (await import('./two-axes.ts')).twoAxes,
    about: 'two axes at once: what they keep of their single effects, by basis',
  },
  learning: {
    load: async () => (await import('./learning.ts')).learning,
    about: 'how fast a profile learns from simulated users, and what a belief costs',
  },
  texts: {
    load: async () => (await import('./texts.ts')).texts,
    about: "how much a profile from half of a person's texts tells of the other half",
  },
  'learning-answers': {
    load: async () => (await import('./learning-answers.ts')).learningAnswers,
    about: 'what a profile learns from simulated users who read real answers, beside prompts',
  },
  startup: {
    load: async () => (await import('./startup.ts')).startup,
    about: 'from a start to the first token, and the peak of memory',
  },
  edge: { load: async () => (await import('./edge.ts')).edge, about: 'the latency that the edge adds' },
  signals: {
    load: async () => (await import('./signals.ts')).signals,
    about: 'what a signal of a user costs, and how soon it is in force',
  },
  profiles: {
    load: async () => (await import('./profiles.ts')).profiles,
    about: 'reads, changes, bulk and lists of a thousand to a million profiles',
  },
  population: {
    load: async () => (await import('./population.ts')).population,
    about: 'what users have in common, estimated of a thousand to a hundred thousand',
  },
  bundle: {
    load: async () => (await import('./bundle.ts')).bundle,
    about: 'the size and the start-up of the Worker that is deployed',
  },
  memory: { load: async () => (await import('./memory.ts')).memory, about: 'where the memory goes' },
}

const DOCUMENT = join(import.meta.dirname, '..', 'BENCHMARKS.md')
/** Above this share of the cores' time, what others do shows in the figures. */
const BUSY = 0.1

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, write: { type: 'boolean', default: false }, cpu: { type: 'string' } },
})
const [name, ...more] = positionals
const kept = KEPT_FEATURES.find((features) => features === values.cpu)
const isBench = name !== undefined && Object.hasOwn(BENCHES, name) && !more.length
if (name === 'all' && !more.length && values.json === undefined && values.cpu === undefined) runAll()
else if (isBench && kept && keptFeatures() !== kept) {
  const env = { ...process.env, ...hidingFeatures(kept) }
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env })
  process.exitCode = status ?? 1
} else if (isBench && (kept || values.cpu === undefined)) await runOne(name)
else {
  const list = Object.entries(BENCHES).map(([bench, { about }]) => `  ${bench.padEnd(16)} ${about}`)
  const usage = `npm run bench -- NAME [--json FILE] [--write] [--cpu ${KEPT_FEATURES.join('|')}], or npm run bench -- all`
  console.error([usage, '', ...list].join('\n'))
  process.exitCode = 2
}

async function runOne(bench: string): Promise<void> {
  const date = new Date().toISOString()
  console.error(`${bench} on ${describeMachine()}, load average ${loadAverage().toFixed(2)}`)
  const run = await BENCHES[bench]!.load()
  const before = readTicks()
  const tables = await run()
  const after = readTicks()
  const others = before && after ? shareOfOthers(before, after) : null
  if (others !== null && others > BUSY) {
    console.error(`Other processes took ${percent(others)} of the cores: measure again when the machine is quiet.`)
  }
  const machine = [describeMachine(), ...(others === null ? [] : [`${percent(others)} of it taken by others`])].join(
    ', ',
  )
  console.log(tables.map(tableMarkdown).join('\n\n'))
  if (values.json !== undefined) {
    const result: Result = { bench, machine, date, metrics: toMetrics(tables) }
    writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
  }
  if (values.write) {
    // A block for each kind of CPU that was measured.
    const block = kept ? `${bench} --cpu ${kept}` : bench
    const head = `\`npm run bench -- ${block}\`, ${date.slice(0, 10)}: ${machine}`
    const content = [head, ...tables.map(tableMarkdown)].join('\n\n')
    const document = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '# Benchmarks\n'
    writeFileSync(DOCUMENT, replaceBlock(document, block, content))
  }
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function runAll(): void {
  for (const bench of Object.keys(BENCHES)) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, bench, '--write'], { stdio: 'inherit' })
    if (status === 0) continue
    console.error(`${bench} failed; its tables in BENCHMARKS.md are the old ones.`)
    process.exitCode = 1
  }
}
