/**
 * The durable course of a fit: start on a worker, follow it into the fit's row, fetch and register the direction as soon
 * as it can be used, follow on while its report is made, conclude. Each step may run more than once and may be the first
 * after a restart; its work is in steps.ts.
 */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { failureOf } from './failure.ts'
import type { FitJob } from './job.ts'
import { begun, counted, isHandedOn, isTimeOver, type Polls, pollDelay } from './patience.ts'
import * as steps from './steps.ts'

/** Outlasts a worker's restart. */
const PATIENT = {
  retries: { limit: 6, delay: '2 seconds', backoff: 'exponential' },
  timeout: '1 minute',
} as const

export class FitWorkflow extends WorkflowEntrypoint<Env, FitJob> {
  override async run({ payload }: Readonly<WorkflowEvent<FitJob>>, step: WorkflowStep): Promise<void> {
    const { env } = this
    try {
      await this.#take(step, payload)
    } catch (thrown) {
      await step.do('record failure', PATIENT, () => steps.abandon(env, payload, failureOf(thrown)))
    }
  }

  /** Until a worker has a place for it, which takes as long as it takes. */
  async #take(step: WorkflowStep, job: FitJob): Promise<void> {
    const { env } = this
    for (let polls = begun(job.used); !isHandedOn(polls); polls = counted(polls, true)) {
      const taken = await step.do('start', PATIENT, () => steps.start(env, job))
      if (!taken) return
      if (taken !== 'full') return this.#follow(step, job, taken.worker, polls)
      await step.sleep('wait for a place', pollDelay(polls) * 1000)
    }
    await step.do('hand on', PATIENT, () => steps.handOn(env, job, job.used ?? 0))
  }

  async #follow(step: WorkflowStep, job: FitJob, worker: string, from: Polls): Promise<void> {
    const { env } = this
    let registered: string | null = null
    let polls = from
    while (!isTimeOver(polls)) {
      if (isHandedOn(polls)) return step.do('hand on', PATIENT, () => steps.handOn(env, job, polls.used))
      const { usable, waiting, end } = await step.do('poll', PATIENT, () => steps.poll(env, job, worker))
      // Another hash: the worker lost the fit and made it anew from other text. What comes now is about that one.
      if (usable && usable !== registered) {
        const stored = await step.do('store artifact', PATIENT, () => steps.storeArtifact(env, job, worker, usable))
        if (stored) {
          await step.do('register direction', PATIENT, () => steps.register(env, job, stored))
          registered = usable
        }
      }
      const missed = usable !== null && usable !== registered
      if (end && !missed) return step.do('conclude', PATIENT, () => steps.conclude(env, job, end))
      polls = counted(polls, waiting)
      await step.sleep('wait', pollDelay(polls) * 1000)
    }
    await step.do('give up', PATIENT, () => steps.abandon(env, job, steps.TIMED_OUT))
  }
}
