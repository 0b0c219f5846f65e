/** An answer that is asked for → a generation on a worker, steered by its user's profile: the same for every API. */
import { newGenerationId, randomText } from '../../shared/ids.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { directionsOf, type Steering } from '../../shared/wire/steering.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import { checkModel } from '../auth/narrowing.ts'
import { mostTokens } from '../budget/most-tokens.ts'
import { readConfig, type WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { firstToSpeak } from '../fleet/first-to-speak.ts'
import { readMembers } from '../fleet/members.ts'
import { workersServing } from '../fleet/model-cards.ts'
import { affinityOf } from '../fleet/routing.ts'
import { withDirections } from '../fleet/with-directions.ts'
import { askWorker } from '../fleet/worker-client.ts'
import { modelOf } from '../steering/asked-steering.ts'
import { basisOver } from '../steering/basis.ts'
import { type Explored, exploredOn, explores, steeredBy } from '../steering/exploration.ts'
import { observedBeside } from '../steering/observed.ts'
import { resolveChat } from '../steering/resolve.ts'
import { admitAnswer, type Telling } from './admission.ts'
import { readArtifact } from './artifacts.ts'
import type { AskedStructure } from './asked-structure.ts'
import type { Database } from './database.ts'
import { followSignals } from './live-answers.ts'
import { type Known, loadSteering, steerable } from './steering.ts'

export type GenerationOwner = { project: string; user: string | null; key: string }

/** What the worker is asked for, whoever asks and whatever steers it. */
export type Asked = Omit<
  GenerateRequest,
  | 'id'
  | keyof GenerationOwner
  | 'edits'
  | 'variants'
  | 'observed'
  | 'explored'
  | 'basis'
  | keyof Pick<Steering, 'scope' | 'overdrive' | 'json'>
>

/** `compares`: its choices are there to be told apart, and no more of them are made than can be. */
export type Order = { owner: GenerationOwner; asked: Asked; steering: Steering; compares?: true }

/** `signal` ends the generation, as long as its answer is read. */
export type Beginning = Telling & { env: Env; db: Database; signal: AbortSignal }

/** `explored`: what was drawn of what is believed; null: nothing was. */
export type Begun = { id: string; worker: WorkerAddress; response: Response; explored: Explored | null }

/** @throws ApiError 403 `other_user`, `model_not_allowed`; 400 `user_needed` */
export function ownerFor(caller: Caller, asked: { user?: string | null | undefined; model: string }): GenerationOwner {
  checkModel(caller, modelOf(asked.model))
  const user = actingUser(caller, asked.user)
  return { project: caller.project, user, key: caller.key ?? caller.actor.id }
}

/**
 * What an answer is resolved against.
 * @throws ApiError 400 `exploration_off`, `user_needed`, `invalid_value` where it cannot explore
 */
export const loadKnown = (
  db: Database,
  { owner, steering, asked }: Pick<Order, 'owner' | 'steering'> & { asked: AskedStructure },
): Promise<Known> => loadSteering(db, owner, explores(steering, asked))

/** An answer without a deadline has ended by then, or its worker has died. */
const LONGEST_ANSWER_MS = 15 * 60_000
/** From its end to the worker's report of it. */
const REPORTED_WITHIN_MS = 60_000

/** Until when what an answer may take is held, should nobody ever tell of its end. */
export const heldUntil = (deadlineMs: number | null, now = Date.now()) =>
  now + (deadlineMs ?? LONGEST_ANSWER_MS) + REPORTED_WITHIN_MS

/**
 * The worker's answer, errors too, as soon as its headers are there.
 * @param name the part of its id that no worker has a say in
 * @throws ApiError 400 for steering that is not possible, 404 `model_not_found`, 409 `nothing_to_learn`, 429
 * `rate_limit_exceeded` and `budget_exceeded`, 503 when no worker takes it.
 */
export async function begin(
  { env, db, signal, defer, tell }: Beginning,
  { owner, asked, steering: wanted, compares }: Order,
  knowing: Known | Promise<Known>,
  name = randomText(26),
): Promise<Begun> {
  const { secret } = readConfig(env)
  const [serving, known] = await Promise.all([
    readMembers(env).then((members) => workersServing(members, asked.model, affinityOf(owner.project, asked))),
    knowing,
  ])
  const seed = asked.sampling.seed ?? randomSeed()
  const drawn = exploredOn(new Set(serving.map(({ card }) => card.hash)), known, wanted, {
    ...{ n: asked.n, seed },
    isComparison: compares ?? false,
  })
  const hold = {
    id: name,
    ...{ key: owner.key, user: owner.user },
    tokens: () => mostTokens(asked, Math.max(...serving.map(({ card }) => card.context))),
    until: heldUntil(asked.deadline_ms),
  }
  const { release, takeOver } = await admitAnswer({ env, db, defer, tell }, owner.project, hold, known.limits)
  const axes = steerable(known)
  const candidates = serving.map((one) => ({ ...one, id: newGenerationId(one.worker.tag, name) }))
  const { taker, response } = await firstToSpeak(
    candidates,
    ({ worker, card, id }) => {
      const explored = drawn.get(card.hash) ?? null
      const choices = explored?.strengths.map((strengths) => steeredBy(known.stored, strengths)) ?? [known.stored]
      const variants = choices.map((stored) => resolveChat(axes, stored, wanted, card.hash))
      const basis = basisOver(known.axes, known.basis, wanted.basis, card.hash)
      const observed = owner.user === null ? [] : observedBeside(known.axes, variants, card.hash)
      const { scope, overdrive, json } = wanted
      return withDirections(
        secret,
        worker,
        {
          needed: directionsOf(variants.flat()),
          wanted: [...(basis ?? []), ...observed.map(({ direction }) => direction)],
        },
        (hash) => readArtifact(env.ARTIFACTS, hash),
        (lost) => {
          const body: GenerateRequest = {
            id,
            ...owner,
            ...asked,
            n: explored ? variants.length : asked.n,
            edits: variants.length === 1 ? variants[0]! : [],
            variants: variants.length === 1 ? null : variants,
            observed: observed.filter(({ direction }) => !lost.has(direction)),
            explored: explored !== null,
            scope,
            overdrive,
            basis: without(basis, lost),
            json,
          }
          return askWorker(secret, worker, { method: 'POST', path: '/v1/generate', body, signal })
        },
      )
    },
    ({ worker }) => takeOver(worker.tag),
  ).catch((thrown) => {
    // A worker may have begun all the same, for a moment; a hold that nobody settles would keep its user waiting for long.
    release()
    throw thrown
  })
  if (!response.ok) release()
  else if (wanted.live && owner.user !== null) {
    // Before its first word is passed on: what is signalled of it from then on reaches it.
    const following = { answer: taker.id, fixed: Object.keys(wanted.strengths), expires: hold.until }
    await followSignals({ env, db }, { project: owner.project, user: owner.user }, following, known.evidence)
  }
  return { id: taker.id, worker: taker.worker, response, explored: drawn.get(taker.card.hash) ?? null }
}

const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0]!

/** A direction that cannot be had, and that the answer is not steered by, is no reason to refuse the answer. */
function without(basis: readonly string[] | null, lost: ReadonlySet<string>): string[] | null {
  const left = basis?.filter((hash) => !lost.has(hash)) ?? []
  return left.length ? left : null
}
