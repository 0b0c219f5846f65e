/** A streamed text together with the places where its steering changed. */
import { type AxisChange, mergeChanges } from './strengths.ts'

/** `at`: how many pieces of the text were written before the change. */
export type Mark = { at: number; changes: AxisChange[] }

export type Segment = { text: string } | { mark: Mark }

/** Marks closer than this many pieces are shown as one: a dragged slider changes at nearly every token. */
const MERGE_WITHIN = 8

export function addMark(marks: readonly Mark[], mark: Mark): Mark[] {
  const last = marks.at(-1)
  if (!last || mark.at - last.at >= MERGE_WITHIN) return [...marks, mark]
  const changes = mergeChanges(last.changes, mark.changes)
  return changes.length ? [...marks.slice(0, -1), { at: last.at, changes }] : marks.slice(0, -1)
}

/** Text and marks in reading order. Marks are in order of `at`. */
export function toSegments(pieces: readonly string[], marks: readonly Mark[]): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const mark of marks) {
    const text = pieces.slice(from, mark.at).join('')
    if (text) segments.push({ text })
    segments.push({ mark })
    from = Math.max(from, mark.at)
  }
  const text = pieces.slice(from).join('')
  if (text) segments.push({ text })
  return segments
}
