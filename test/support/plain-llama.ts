/**
 * A Llama model in plain arrays, one token at a time: written to be read, as the yardstick of the graph. Everything is
 * double precision but the weights and what an edit returns.
 */

import type { ModelConfig } from '../../gpu-worker/model/config.ts'
import { dequantize } from '../../gpu-worker/model/dequantize.ts'
import type { ModelFile } from '../../gpu-worker/model/model-file.ts'
import { applyEdit, type Edit } from '../../shared/steering/edit.ts'
import { type Hook, hookAt, type Site } from '../../shared/steering/hook.ts'

type Vector = number[]
/** [outputs, inputs], row by row. */
type Matrix = { rows: number; columns: number; values: Float32Array }

/** What became of one token. */
export type PlainState = {
  /** [V] */
  logits: Vector
  /** What lies at every hook, [H], before and after its edit. */
  states: Map<Hook, { hidden: Vector; edited: Vector }>
}

/** The keys and values of the tokens so far: per layer and token, [kv heads · D]. */
export type PlainCache = { keys: Vector[][]; values: Vector[][] }

export class PlainLlama {
  readonly config: ModelConfig
  readonly #vectors = new Map<string, Vector>()
  readonly #matrices = new Map<string, Matrix>()

  /** @param file whose rotary rows are as GGUF keeps those of Llama */
  constructor(file: ModelFile) {
    this.config = file.config
    for (const [name, { type, values, shape }] of file.tensors) {
      const data = dequantize(type, file.read(name), values)
      if (shape.length === 1) this.#vectors.set(name, [...data])
      else this.#matrices.set(name, { columns: shape[0]!, rows: shape[1]!, values: data })
    }
  }

  newCache(): PlainCache {
    const perLayer = () => Array.from({ length: this.config.layers }, () => [] as Vector[])
    return { keys: perLayer(), values: perLayer() }
  }

  /** Appends one token to the cache and returns its states. */
  step(cache: PlainCache, id: number, edit: Edit | null = null): PlainState {
    const { layers, tied } = this.config
    const position = cache.keys[0]!.length
    const embedding = this.#matrices.get('token_embd.weight')!
    const states: PlainState['states'] = new Map()
    const hooked = (site: Site, l: number, x: Vector): Vector => {
      const at = edit?.get(hookAt(site, l))
      const edited = at ? [...applyEdit(Float32Array.from(x), at)] : x
      states.set(hookAt(site, l), { hidden: x, edited })
      return edited
    }
    let x = [...embedding.values.subarray(id * embedding.columns, (id + 1) * embedding.columns)]
    for (let l = 0; l < layers; l++) {
      const attended = this.#attention(l, this.#normed(x, `blk.${l}.attn_norm.weight`), position, cache)
      x = sum(x, hooked('attention', l, attended))
      const fed = this.#feedForward(l, this.#normed(x, `blk.${l}.ffn_norm.weight`))
      x = hooked('residual', l, sum(x, hooked('mlp', l, fed)))
    }
    const head = tied ? embedding : this.#matrices.get('output.weight')!
    return { logits: product(head, this.#normed(x, 'output_norm.weight')), states }
  }

  #attention(l: number, x: Vector, position: number, cache: PlainCache): Vector {
    const { heads, kvHeads, headSize: D, ropes } = this.config
    const ropeTheta = ropes[0].theta
    const linear = (name: string, input: Vector) => product(this.#matrices.get(`blk.${l}.${name}.weight`)!, input)
    const query = rotated(linear('attn_q', x), position, D, ropeTheta)
    cache.keys[l]!.push(rotated(linear('attn_k', x), position, D, ropeTheta))
    cache.values[l]!.push(linear('attn_v', x))

    const attended: Vector = []
    for (let head = 0; head < heads; head++) {
      // Several query heads share one key and value head.
      const shared = Math.floor(head / (heads / kvHeads))
      const ofHead = (vector: Vector, index: number) => vector.slice(index * D, (index + 1) * D)
      const scores = cache.keys[l]!.map((key) => inner(ofHead(query, head), ofHead(key, shared)) / Math.sqrt(D))
      const weights = softmax(scores)
      for (let i = 0; i < D; i++)
        attended.push(
          inner(
            weights,
            cache.values[l]!.map((value) => value[shared * D + i]!),
          ),
        )
    }
    return linear('attn_output', attended)
  }

  /** SwiGLU. */
  #feedForward(l: number, x: Vector): Vector {
    const linear = (name: string, input: Vector) => product(this.#matrices.get(`blk.${l}.${name}.weight`)!, input)
    const silu = (value: number) => value / (1 + Math.exp(-value))
    const up = linear('ffn_up', x)
    const gated = linear('ffn_gate', x).map((gate, i) => silu(gate) * up[i]!)
    return linear('ffn_down', gated)
  }

  /** RMSNorm. */
  #normed(x: Vector, name: string): Vector {
    const gamma = this.#vectors.get(name)!
    const scale = 1 / Math.sqrt(inner(x, x) / x.length + this.config.normEpsilon)
    return x.map((value, i) => value * scale * gamma[i]!)
  }
}

/** Each head's pairs of neighbours (2i, 2i+1), which is how GGUF orders rows, turned by position · theta^(-2i/D). */
function rotated(x: Vector, position: number, D: number, theta: number): Vector {
  const out = [...x]
  for (let at = 0; at < x.length; at += 2) {
    const angle = position * theta ** (-(at % D) / D)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    out[at] = x[at]! * cos - x[at + 1]! * sin
    out[at + 1] = x[at]! * sin + x[at + 1]! * cos
  }
  return out
}

function product({ rows, columns, values }: Matrix, x: Vector): Vector {
  return Array.from({ length: rows }, (_, row) => {
    let total = 0
    for (let i = 0; i < columns; i++) total += values[row * columns + i]! * x[i]!
    return total
  })
}

const sum = (x: Vector, y: Vector) => x.map((value, i) => value + y[i]!)
const inner = (x: Vector, y: Vector) => x.reduce((total, value, i) => total + value * y[i]!, 0)

function softmax(scores: Vector): Vector {
  const peak = Math.max(...scores)
  const weights = scores.map((score) => Math.exp(score - peak))
  const total = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / total)
}
