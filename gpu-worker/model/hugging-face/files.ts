/** Which files of a Hugging Face repository make up its model. */

export const CONFIG = 'config.json'
export const TOKENIZER = 'tokenizer.json'
export const REQUIRED_FILES = [CONFIG, TOKENIZER] as const

export const GENERATION_CONFIG = 'generation_config.json'
export const TOKENIZER_CONFIG = 'tokenizer_config.json'
export const SPECIAL_TOKENS = 'special_tokens_map.json'
export const CHAT_TEMPLATE = 'chat_template.jinja'
/** Read where they are there. */
export const OPTIONAL_FILES = [GENERATION_CONFIG, TOKENIZER_CONFIG, SPECIAL_TOKENS, CHAT_TEMPLATE] as const

export const WEIGHTS = 'model.safetensors'
/** Of weights in several files: which file holds which tensor. */
export const WEIGHTS_INDEX = 'model.safetensors.index.json'

/** The files that an index names, each once. @throws Error when it is no index, or names what is no file beside it. */
export function filesOfIndex(index: unknown): string[] {
  const { weight_map: map } = (index ?? {}) as { weight_map?: Record<string, unknown> }
  if (typeof map !== 'object' || map === null) throw new Error(`${WEIGHTS_INDEX} has no 'weight_map'`)
  const files = [...new Set(Object.values(map))]
  for (const file of files) {
    if (typeof file !== 'string' || !/^\w[\w.-]*\.safetensors$/.test(file)) {
      throw new Error(`${WEIGHTS_INDEX} names '${String(file)}', which is no safetensors file beside it`)
    }
  }
  return (files as string[]).sort()
}
