/**
 * What a user has written → a signal of where they stand on the axes. The texts go to a worker and nowhere else: what is
 * kept is a number and a variance for each axis.
 */
import { newId, randomText } from '../../shared/ids.ts'
import { tasteOf } from '../../shared/learning/texts.ts'
import { isUserToken } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { type NewTexts, READ_CHARACTERS, type TextsRead } from '../wire/texts.ts'
import { auditEntry } from './audit.ts'
import { type Beginning, ownerFor } from './generation.ts'
import { currentProject, type KnownProject } from './known-project.ts'
import { modelThatReads, startReading } from './read-texts.ts'
import { conflict, findSignal, keepSignal, toSignal } from './signals.ts'

/**
 * Begun where it returns: what is wrong with the request is thrown by then.
 * @throws ApiError 403 `model_not_allowed`; 409 `signal_conflict`; what `startReading` throws
 */
export async function startTexts(
  beginning: Beginning,
  caller: ChangingCaller,
  user: string,
  { texts, id, replace, model: named }: NewTexts,
): Promise<{ whole(): Promise<string> }> {
  const { env, db } = beginning
  const of = { project: caller.project, user }
  const known = await currentProject(db, of.project)
  const earlier = id === undefined ? null : await findSignal(db, of, id)
  if (earlier && earlier.evidence.kind !== 'texts') throw conflict(id!)
  if (earlier) {
    const { mean, variance } = earlier.evidence as Kept
    const signal = toSignal({ ...earlier, user }, known.learning)
    const again = { used: null, not_used: [], read: shown({ mean, variance }, known) }
    return { whole: async () => JSON.stringify({ object: 'texts_read', user, signal, ...again } satisfies TextsRead) }
  }
  const model = named ?? (await modelThatReads(env, known, caller.narrowing.models))
  const beginnings = texts.map((text) => text.slice(0, READ_CHARACTERS))
  const { whole } = await startReading(beginning, ownerFor(caller, { user, model }), known, {
    model,
    texts: beginnings,
    rewrite: true,
  })
  return {
    async whole() {
      const { axes, texts: read } = await whole()
      const { mean, variance, problems } = tasteOf(
        axes.map(({ id }) => id),
        read.map((text, at) => ({ ...text, plain: text.rewrite, characters: beginnings[at]!.length })),
      )
      const evidence = { kind: 'texts' as const, mean: rounded(mean), variance: rounded(variance) }
      const not_used = problems.flatMap((why, text) => (why === null ? [] : [{ text, why }]))
      const used = texts.length - not_used.length
      const now = Date.now()
      const row = { id: newId('sig'), name: id ?? randomText(26), answer: null, choice: null, evidence }
      const changed = { action: 'profile.texts_read', target: `profiles/${user}`, after: { texts: texts.length, used } }
      const kept = Object.keys(mean).length
        ? await keepSignal(
            beginning,
            of,
            known,
            { ...row, given: now, created: now },
            {
              replaces: replace,
              // What users tell of themselves is theirs, and comes often.
              also: (isKept) => (isUserToken(caller) ? [] : [auditEntry(db, caller, changed, isKept)]),
            },
          )
        : null
      const told = { used, not_used, read: shown(evidence, known) }
      return JSON.stringify({ object: 'texts_read', user, signal: kept?.signal ?? null, ...told } satisfies TextsRead)
    },
  }
}

type Kept = { mean: Record<string, number>; variance: Record<string, number> }

const rounded = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, Math.round(value * 1e5) / 1e5]))

const shown = ({ mean, variance }: Kept, { learning }: KnownProject): TextsRead['read'] =>
  Object.fromEntries(
    Object.entries(mean).flatMap(([id, strength]) => {
      const name = learning.axes.get(id)?.name
      const deviation = Math.round(Math.sqrt(variance[id]!) * 1000) / 1000
      return name === undefined ? [] : [[name, { strength, deviation }]]
    }),
  )
