/** An axis's words and condition while they are edited. */
import type { Axis, Condition } from '../api/types.ts'

export type AxisEdit = Pick<Axis, 'positive' | 'negative' | 'condition'>

export const editOf = ({ positive, negative, condition }: Axis): AxisEdit => ({ positive, negative, condition })

/** What a condition begins with when it is switched on. */
export const firstCondition = (axis: string): Condition => ({ axis, comparison: 'above', threshold: 0.1, layer: null })

type Difference = { what: string; theirs: string; yours: string }

/** Where what is stored now differs from what was typed, in words. */
export function differences(
  yours: AxisEdit,
  theirs: AxisEdit,
  words: (condition: Condition | null) => string,
): Difference[] {
  const all: Difference[] = [
    { what: 'Negative pole', theirs: theirs.negative.name, yours: yours.negative.name },
    { what: 'Its description', theirs: theirs.negative.description, yours: yours.negative.description },
    { what: 'Positive pole', theirs: theirs.positive.name, yours: yours.positive.name },
    { what: 'Its description', theirs: theirs.positive.description, yours: yours.positive.description },
    { what: 'Condition', theirs: words(theirs.condition), yours: words(yours.condition) },
  ]
  return all.filter(({ theirs: one, yours: other }) => one !== other)
}
