/** The names of tensors in Hugging Face's files → those of GGUF, which the rest of the code knows. */

const BLOCK_TENSORS: Record<string, string> = {
  'input_layernorm.weight': 'attn_norm.weight',
  'self_attn.q_proj.weight': 'attn_q.weight',
  'self_attn.q_proj.bias': 'attn_q.bias',
  'self_attn.k_proj.weight': 'attn_k.weight',
  'self_attn.k_proj.bias': 'attn_k.bias',
  'self_attn.v_proj.weight': 'attn_v.weight',
  'self_attn.v_proj.bias': 'attn_v.bias',
  'self_attn.q_norm.weight': 'attn_q_norm.weight',
  'self_attn.k_norm.weight': 'attn_k_norm.weight',
  'self_attn.o_proj.weight': 'attn_output.weight',
  'mlp.gate_proj.weight': 'ffn_gate.weight',
  'mlp.up_proj.weight': 'ffn_up.weight',
  'mlp.down_proj.weight': 'ffn_down.weight',
}

/** 'post_attention_layernorm' is the norm before the MLP, unless there are norms behind both parts of a block. */
const NORMS = { 'post_attention_layernorm.weight': 'ffn_norm.weight' }
const NORMS_WITH_POST_NORMS = {
  'post_attention_layernorm.weight': 'post_attention_norm.weight',
  'pre_feedforward_layernorm.weight': 'ffn_norm.weight',
  'post_feedforward_layernorm.weight': 'post_ffw_norm.weight',
}

const MODEL_TENSORS: Record<string, string> = {
  'model.embed_tokens.weight': 'token_embd.weight',
  'model.norm.weight': 'output_norm.weight',
  'lm_head.weight': 'output.weight',
}

/** What the text model does not read: constants that older versions saved, and what looks at images. */
const UNUSED = /\.rotary_emb\.inv_freq$|^(model\.)?(vision_tower|multi_modal_projector)\./

/** null for a tensor that is not read. A name that is not known stays as it is, and is refused by it later. */
export function ggufTensorName(
  name: string,
  { tied, postNorms }: { tied: boolean; postNorms: boolean },
): string | null {
  if (UNUSED.test(name)) return null
  // A model that also sees images keeps its text model inside.
  const text = name
    .replace(/^(language_model\.model|model\.language_model)\./, 'model.')
    .replace(/^language_model\./, '')
  if (text === 'lm_head.weight' && tied) return null
  if (Object.hasOwn(MODEL_TENSORS, text)) return MODEL_TENSORS[text]
  const [, layer, part] = /^model\.layers\.(\d+)\.(.+)$/.exec(text) ?? []
  const parts: Record<string, string> = { ...BLOCK_TENSORS, ...(postNorms ? NORMS_WITH_POST_NORMS : NORMS) }
  return part !== undefined && Object.hasOwn(parts, part) ? `blk.${layer}.${parts[part]}` : name
}
