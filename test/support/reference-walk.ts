/** Walking a model along the reference's sequences: as scores are read, and as answers are written. */
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { Shortlister } from '../../gpu-worker/engine/shortlist.ts'
import { openEmbedding } from '../../gpu-worker/model/embedding.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import type { ReferenceSequence } from './reference.ts'

/** Every position of a sequence in stretches, as scores are read. What is visited holds until the next stretch. */
export async function readThrough(
  { engine, config }: OpenModel,
  { ids }: ReferenceSequence,
  visit: (position: number, logits: Float32Array, hidden: Float32Array[]) => void,
): Promise<void> {
  const { vocabulary: V, hidden: H, layers } = config
  const hooks = Array.from({ length: layers }, (_, l) => hookAt('residual', l))
  await engine.read({ start: 0, texts: [{ ids }], logits: true, states: hooks }, ({ logits, states }, from) => {
    for (let i = 0; i < logits.length / V; i++) {
      const hidden = hooks.map((hook) => states.get(hook)!.hidden.subarray(i * H, (i + 1) * H))
      visit(from + i, logits.subarray(i * V, (i + 1) * V), hidden)
    }
  })
}

/**
 * Every sequence as an answer is written: what stands for the prompt in one stretch (of a sequence without one, its first
 * token), the rest token by token, side by side. `visit` gets the logits that would be sampled from.
 */
export async function writeAlong(
  model: OpenModel,
  sequences: readonly ReferenceSequence[],
  visit: (sequence: ReferenceSequence, position: number, logits: Float32Array) => void,
): Promise<void> {
  const { runner } = model.engine
  const { vocabulary: V, hidden: H } = model.config
  const head = await headOf(model)
  const promptOf = ({ prompt = 1 }: ReferenceSequence) => prompt
  const steps = (sequence: ReferenceSequence) => sequence.ids.length - promptOf(sequence)
  const rows = [...sequences].sort((a, b) => steps(b) - steps(a))
  for (const [row, sequence] of rows.entries()) {
    const ids = sequence.ids.slice(0, promptOf(sequence))
    const { logits, final } = await runner.stretch({ row, start: 0, ids, logits: 'last' })
    head.of(logits, final, 0)
    visit(sequence, ids.length - 1, logits)
  }
  for (let step = 0; step < steps(rows[0]!); step++) {
    const running = rows.filter((sequence) => step < steps(sequence))
    const positions = running.map((sequence) => promptOf(sequence) + step)
    const inputs = running.map(({ ids }, row) => ids[positions[row]!]!)
    const output = await runner.decode(inputs, positions)
    for (const [row, sequence] of running.entries()) {
      const logits = output.logits.subarray(row * V, (row + 1) * V)
      head.of(logits, output.final, row * H)
      visit(sequence, positions[row]!, logits)
    }
  }
}

async function headOf({ source, config }: OpenModel): Promise<Shortlister> {
  using file = openModelFile(source.path)
  return new Shortlister(openEmbedding(file, config.tied ? undefined : 'output.weight'))
}
