/**
 * The model that benches run: the default one (or `ATTUNE_MODEL`), on the CPU (or `ATTUNE_DEVICE`), from the cache, with
 * answers that do not end.
 */
import path from 'node:path'
import { type EngineSettings, type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import type { DeviceName } from '../../gpu-worker/runtime/device.ts'
import { readReference } from '../../test/support/reference.ts'

export const BENCH_DEVICE: DeviceName = process.env.ATTUNE_DEVICE === 'cuda' ? 'cuda' : 'cpu'

export async function openBenchModel(settings: Partial<EngineSettings> = {}): Promise<OpenModel> {
  return openModel({
    source: await obtainModel(),
    graphs: path.join(cacheFolder(), 'graphs'),
    settings: { device: BENCH_DEVICE, ...settings },
  })
}

/** From now on no token ends an answer, so that a batch stays as large as it began. */
export function neverEnd({ tokenizer }: OpenModel): void {
  ;(tokenizer.eosIds as Set<number>).clear()
}

const { text } = readReference().sequence('prose')

/** `length` tokens of prose, beginning elsewhere for each `row`. */
export function proseTokens({ tokenizer }: OpenModel, length: number, row = 0): number[] {
  const ids = tokenizer.encode(text!)
  return Array.from({ length }, (_, i) => ids[(row * 13 + i) % ids.length]!)
}
