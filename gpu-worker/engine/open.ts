/** A model's file or folder → a running engine: open, build or find the graphs, load, join the parts. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type ChatTemplate, createChatTemplate } from '../model/chat-template.ts'
import type { ModelConfig } from '../model/config.ts'
import { openEmbedding } from '../model/embedding.ts'
import { type FormName, isExactHead, kvTypeOf } from '../model/forms/plans.ts'
import { type BuildOptions, buildGraphs, graphsFolder } from '../model/graph/build.ts'
import { fitsAsFloats, type ModelFile, openModelFile } from '../model/model-file.ts'
import { createTokenizer, type Tokenizer } from '../model/tokenizer.ts'
import { type Device, type DeviceName, openDevice } from '../runtime/device.ts'
import { DEFAULT_SPIN } from '../runtime/session.ts'
import { autoForms } from './auto-form.ts'
import { isRightHere, rightByteForm } from './byte-products.ts'
import { Engine } from './engine.ts'
import { asError } from './errors.ts'
import { tokenIndexOf } from './grammar/token-index.ts'
import { GraphSessions, type SessionCheck } from './graph-sessions.ts'
import { ModelRunner, type RunnerOptions } from './model-runner.ts'
import { PROOF_ROWS, PROOF_TOKENS, proveRows, type RowExactness } from './row-exactness.ts'
import { UNPADDED } from './row-tile.ts'
import { proveEdits } from './self-check.ts'

export type ModelSource = { path: string; sha256: string; id: string }

export type EngineSettings = {
  /** Where the model runs. */
  device: DeviceName
  /**
   * The weights' form in decode steps; 'auto': the fastest that is right on this CPU and for this model (auto-form.ts) and
   * whose rows do not depend on one another here (row-exactness.ts), or fp16 on a GPU.
   */
  form: FormName | 'auto'
  /**
   * The weights' form in prefill and readings. 'exact' keeps the prompt's keys and values, and the answer's first
   * token, those of the reference; it needs a second, larger copy of the weights. 'auto' is 'exact' for models whose
   * copy is small enough (fitsAsFloats), else the decode form.
   */
  prefill: FormName | 'auto'
  /** Generations that run at once. */
  rows: number
  /** Tokens of prompt and answer together that fit one generation. */
  context: number
  /** MiB that keys and values of earlier prompts may take at most (prefix-cache.ts); 0: none are kept. */
  prefixCache: number
  /** Users' generations that may wait for a row. */
  queue: number
  threads: number
  /** Microseconds that idle threads spin before they sleep (runtime/session.ts). */
  spin: number
}

export const DEFAULT_SETTINGS: EngineSettings = {
  device: 'cpu',
  form: 'auto',
  prefill: 'auto',
  rows: 16,
  context: 2048,
  prefixCache: 512,
  queue: 256,
  threads: availableParallelism(),
  spin: DEFAULT_SPIN,
}

/** With what 'auto' came to. */
export type OpenSettings = EngineSettings & { form: FormName; prefill: FormName }

export type OpenModel = AsyncDisposable & {
  source: ModelSource
  settings: OpenSettings
  device: Device
  config: ModelConfig
  tokenizer: Tokenizer
  template: ChatTemplate
  engine: Engine
  /** Whether an answer is the same to the last bit whatever runs beside it: proven when it was opened. */
  rowExact: boolean
}

export type OpenOptions = {
  source: ModelSource
  /** The folder that holds built graphs. */
  graphs: string
  settings?: Partial<EngineSettings>
  /** Where it runs, if that is open already; else what the settings name is opened. */
  device?: Device
  /** Whether the graphs of all kinds of edits are loaded at once, beside what runs, in place of when first needed; true. */
  preload?: boolean
  /** Packing the weights, the first time only. */
  onBuild?: (done: number, total: number) => void
}

