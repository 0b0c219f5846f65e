/** An axis while it is being described, and the order that it becomes. */
import type { FitSource, Pole } from '../../../../../shared/wire/fit.ts'
import { Problem } from '../../api/problem.ts'
import type { FitOrder } from '../../api/types.ts'
import { parsePairs } from './pairs.ts'

export type AxisDraft = {
  /** Null until typed: it then follows the positive pole's name. */
  id: string | null
  positive: Pole
  negative: Pole
  source: FitSource
  /** JSONL, as typed. */
  pairs: string
  anchors: string
  activate: boolean
}

const BLANK: Pole = { name: '', description: '' }

export const EMPTY_DRAFT: AxisDraft = {
  id: null,
  positive: BLANK,
  negative: BLANK,
  source: 'self-generated',
  pairs: '',
  anchors: '',
  activate: true,
}

/** `Very formal!` → `very-formal` */
export const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)

/** @throws Problem when the pairs cannot be read or are missing. */
export function orderOf(draft: AxisDraft): FitOrder {
  const { positive, negative, source, activate } = draft
  const pairs = source === 'given' ? pairsOf('Pairs', draft.pairs) : []
  if (source === 'given' && pairs.length === 0) throw new Problem('refused', 'Given pairs: there are none yet.')
  const anchors = pairsOf('Anchors', draft.anchors)
  return {
    axis: { id: draft.id ?? idFrom(positive.name), positive, negative },
    source,
    ...(pairs.length && { pairs }),
    ...(anchors.length && { anchors }),
    activate: activate ? 'auto' : 'never',
  }
}

function pairsOf(what: string, text: string) {
  const { pairs, problem } = parsePairs(text)
  if (problem) throw new Problem('refused', `${what}, ${problem}`)
  return pairs
}
