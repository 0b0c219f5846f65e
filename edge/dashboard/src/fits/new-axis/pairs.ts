/** Labelled pairs as text: one JSON object a line, DPO's column names. */
import type { Pair } from '../../../../../shared/wire/fit.ts'

export const PAIR_EXAMPLE =
  '{"prompt": "How do I boil an egg?", "chosen": "One should place the egg …", "rejected": "Just toss it in …"}'

const FIELDS = ['prompt', 'chosen', 'rejected'] as const

/** The pairs, or what is wrong with the first line that is not one. Empty lines and further columns are passed over. */
export function parsePairs(text: string): { pairs: Pair[]; problem: string | null } {
  const pairs: Pair[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const wrong = (what: string) => ({ pairs: [], problem: `Line ${i + 1}: ${what}` })
    let row: unknown
    try {
      row = JSON.parse(line)
    } catch {
      return wrong('this is not JSON. Each line is one object with prompt, chosen and rejected.')
    }
    const columns = row as Record<string, unknown> | null
    const missing = FIELDS.find((field) => typeof columns?.[field] !== 'string' || columns[field] === '')
    if (missing) return wrong(`“${missing}” is missing. It is a text that is not empty.`)
    const { prompt, chosen, rejected } = columns as Pair
    pairs.push({ prompt, chosen, rejected })
  }
  return { pairs, problem: null }
}
