/** A model file → a running engine: open, build or find the graphs, load, join the parts. */
import { availableParallelism } from 'node:os'
import { type ChatTemplate, createChatTemplate } from '../model/chat-template.ts'
import { type ModelConfig, readConfig } from '../model/config.ts'
import { EmbeddingTable } from '../model/embedding.ts'
import type { FormName } from '../model/forms/plans.ts'
import { GgufFile } from '../model/gguf.ts'
import { buildGraphs, headTensor } from '../model/graph/build.ts'
import { createTokenizer, type Tokenizer } from '../model/tokenizer.ts'
import { Engine } from './engine.ts'
import { GraphSessions } from './graph-sessions.ts'
import { ModelRunner } from './model-runner.ts'

export type ModelSource = { path: string; sha256: string; id: string }

export type EngineSettings = {
  /** The weights' form in decode steps. */
  form: FormName
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
  threads: number
  /** Whether idle threads spin; only for a machine that does nothing else. */
  spinning: boolean
}

export const DEFAULT_SETTINGS: EngineSettings = {
  form: 'q8',
  prefill: 'auto',
  rows: 16,
  context: 2048,
  threads: availableParallelism(),
  spinning: false,
}

export type OpenModel = AsyncDisposable & {
  source: ModelSource
  settings: EngineSettings
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
  /** Packing the weights, the first time only. */
  onBuild?: (done: number, total: number) => void
}

export async function openModel({ source, graphs, settings, onBuild }: OpenOptions): Promise<OpenModel> {
  const chosen = { ...DEFAULT_SETTINGS, ...settings }
  using file = await GgufFile.open(source.path)
  const config = readConfig(file)
  const prefill = chosen.prefill === 'auto' ? prefillForm(file, chosen.form) : chosen.prefill
  const { threads, spinning } = chosen
  // Closes what is open already if something further down fails.
  await using opened = new AsyncDisposableStack()
  const open = async (form: FormName) => {
    const built = await buildGraphs({ file, hash: source.sha256, form, cache: graphs, onProgress: onBuild })
    return opened.use(new GraphSessions(built, { threads, spinning }))
  }
  const decode = await open(chosen.form)
  const forms = { decode, prefill: prefill === chosen.form ? decode : await open(prefill) }
  const context = Math.min(chosen.context, config.context)

  // Loading runs on other threads; the tokenizer is built meanwhile.
  const loading = Promise.all([forms.decode.get('additive'), forms.prefill.get('additive')])
  loading.catch(() => {})
  const table = (name: string) => {
    const { type } = file.tensor(name)
    return new EmbeddingTable(file.read(name), type, config.hidden, config.vocabulary)
  }
  const embedding = table('token_embd.weight')
  const head = config.tied ? embedding : table(headTensor(config))
  const tokenizer = createTokenizer(file.metadata)
  const template = createChatTemplate(file.metadata, tokenizer)
  await loading

  const runner = new ModelRunner({
    config,
    rows: chosen.rows,
    capacity: context,
    embedding,
    graphs: forms,
  })
  const engine = new Engine({ runner, tokenizer, head })
  opened.move()
  return {
    source,
    settings: { ...chosen, prefill, context },
    config,
    tokenizer,
    template,
    engine,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

/** The most that an exact copy of the weights may take before 'auto' does without. */
const EXACT_PREFILL_BYTES = 2 ** 31

function prefillForm(file: GgufFile, decode: FormName): FormName {
  if (decode === 'fp32') return decode
  let values = 0
  for (const tensor of file.tensors.values()) values += tensor.values
  return values * Float32Array.BYTES_PER_ELEMENT <= EXACT_PREFILL_BYTES ? 'exact' : decode
}
