/** A model file → a running engine: open, build or find the graphs, load, join the parts. */
import { availableParallelism } from 'node:os'
import { type ChatTemplate, createChatTemplate } from '../model/chat-template.ts'
import type { ModelConfig } from '../model/config.ts'
import { EmbeddingTable } from '../model/embedding.ts'
import type { WeightFormName } from '../model/forms/weight-form.ts'
import { GgufFile } from '../model/gguf.ts'
import { buildGraphs, headTensor } from '../model/graph/build.ts'
import { createTokenizer, type Tokenizer } from '../model/tokenizer.ts'
import { Session } from '../runtime/session.ts'
import { Engine } from './engine.ts'
import { ModelRunner } from './model-runner.ts'

export type ModelSource = { path: string; sha256: string; id: string }

export type EngineSettings = {
  form: WeightFormName
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
  const built = await buildGraphs({ file, hash: source.sha256, form: chosen.form, cache: graphs, onProgress: onBuild })
  const { config } = built
  const context = Math.min(chosen.context, config.context)

  const session = (variant: 'additive' | 'rank') =>
    Session.load(built.path(variant), { threads: chosen.threads, spinning: chosen.spinning })
  // Loading the graph runs on another thread; the tokenizer is built meanwhile.
  const additive = session('additive')
  additive.catch(() => {})
  const table = (name: string) => {
    const { type } = file.tensor(name)
    return new EmbeddingTable(file.read(name), type, config.hidden, config.vocabulary)
  }
  const embedding = table('token_embd.weight')
  const head = config.tied ? embedding : table(headTensor(config))
  const tokenizer = createTokenizer(file.metadata)
  const template = createChatTemplate(file.metadata, tokenizer)
  await additive

  const runner = new ModelRunner({
    config,
    rows: chosen.rows,
    capacity: context,
    embedding,
    session: (variant) => (variant === 'additive' ? additive : session(variant)),
  })
  const engine = new Engine({ runner, tokenizer, head: chosen.form === 'fp32' ? null : head })
  return {
    source,
    settings: { ...chosen, context },
    config,
    tokenizer,
    template,
    engine,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}
