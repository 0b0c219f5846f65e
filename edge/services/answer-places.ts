/** Where the texts of an answer stood, and whose it is: as its worker reported it or, before that, as it tells. */
import { and, eq } from 'drizzle-orm'
import { usageEvents } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Place } from '../../shared/learning/stored-evidence.ts'
import { mayReach } from '../../shared/owner.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import type { ReceiptEdit } from '../../shared/wire/receipt.ts'
import type { Seeing } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import type { Database } from './database.ts'
import { readGeneration } from './generations.ts'
import type { KnownLearning } from './known-project.ts'

/** `choices`: a place for each, axes by their ids. */
export type PlacedAnswer = { user: string | null; model: string; choices: Place[] }

type Read = { axis: string; version: number; strength: number; lean: number | null }

/**
 * Axes that have no active direction any more are left out.
 * @throws ApiError 503 `answer_unknown`; 404 `generation_not_found`, the same for an answer of another's and one of which nothing is known any more
 */
export async function findPlacedAnswer(
  { env, db }: { env: Env; db: Database },
  asker: Seeing,
  id: string,
  { axes }: KnownLearning,
): Promise<PlacedAnswer> {
  const idOf = new Map([...axes].map(([id, { name }]) => [name, id]))
  const placeOf = (reads: readonly Read[]): Place =>
    Object.fromEntries(
      reads.flatMap(({ axis, version, strength, lean }) => {
        const id = idOf.get(axis)
        return id === undefined ? [] : [[id, { version, strength, lean }]]
      }),
    )
  const [reported] = await db
    .select({
      project: usageEvents.project,
      user: usageEvents.user,
      model: usageEvents.model,
      positions: usageEvents.positions,
    })
    .from(usageEvents)
    .where(and(eq(usageEvents.id, id), eq(usageEvents.project, asker.project)))
  if (reported?.positions?.length && mayReach(asker, reported) && (asker.models?.includes(reported.model) ?? true)) {
    return { user: reported.user, model: reported.model, choices: reported.positions.map(placeOf) }
  }
  const response = await readGeneration(env, asker, id).catch((thrown) => {
    throw thrown instanceof ApiError && thrown.param === 'id' ? unknownAnswer(id) : thrown
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new ApiError(503, 'answer_unknown', 'The worker that made this answer cannot tell of it now: try again.', {
      param: 'answer',
      retryAfterSeconds: 2,
    })
  }
  const state: GenerationState = await response.json()
  return {
    user: state.user,
    model: state.attune.model,
    choices: state.choices.map(({ attune: { edits, observed } }) =>
      placeOf([
        ...observed.map((one) => ({ ...one, strength: 0 })),
        ...edits.map((one) => ({ ...one, strength: acts(one) ? one.strength : 0 })),
      ]),
    ),
  }
}

/**
 * Whether it moved the text to where its strength says. What boosts or neutralises moves it by how it leans, to no place that
 * could be named; and what depends on the prompt, or leaves JSON as it is, may not have acted.
 */
const acts = ({ mode, tokens_edited }: ReceiptEdit): boolean => mode === 'add' && tokens_edited > 0

/** The same for one of another's as for one that never was. */
export const unknownAnswer = (id: string) =>
  new ApiError(404, 'generation_not_found', `There is no generation '${id}', or no longer.`, { param: 'answer' })
