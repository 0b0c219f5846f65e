/**
 * A Llama model of random weights that is small enough to be made in a test: about 0.4 MB with the default sizes.
 * Its text is nonsense, but every part of a real file is there, so the graph, the tokenizer and the engine can use it.
 */
import { GGML_TYPE, type WrittenTensor, type WrittenValue, writeGguf } from './gguf-writer.ts'
import { quantize, type WritableType } from './quantize.ts'
import { createRandom } from './random.ts'

export type TinyLlama = {
  /** Equal seeds give equal files. */
  seed: number
  layers?: number
  hidden?: number
  heads?: number
  kvHeads?: number
  ffn?: number
  context?: number
  /** The type of a matrix, by its tensor's name, such as 'blk.0.attn_q.weight'. Norms are always F32. */
  types?: (name: string) => WritableType
  /** Whether the head shares the embedding; if not, there is an `output.weight`. */
  tied?: boolean
  /** null writes none. */
  chatTemplate?: string | null
  /** Added to the metadata, or instead of it. */
  metadata?: Record<string, WrittenValue>
}

export const TINY_CHAT_TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

export function writeTinyLlama(path: string, options: TinyLlama): void {
  const { seed, layers = 2, hidden = 64, heads = 4, kvHeads = 2, ffn = 128, context = 256 } = options
  const { types = () => 'F32', tied = true, chatTemplate = TINY_CHAT_TEMPLATE } = options
  const { tokens, tokenTypes, merges } = tinyVocabulary()
  const headSize = hidden / heads
  const random = createRandom(seed)

  const matrix = (name: string, inputs: number, outputs: number, deviation = inputs ** -0.5): WrittenTensor => {
    const values = Float32Array.from({ length: inputs * outputs }, () => random.normal() * deviation)
    const type = types(name)
    return { name, shape: [inputs, outputs], type: GGML_TYPE[type], bytes: quantize(type, values) }
  }
  const norm = (name: string): WrittenTensor => {
    const values = Float32Array.from({ length: hidden }, () => 1 + 0.1 * random.normal())
    return { name, shape: [hidden], type: GGML_TYPE.F32, bytes: quantize('F32', values) }
  }
  const block = (l: number): WrittenTensor[] => [
    norm(`blk.${l}.attn_norm.weight`),
    matrix(`blk.${l}.attn_q.weight`, hidden, heads * headSize),
    matrix(`blk.${l}.attn_k.weight`, hidden, kvHeads * headSize),
    matrix(`blk.${l}.attn_v.weight`, hidden, kvHeads * headSize),
    matrix(`blk.${l}.attn_output.weight`, heads * headSize, hidden),
    norm(`blk.${l}.ffn_norm.weight`),
    matrix(`blk.${l}.ffn_gate.weight`, hidden, ffn),
    matrix(`blk.${l}.ffn_up.weight`, hidden, ffn),
    matrix(`blk.${l}.ffn_down.weight`, ffn, hidden),
  ]
  const tensors = [
    matrix('token_embd.weight', hidden, tokens.length, 0.3),
    ...Array.from({ length: layers }, (_, l) => block(l)).flat(),
    norm('output_norm.weight'),
    ...(tied ? [] : [matrix('output.weight', hidden, tokens.length, 0.3)]),
  ]

  writeGguf(
    path,
    {
      'general.architecture': 'llama',
      'general.name': `tiny random llama ${seed}`,
      'llama.block_count': layers,
      'llama.context_length': context,
      'llama.embedding_length': hidden,
      'llama.feed_forward_length': ffn,
      'llama.attention.head_count': heads,
      'llama.attention.head_count_kv': kvHeads,
      'llama.rope.freq_base': { float: 10000 },
      'llama.rope.dimension_count': headSize,
      'llama.attention.layer_norm_rms_epsilon': { float: 1e-5 },
      'llama.vocab_size': tokens.length,
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': 'smollm',
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.token_type': tokenTypes,
      'tokenizer.ggml.merges': merges,
      'tokenizer.ggml.bos_token_id': tokens.indexOf('<|im_start|>'),
      'tokenizer.ggml.eos_token_id': tokens.indexOf('<|im_end|>'),
      'tokenizer.ggml.add_bos_token': false,
      ...(chatTemplate === null ? {} : { 'tokenizer.chat_template': chatTemplate }),
      ...options.metadata,
    },
    tensors,
  )
}

const CONTROL_TOKENS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']

/** In the byte-level alphabet, where Ġ is a space and Ċ a line break. */
const MERGES = [
  ...['Ġ t', 'Ġ a', 'h e', 'i n', 'r e', 'o n', 'Ġt he', 'e r', 'Ġ s', 'a t', 'Ġ w', 'Ġ o', 'e n', 'Ġ c', 'o u'],
  ...['i s', 'o r', 'e s', 'i t', 'a n', 'Ġa n', 'Ġan d', 'in g', 'Ġ f', 'Ġ p', 'Ġo f', 'l l', 'e d', 'Ġ b', 'Ġ m'],
  ...['Ġ in', 'u s', 'us er', 'a s', 'as s', 'ass is', 'assis t', 'assist an', 'assistan t', 's y', 'sy s'],
  ...['sys t', 'syst e', 'syste m', '. Ċ'],
]

/** 3 control tokens, the 256 bytes, one token for each merge. Token types are GGUF's: 1 normal, 3 control. */
export function tinyVocabulary(): { tokens: string[]; tokenTypes: Int32Array; merges: string[] } {
  const tokens = [...CONTROL_TOKENS, ...BYTE_ALPHABET, ...MERGES.map((merge) => merge.replace(' ', ''))]
  const tokenTypes = Int32Array.from(tokens, (_, id) => (id < CONTROL_TOKENS.length ? 3 : 1))
  return { tokens, tokenTypes, merges: MERGES }
}

/** GPT-2's printable stand-in for each byte: itself where it prints, else the next free letter from U+0100 on. */
const BYTE_ALPHABET = (() => {
  let spare = 0x100
  return Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return String.fromCharCode(prints ? byte : spare++)
  })
})()
