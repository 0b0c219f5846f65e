/** The fixed general data of every full evaluation: what a direction should leave alone. */
import type { DataKind, DataSet } from './data-sets/data-set.ts'
import { drawn } from './data-sets/drawn.ts'
import { readDataSet } from './data-sets/read.ts'

export type SetName = 'truthfulqa' | 'requests_to_refuse' | 'requests_to_answer' | 'instructions'

/** How many items of each are measured on: together about a minute on the default model and two cores. */
export const GENERAL_SIZES: Record<SetName, number> = {
  truthfulqa: 16,
  requests_to_refuse: 40,
  requests_to_answer: 20,
  instructions: 20,
}

type DataOf<Kind extends DataKind> = Extract<DataSet, { kind: Kind }>

/** The first `size` items drawn from one fixed seed, so that all directions are measured on the same. */
const SEED = 1
const load = <Kind extends DataKind>(name: SetName, kind: Kind, size: number): DataOf<Kind> => {
  const file = `${name}.jsonl`
  const data = drawn(readDataSet(new URL(`data/${file}`, import.meta.url), file).data, size, SEED)
  if (data.kind !== kind) throw new Error(`${file} holds ${data.kind}; ${kind} are expected`)
  return data as DataOf<Kind>
}

export const generalSets = (sizes: Record<SetName, number>) => ({
  truthfulqa: load('truthfulqa', 'questions', sizes.truthfulqa),
  requests_to_refuse: load('requests_to_refuse', 'requests', sizes.requests_to_refuse),
  requests_to_answer: load('requests_to_answer', 'requests', sizes.requests_to_answer),
  instructions: load('instructions', 'instructions', sizes.instructions),
})
