/**
 * The durable course of a fit: start on a worker, follow it into the fit's row, keep its finished stages, fetch and register
 * the direction as soon as it can be used, follow on while its report is made, conclude. Where its worker is gone, it starts
 * on another, which goes on from the stages. Each step may run more than once and may be the first after a restart; its work
 * is in steps.ts.
 */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { FitStage } from '../../shared/wire/fit.ts'
import type { Env } from '../env.ts'
import { failureOf } from './failure.ts'
import type { FitJob } from './job.ts'
import { BRIEF, begun, counted, isHandedOn, isTimeOver, ONCE, PATIENT, type Polls, pollDelay } from './patience.ts'
import * as steps from './steps.ts'

/** What became of a fit on one worker: it has ended here, or another worker is to be found. */
type Left = 'ended' | { polls: Polls }

export class FitWorkflow extends WorkflowEntrypoint<Env, FitJob> {
  override async run({ payload }: Readonly<WorkflowEvent<FitJob>>, step: WorkflowStep): Promise<void> {
    const { env } = this
    const job: FitJob = { ...payload, turn: payload.turn ?? 0 }
    try {
      await this.#take(step, job)
    } catch (thrown) {
      await step.do('record failure', PATIENT, () => steps.abandon(env, job, failureOf(thrown)))
    }
    await step.do('tell webhooks', ONCE, () => steps.tell(env, job)).catch(() => {})
  }

  /** Until a worker has a place for it, which takes as long as it takes; and again where that one is gone. */
  async #take(step: WorkflowStep, job: FitJob): Promise<void> {
    const { env } = this
    let polls = begun(job.used)
    while (!isHandedOn(polls)) {
      const taken = await step.do('start', PATIENT, () => steps.start(env, job))
      if (!taken) return
      if (taken === 'full') {
        await step.sleep('wait for a place', pollDelay(polls) * 1000)
        polls = counted(polls, true)
        continue
      }
      const left = await this.#follow(step, job, taken, polls)
      if (left === 'ended') return
      polls = counted(left.polls, false)
    }
    await step.do('hand on', PATIENT, () => steps.handOn(env, job, polls.used))
  }

  async #follow(step: WorkflowStep, job: FitJob, taken: steps.Taken, from: Polls): Promise<Left> {
    const { env } = this
    const { worker, timeLimit } = taken
    const kept = new Set<FitStage>()
    let registered: string | null = null
    let polls = from
    while (!isTimeOver(polls, timeLimit)) {
      if (isHandedOn(polls)) return { polls }
      const { used } = polls
      const seen = await orGone(step.do('poll', BRIEF, () => steps.poll(env, job, worker, used)))
      if (seen === GONE) return { polls }
      const { usable, waiting, finished, end } = seen
      const fresh = finished.filter((stage) => !kept.has(stage))
      if (fresh.length > 0 && !end) {
        // Without them, another worker would make them again.
        await step.do('keep stages', BRIEF, () => steps.keepStages(env, job, worker, fresh)).catch(() => {})
        for (const stage of fresh) kept.add(stage)
      }
      // Another hash: the worker lost the fit and made it anew from other text. What comes now is about that one.
      if (usable && usable !== registered) {
        const fetched = step.do('store artifact', BRIEF, () => steps.storeArtifact(env, job, worker, usable))
        const stored = await orGone(fetched)
        if (stored === GONE) return { polls }
        if (stored) {
          await step.do('register direction', PATIENT, () => steps.register(env, job, stored))
          registered = usable
        }
      }
      const missed = usable !== null && usable !== registered
      if (end && !missed) {
        await step.do('conclude', PATIENT, () => steps.conclude(env, job, end))
        return 'ended'
      }
      polls = counted(polls, waiting)
      await step.sleep('wait', pollDelay(polls) * 1000)
    }
    await step.do('give up', PATIENT, () => steps.abandon(env, job, steps.TIMED_OUT))
    return 'ended'
  }
}

const GONE = 'gone'

/** A worker that does not answer any more is no failure of the fit. */
const orGone = <Result>(done: Promise<Result>): Promise<Result | typeof GONE> =>
  done.catch((thrown: unknown) => {
    if (steps.isWorkerGone(thrown)) return GONE
    throw thrown
  })
