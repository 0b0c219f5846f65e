/** Candidates for a prompt that are told apart by what is not known yet of their user: one generation, a choice for each. */
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import { readLateError } from '../../shared/wire/late-error.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import type { Caller } from '../auth/caller.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { askedSteering } from '../steering/asked-steering.ts'
import type { Explored } from '../steering/exploration.ts'
import type { Comparison, ComparisonRequest } from '../wire/comparison.ts'
import { type Sent, toAsked } from './chat.ts'
import { type Beginning, begin, loadKnown, type Order, ownerFor } from './generation.ts'

/** @throws ApiError as `begin` does; 400 `user_needed`, `exploration_off`; 409 `nothing_to_learn` */
export async function startComparison(
  beginning: Beginning,
  caller: Caller,
  { request, text, steering: header }: Sent<ComparisonRequest>,
): Promise<{ id: string; whole(): Promise<string> }> {
  const owner = ownerFor(caller, request)
  const order: Order = {
    owner,
    asked: { ...toAsked(request, text), n: request.candidates },
    steering: { ...askedSteering(request, header, text), explore: true },
    compares: true,
  }
  const { id, worker, response, explored } = await begin(beginning, order, loadKnown(beginning.db, order))
  if (!response.ok) throw toError(await refusalOf(response))
  const whole = async () => {
    const json = await response.text().catch((cause) => {
      throw new WorkerUnreachable(worker, cause)
    })
    const late = readLateError(json.trim())
    if (late) throw toError({ status: late.status, body: json, retryAfter: late.headers['retry-after'] ?? null })
    return JSON.stringify(toComparison(JSON.parse(json), owner.user!, explored!))
  }
  return { id, whole }
}

const toComparison = (
  { id, created, model, choices, usage }: ChatCompletion,
  user: string,
  { information }: Explored,
): Comparison => ({
  ...{ object: 'comparison', id, created, model, user },
  candidates: choices.map(({ index, message, finish_reason, attune }) => ({
    ...{ index, message, finish_reason },
    strengths: Object.fromEntries(attune.edits.map(({ axis, strength: value, mode }) => [axis, { value, mode }])),
    attune,
  })),
  information: information ?? 0,
  usage,
})
