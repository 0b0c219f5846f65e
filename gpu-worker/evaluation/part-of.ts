import type { LongTask } from '../language/language-model.ts'

/** A part of a longer task, from one share of it to another: its progress is the whole's, out of 1. */
export const partOf = (task: LongTask, from: number, to: number): LongTask => ({
  ...(task.signal && { signal: task.signal }),
  onProgress: (done, total) => task.onProgress?.(from + (to - from) * Math.min(1, total > 0 ? done / total : 1), 1),
})
