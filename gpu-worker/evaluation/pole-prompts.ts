/** What a system prompt says to ask for either pole of a direction: what steering is compared with. */
import type { DirectionManifest } from '../../shared/direction.ts'
import { BUILTIN_AXES } from '../fitting/builtin-axes.ts'

export type PolePrompts = { positive: string; negative: string }

/** Those it was fitted with; of a file without them a built-in axis' own, else its poles' names. */
export function polePrompts({ axis, poles, prompts }: DirectionManifest): PolePrompts {
  if (prompts) return prompts
  const builtin = BUILTIN_AXES.find(
    ({ id, positive, negative }) => id === axis && positive.name === poles.positive && negative.name === poles.negative,
  )
  if (builtin) return { positive: builtin.positive.description, negative: builtin.negative.description }
  const ask = (name: string) => `Answer in this way: ${name}.`
  return { positive: ask(poles.positive), negative: ask(poles.negative) }
}
