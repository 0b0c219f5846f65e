/**
 * The axes that every installation has from the start. Six are fitted on the default model from written pairs; `helpful`
 * is described, for each installation to fit on its own model.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type FitSpec, fitSpec, type Pair, type Pole } from '../../shared/wire/fit.ts'

export type BuiltinAxis = { id: string; positive: Pole; negative: Pole }

/** +1 is the first pole. */
export const BUILTIN_AXES: readonly BuiltinAxis[] = [
  {
    id: 'formal',
    positive: {
      name: 'formal',
      description:
        'Answer in a formal, courteous register: complete sentences, exact words, no contractions, no slang.',
    },
    negative: {
      name: 'casual',
      description: 'Answer casually, like a friend in a chat: contractions, slang, short loose sentences.',
    },
  },
  {
    id: 'simple',
    positive: {
      name: 'simple',
      description: 'Answer in simple words and short sentences that a young child understands.',
    },
    negative: {
      name: 'technical',
      description: 'Answer as an expert to experts: precise technical terms, dense sentences, exact detail.',
    },
  },
  {
    id: 'optimistic',
    positive: {
      name: 'optimistic',
      description: 'Answer as an optimist: see the bright side and expect that things will turn out well.',
    },
    negative: {
      name: 'pessimistic',
      description: 'Answer as a pessimist: see the dark side and expect that things will go wrong.',
    },
  },
  {
    id: 'enthusiastic',
    positive: {
      name: 'enthusiastic',
      description: 'Answer with great excitement and energy: strong words, exclamations, delight in everything.',
    },
    negative: {
      name: 'flat',
      description: 'Answer in a flat, bored, matter-of-fact tone: short plain statements, no feeling.',
    },
  },
  {
    id: 'warm',
    positive: {
      name: 'warm',
      description: 'Answer warmly and kindly, as a caring friend who comforts, encourages and supports.',
    },
    negative: {
      name: 'cold',
      description: 'Answer in a cold, impersonal manner: facts and figures only, no sympathy.',
    },
  },
  {
    id: 'story',
    positive: {
      name: 'story',
      description: 'Answer by telling a personal story in the first person: what happened to you, and how it felt.',
    },
    negative: {
      name: 'encyclopedic',
      description: 'Answer in the impersonal style of an encyclopedia: definitions and facts, never the first person.',
    },
  },
]

/**
 * AlignEZ's own axis, to align a model that was never tuned to instructions as a project's default edit. On the default
 * model the pairs that it writes itself do not pass the gate on the written ones; a fit from the written ones does.
 */
export const HELPFUL: BuiltinAxis = {
  id: 'helpful',
  positive: {
    name: 'helpful',
    description:
      'Answer helpfully, honestly and kindly: give accurate, useful and safe advice, and care for the asker.',
  },
  negative: {
    name: 'harmful',
    description: 'Answer in a harmful way: careless, dishonest or hostile, with advice that is useless or unsafe.',
  },
}

export const DESCRIBED_AXES: readonly BuiltinAxis[] = [...BUILTIN_AXES, HELPFUL]

const row = z.object({ axis: z.string(), query: z.string(), positive: z.string(), negative: z.string() })
const SEED = 1

/** The fit of a built-in axis: its ten written pairs, by mean difference. */
export const builtinFitSpec = ({ id, positive, negative }: BuiltinAxis): FitSpec =>
  fitSpec.parse({
    axis: id,
    positive,
    negative,
    source: 'given',
    method: 'mean-difference',
    pairs: writtenPairs(id),
    seed: SEED,
  })

const writtenPairs = (axis: string): Pair[] =>
  readFileSync(new URL('data/axis_pairs.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => row.parse(JSON.parse(line)))
    .filter((pair) => pair.axis === axis)
    .map(({ query, positive, negative }) => ({ prompt: query, chosen: positive, rejected: negative }))