/** @throws EngineError if its graphs cannot run, Error if there is something else about the file or the settings */
export async function openModel({
  source,
  graphs,
  settings,
  preload = true,
  onBuild,
  ...rest
}: OpenOptions): Promise<OpenModel> {
  const chosen = { ...DEFAULT_SETTINGS, ...settings }
  using file = openModelFile(source.path)
  const { config } = file
  const context = Math.min(chosen.context, config.context)
  const build = { hash: source.sha256, context, cache: graphs, onProgress: onBuild }
  const readText = () => {
    const tokenizer = createTokenizer(file.vocabulary())
    return { tokenizer, template: createChatTemplate(file.chatTemplate, tokenizer) }
  }
  // A tokenizer that is not supported is refused before gigabytes are packed. Later it is read while weights are loaded.
  if (!existsSync(graphsFolder(graphs, source.sha256))) readText()
  const candidates = await formsOf(chosen, file, build)
  const device = rest.device ?? openDevice(chosen.device)
  const embedding = openEmbedding(file)
  // Closes what is open already if something further down fails.
  await using opened = new AsyncDisposableStack()
  const load = async (forms: Forms): Promise<Loaded> => {
    await using loading = new AsyncDisposableStack()
    const built = await buildGraphs({ ...build, file, forms: [forms.decode, forms.prefill] })
    const kvType = kvTypeOf(forms.decode)
    const check: SessionCheck = (session, variant, phase) =>
      proveEdits(session, config, variant, { device, kvType, reading: phase === 'reading' })
    const { threads, spin } = chosen
    const sessions = loading.use(
      new GraphSessions(built, { ...forms, reading: forms.prefill }, { device, threads, spin }, check),
    )
    await Promise.all([
      sessions.get('decode', 'plain'),
      sessions.get('prefill', 'plain'),
      sessions.get('decode', 'additive'),
    ])
    const shared = { config, embedding, device, kvType }
    const rows = await rowExactness({ ...shared, graphs: sessions }, context).catch((problem) => {
      throw asError(problem)
    })
    loading.move()
    return { forms, sessions, rows, runner: { ...shared, graphs: sessions } }
  }
  // Loading runs on other threads; the tokenizer is built meanwhile.
  const loading = firstExact(candidates, load)
  opened.defer(async () => {
    const loaded = await loading.catch(() => null)
    await loaded?.sessions[Symbol.asyncDispose]()
  })
  const { tokenizer, template } = readText()
  // Made once; the first answer under a grammar should not hold up those that run.
  tokenIndexOf(tokenizer)
  const { forms, sessions, rows, runner: shared } = await loading
  const { decode, prefill } = forms
  const head = isExactHead(decode) ? null : config.tied ? embedding : openEmbedding(file, 'output.weight')
  // The first edit of a kind should not make running answers wait for its graph; and where steps are recorded, none may
  // be loaded beside them.
  const all = preload || device.records ? sessions.preload() : null
  if (device.records) await all

  const runner = new ModelRunner({ ...shared, rows: chosen.rows, capacity: context, tiles: rows.tiles })
  const engine = new Engine({ runner, tokenizer, head, queue: chosen.queue, prefixBytes: chosen.prefixCache * MIB })
  opened.move()
  return {
    source,
    settings: { ...chosen, form: decode, prefill, context },
    device,
    config,
    tokenizer,
    template,
    engine,
    rowExact: rows.exact,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

const MIB = 2 ** 20

type Forms = Readonly<Record<'decode' | 'prefill', FormName>>

type Loaded = {
  forms: Forms
  sessions: GraphSessions
  rows: RowExactness
  /** What all runners of these sessions have in common. */
  runner: Omit<RunnerOptions, 'rows' | 'capacity'>
}

/** The first whose rows are exact, or else the first; the others are closed again. One that cannot be had is none. */
async function firstExact(candidates: readonly Forms[], load: (forms: Forms) => Promise<Loaded>): Promise<Loaded> {
  const [first, ...others] = candidates
  const best = await load(first!)
  if (best.rows.exact) return best
  for (const forms of others) {
    const other = await load(forms).catch(() => null)
    if (!other) continue
    const [kept, left] = other.rows.exact ? [other, best] : [best, other]
    await left.sessions[Symbol.asyncDispose]()
    if (kept === other) return kept
  }
  return best
}

/** Where steps are recorded (a GPU), products round by the number of rows (forms/plans.ts): nothing is claimed there. */
async function rowExactness(shared: Loaded['runner'], context: number): Promise<RowExactness> {
  if (shared.device?.records) return { exact: false, tiles: UNPADDED }
  const { graphs } = shared
  const capacity = Math.min(context, PROOF_TOKENS)
  // The runner would close them.
  const borrowed = { get: graphs.get.bind(graphs), [Symbol.asyncDispose]: async () => {} }
  return await proveRows((tiles) => new ModelRunner({ ...shared, graphs: borrowed, rows: PROOF_ROWS, capacity, tiles }))
}

/** What may be loaded, the best first: one pair, where both were chosen. @throws Error naming the setting that is wrong */
async function formsOf(
  { device, form, prefill, threads }: EngineSettings,
  file: ModelFile,
  build: Omit<BuildOptions, 'file' | 'forms'>,
): Promise<readonly Forms[]> {
  if (device === 'cuda') {
    for (const [name, value] of Object.entries({ ATTUNE_FORM: form, ATTUNE_PREFILL_FORM: prefill })) {
      if (value === 'auto' || value === GPU_FORM) continue
      throw new Error(`${name} is '${value}', and ATTUNE_DEVICE is cuda: there, it can only be '${GPU_FORM}'`)
    }
    return [{ decode: GPU_FORM, prefill: GPU_FORM }]
  }
  for (const [name, value] of Object.entries({ ATTUNE_FORM: form, ATTUNE_PREFILL_FORM: prefill })) {
    if (value === 'auto' || (await isRightHere(value))) continue
    throw new Error(
      `${name} is '${value}', which this CPU multiplies wrongly: it adds products of bytes in 16 bits, where they ` +
        `overflow; '${(await rightByteForm()) ?? 'q8'}' is right here`,
    )
  }
  const decodes = form === 'auto' ? await autoForms(file, prefillForm(file, 'q8'), { ...build, threads }) : [form]
  return decodes.flatMap((decode) => prefillsOf(file, decode, prefill).map((prefill) => ({ decode, prefill })))
}

/** @throws Error if the chosen one does not go with the decode form */
function prefillsOf(file: ModelFile, decode: FormName, wanted: FormName | 'auto'): readonly FormName[] {
  if (wanted === 'auto') return decode === 'fp16' ? [decode] : [...new Set([prefillForm(file, decode), decode])]
  if (kvTypeOf(decode) === kvTypeOf(wanted)) return [wanted]
  throw new Error(
    `ATTUNE_FORM is '${decode}' and ATTUNE_PREFILL_FORM is '${wanted}'; one of them keeps keys and values as ` +
      `${kvTypeOf(decode)}, the other as ${kvTypeOf(wanted)}, so they cannot be combined`,
  )
}

const GPU_FORM: FormName = 'fp16'

function prefillForm(file: ModelFile, decode: FormName): FormName {
  if (decode === 'fp32') return decode
  return fitsAsFloats(file) ? 'exact' : decode
}
