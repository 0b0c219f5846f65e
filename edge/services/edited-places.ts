/**
 * Where a text stands that a user made of an answer. Both are read unsteered and side by side, so that what they are about
 * cancels; how much further the edited one leans is added to where the answer stood:
 *
 *     to = from + (lean(edited) - lean(original))
 *
 * Leans are in units of strength, and so is the place. What a belief goes by, `strength`, is kept within what can be had: a
 * text beyond ±1 tells the way, and no more. `lean` keeps all of it.
 */
import { ApiError } from '../../shared/errors.ts'
import type { Place } from '../../shared/learning/stored-evidence.ts'
import { SAFE } from '../../shared/learning/utility.ts'
import type { Beginning, GenerationOwner } from './generation.ts'
import type { KnownProject } from './known-project.ts'
import { type Reading, startReading } from './read-texts.ts'

/** A lean of fewer tokens is mostly chance. */
const LEAST_TOKENS = 5

type Edited = { model: string; from: Place; original: string; edited: string }

/**
 * Neither text is kept.
 * @param from where the answer stood; axes that it was not read by stand at 0
 * @throws ApiError 400 `nothing_changed`, `text_too_short`; what `startReading` throws
 */
export async function editedPlaces(
  beginning: Beginning,
  owner: GenerationOwner,
  known: KnownProject,
  { model, from, original, edited }: Edited,
): Promise<{ from: Place; to: Place }> {
  if (normalised(original) === normalised(edited)) throw nothingChanged()
  const renamed = (param: string) => param.replace(/^texts\.0\b.*/, 'original').replace(/^texts\.1\b.*/, 'edited')
  const { whole } = await startReading(beginning, owner, known, {
    model,
    texts: [original, edited],
    rewrite: false,
    renamed,
  })
  return placesOf(from, await whole())
}

/** White space alone says nothing of a taste. */
const normalised = (text: string) => text.replace(/\s+/g, ' ').trim()

function placesOf(from: Place, { axes, texts }: Reading): { from: Place; to: Place } {
  const [before, after] = texts as [Reading['texts'][number], Reading['texts'][number]]
  if (before.tokens < LEAST_TOKENS) throw tooShort('original', before.tokens)
  if (after.tokens < LEAST_TOKENS) throw tooShort('edited', after.tokens)
  const moved = axes.flatMap(({ id, version }, at) => {
    const [one, other] = [before.leans[at] ?? null, after.leans[at] ?? null]
    if (one === null || other === null) return []
    const stood = from[id] ?? { version, strength: 0, lean: null }
    const strength = Math.max(-SAFE, Math.min(SAFE, stood.strength + other - one))
    const lean = (stood.lean ?? one) + other - one
    return [[id, { stood, stands: { version, strength, lean } }]] as const
  })
  return {
    from: { ...from, ...Object.fromEntries(moved.map(([id, { stood }]) => [id, stood])) },
    to: { ...from, ...Object.fromEntries(moved.map(([id, { stands }]) => [id, stands])) },
  }
}

const nothingChanged = () =>
  new ApiError(400, 'nothing_changed', 'edited is the same text as original, which says nothing.', { param: 'edited' })

const tooShort = (param: string, tokens: number) =>
  new ApiError(
    400,
    'text_too_short',
    `${param} has ${tokens} tokens; at least ${LEAST_TOKENS} are needed to tell where a text stands.`,
    { param },
  )
