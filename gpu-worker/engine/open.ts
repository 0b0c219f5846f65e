/** A model's file or folder → a running engine: open, build or find the graphs, load, join the parts. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type ChatTemplate, createChatTemplate } from '../model/chat-template.ts'
import type { ModelConfig } from '../model/config.ts'
import { openEmbedding } from '../model/embedding.ts'
import { type FormName, isExactHead, kvTypeOf } from '../model/forms/plans.ts'
import { type BuildOptions, buildGraphs, graphsFolder } from '../model/graph/build.ts'
import { type ModelFile, openModelFile } from '../model/model-file.ts'
import { createTokenizer, type Tokenizer } from '../model/tokenizer.ts'
import { type Device, type DeviceName, openDevice } from '../runtime/device.ts'
import { DEFAULT_SPIN } from '../runtime/session.ts'
import { autoForm } from './auto-form.ts'
import { Engine } from './engine.ts'
import { tokenIndexOf } from './grammar/token-index.ts'
import { GraphSessions, type SessionCheck } from './graph-sessions.ts'
import { ModelRunner } from './model-runner.ts'
import { proveEdits } from './self-check.ts'

export type ModelSource = { path: string; sha256: string; id: string }

export type EngineSettings = {
  /** Where the model runs. */
  device: DeviceName
  /**
   * The weights' form in decode steps; 'auto': the fastest that is right on this CPU and for this model (auto-form.ts), or
   * fp16 on a GPU.
   */
  form: FormName | 'auto'
  /**
   * The weights' form in prefill and readings. 'exact' keeps the prompt's keys and values, and the answer's first
   * token, those of the reference; it needs a second, larger copy of the weights. 'auto' is 'exact' for models whose
   * copy stays below EXACT_PREFILL_BYTES, else the decode form.
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
}

export type OpenOptions = {
  source: ModelSource
  /** The folder that holds built graphs. */
  graphs: string
  settings?: Partial<EngineSettings>
  /** Where it runs, if that is open already; else what the settings name is opened. */
  device?: Device
  /** Packing the weights, the first time only. */
  onBuild?: (done: number, total: number) => void
}

export async function openModel({ source, graphs, settings, onBuild, ...rest }: OpenOptions): Promise<OpenModel> {
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
  const { decode, prefill } = await formsOf(chosen, file, build)
  const device = rest.device ?? openDevice(chosen.device)
  const kvType = kvTypeOf(decode)
  const built = await buildGraphs({ ...build, file, forms: [decode, prefill] })
  const { threads, spin } = chosen
  // Closes what is open already if something further down fails.
  await using opened = new AsyncDisposableStack()
  const check: SessionCheck = (session, variant, phase) =>
    proveEdits(session, config, variant, { device, kvType, reading: phase === 'reading' })
  const sessions = opened.use(
    new GraphSessions(built, { decode, prefill, reading: prefill }, { device, threads, spin }, check),
  )

  // Loading runs on other threads; the tokenizer is built meanwhile.
  const loading = Promise.all([
    sessions.get('decode', 'plain'),
    sessions.get('prefill', 'plain'),
    sessions.get('decode', 'additive'),
  ])
  loading.catch(() => {})
  const embedding = openEmbedding(file)
  const head = isExactHead(decode) ? null : config.tied ? embedding : openEmbedding(file, 'output.weight')
  const { tokenizer, template } = readText()
  // Made once; the first answer under a grammar should not hold up those that run.
  tokenIndexOf(tokenizer)
  await loading
  // The first edit of a kind should not make running answers wait for its graph; and where steps are recorded, none may
  // be loaded beside them.
  const all = sessions.preload()
  if (device.records) await all

  const runner = new ModelRunner({
    config,
    rows: chosen.rows,
    capacity: context,
    embedding,
    graphs: sessions,
    device,
    kvType,
  })
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
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

const MIB = 2 ** 20

/** The most that an exact copy of the weights may take before 'auto' does without. */
const EXACT_PREFILL_BYTES = 2 ** 31

/** @throws Error naming the setting that does not go with the others. */
async function formsOf(
  { device, form, prefill: wanted, threads }: EngineSettings,
  file: ModelFile,
  build: Omit<BuildOptions, 'file' | 'forms'>,
): Promise<Record<'decode' | 'prefill', FormName>> {
  if (device === 'cuda') {
    for (const [name, value] of Object.entries({ ATTUNE_FORM: form, ATTUNE_PREFILL_FORM: wanted })) {
      if (value === 'auto' || value === GPU_FORM) continue
      throw new Error(`${name} is '${value}', and ATTUNE_DEVICE is cuda: there, it can only be '${GPU_FORM}'`)
    }
    return { decode: GPU_FORM, prefill: GPU_FORM }
  }
  const decode = form === 'auto' ? await autoForm(file, prefillForm(file, 'q8'), { ...build, threads }) : form
  const prefill = wanted !== 'auto' ? wanted : decode === 'fp16' ? decode : prefillForm(file, decode)
  if (kvTypeOf(decode) !== kvTypeOf(prefill)) {
    throw new Error(
      `ATTUNE_FORM is '${decode}' and ATTUNE_PREFILL_FORM is '${prefill}'; one of them keeps keys and values as ` +
        `${kvTypeOf(decode)}, the other as ${kvTypeOf(prefill)}, so they cannot be combined`,
    )
  }
  return { decode, prefill }
}

const GPU_FORM: FormName = 'fp16'

function prefillForm(file: ModelFile, decode: FormName): FormName {
  if (decode === 'fp32') return decode
  let values = 0
  for (const tensor of file.tensors.values()) values += tensor.values
  return values * Float32Array.BYTES_PER_ELEMENT <= EXACT_PREFILL_BYTES ? 'exact' : decode
}
