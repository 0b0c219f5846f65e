/** Runs one sequence of tokens through a graph, from its start and by itself. */
import type { Session } from '../../runtime/session.ts'
import { allocate, type DType, elements, type Shape, Tensor } from '../../runtime/tensor.ts'
import type { ModelConfig } from '../config.ts'
import type { EmbeddingTable } from '../embedding.ts'

/** A graph of the plain variant (graph/decoder.ts), and what makes tokens its inputs. */
export type Reader = { config: ModelConfig; session: Session; embedding: EmbeddingTable }

/**
 * @param outputs which outputs are wanted, with their shapes
 * @param picked positions that get logits; at least one
 * @param read gets the outputs' data, by name; valid until it returns
 */
export async function runSequence(
  { config, session, embedding }: Reader,
  ids: readonly number[],
  outputs: ReadonlyMap<string, Shape>,
  picked: readonly number[],
  read: (outputs: ReadonlyMap<string, Float32Array>) => void,
): Promise<void> {
  const { layers, hidden, kvHeads, headSize } = config
  using tensors = new DisposableStack()
  const tensor = <D extends DType>(dtype: D, shape: Shape) =>
    tensors.use(new Tensor(dtype, shape, allocate(dtype, elements(shape))))
  const s = ids.length
  const x = tensor('float32', [1, s, hidden])
  ids.forEach((id, i) => void embedding.row(id, x.data, i * hidden))
  const seqlens = tensor('int32', [1])
  seqlens.data[0] = s - 1
  const total = tensor('int32', [])
  total.data[0] = s
  const pick = tensor('int64', [picked.length])
  pick.data.set(picked.map(BigInt))
  const bound = new Map<string, Tensor>([
    ['x', x],
    ['seqlens', seqlens],
    ['total', total],
    ['pick', pick],
  ])
  const put = new Map<string, Tensor>()
  for (let l = 0; l < layers; l++) {
    for (const part of ['k', 'v']) {
      const cache = tensor('float32', [1, kvHeads, s, headSize])
      bound.set(`past_${part}.${l}`, cache)
      put.set(`present_${part}.${l}`, cache)
    }
  }
  const wanted = new Map<string, Float32Array>()
  for (const [name, shape] of outputs) {
    const output = tensor('float32', shape)
    put.set(name, output)
    wanted.set(name, output.data)
  }
  using binding = session.bind(bound, put)
  await binding.run()
  read(wanted)
}
