/**
 * Control vectors as llama.cpp reads them and as repeng and llama.cpp's cvector-generator write them: a GGUF file with
 *
 * - `general.architecture` = 'controlvector'
 * - `controlvector.model_hint`: the model's architecture; repeng writes Hugging Face's `model_type`
 * - `controlvector.layer_count`: how many tensors follow (repeng: uint32, cvector-generator: int32); readers ignore it
 * - `direction.N`, F32 [H]: llama.cpp adds it, times the scale it is given, to the residual stream that leaves block N,
 *   blocks counted from 0 (`build_cvec(cur, il)` behind the MLP's addition, src/models/*.cpp; src/llama-adapter.cpp).
 *   repeng adds it there, too. That is Attune's hook `residual.N`: the numbers are the same.
 *
 * llama.cpp has no vector for block 0 and refuses a file with `direction.0`; blocks without a tensor are left alone. It
 * adds to every token, the prompt's too, so what Attune calls scope `all` is what acts as llama.cpp does.
 *
 * Names and poles are not in the format. Attune adds `general.name` (the axis) and `attune.pole.positive` / `.negative`,
 * which other readers pass over.
 */
export const ARCHITECTURE = 'controlvector'
export const HINT_KEY = 'controlvector.model_hint'
export const COUNT_KEY = 'controlvector.layer_count'
export const NAME_KEY = 'general.name'
export const POLE_KEYS = { positive: 'attune.pole.positive', negative: 'attune.pole.negative' } as const

/** The first block that llama.cpp has a vector for. */
export const FIRST_LAYER = 1

export const tensorName = (layer: number): string => `direction.${layer}`

/** Names of the same architecture in GGUF files and in Hugging Face's configurations, where they differ. */
const SYNONYMS: Readonly<Record<string, string>> = { mistral: 'llama', gemma3_text: 'gemma3' }

/** The architecture as GGUF files of models name it. */
export const ggufArchitecture = (name: string): string => SYNONYMS[name] ?? name
