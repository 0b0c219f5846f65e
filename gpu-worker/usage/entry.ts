/** What one answer has used so far, as it is written down and reported. */
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import type { UsageAxis, UsageEntry, UsagePosition } from '../../shared/wire/usage.ts'
import type { AxisUse } from '../engine/steering.ts'
import type { Answer, Choice } from '../server/answer.ts'

/** `running`: the answer goes on, and what stands there is a checkpoint of it. */
export type JournalEntry = Omit<UsageEntry, 'status'> & { status: UsageEntry['status'] | 'running' }

export const isEnded = (entry: JournalEntry): entry is UsageEntry => entry.status !== 'running'

/** What does not change while an answer is made. */
export type Order = Pick<GenerateRequest, 'key' | 'model'> & { worker: string; started: number }

/** @param now Unix milliseconds: when it ended, or was looked at */
export function entryOf(answer: Answer, { key, model, worker, started }: Order, now: number): JournalEntry {
  const { id, owner, usage, status, choices } = answer
  const wasBegun = choices.some(({ generation }) => generation.cached > 0 || generation.output.length > 0)
  return {
    id,
    ...owner,
    key,
    model,
    status: status === 'queued' ? 'running' : status,
    prompt_tokens: wasBegun ? usage.prompt_tokens : 0,
    cached_tokens: usage.prompt_tokens_details.cached_tokens,
    completion_tokens: usage.completion_tokens,
    axes: together(choices.flatMap(({ steering }) => steering.used)),
    positions: positionsOf(choices),
    started,
    // A clock that was set back makes no answer end before it began.
    ended: Math.max(started, now),
    worker,
  }
}

/** None at all where no choice was read. */
function positionsOf(choices: readonly Choice[]): UsagePosition[][] {
  const positions = choices.map(({ steering }) => steering.positions)
  return positions.some((ofChoice) => ofChoice.length > 0) ? positions : []
}

/** Each axis once, of whichever choices it steered; its strength the mean over all tokens that were edited. */
function together(uses: readonly AxisUse[]): UsageAxis[] {
  const byAxis = Map.groupBy(uses, ({ axis }) => axis)
  return [...byAxis.values()].map((same) => {
    const tokens = same.reduce((sum, use) => sum + use.tokens, 0)
    const strength = same.reduce((sum, use) => sum + use.strengthSum, 0) / tokens
    const { axis, version } = same[0]!
    return { axis, version, strength, tokens }
  })
}
