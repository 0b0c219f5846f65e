/**
 * The durable course of a fit: start on a worker, follow it into the fit's row, fetch and register the direction as soon
 * as it can be used, follow on while its report is made, conclude. Each step may run more than once and may be the first
 * after a restart; its work is in steps.ts.
 */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { failureOf } from './failure.ts'
import type { FitJob } from './job.ts'
import * as steps from './steps.ts'

/** Outlasts a worker's restart. */
const PATIENT = {
  retries: { limit: 6, delay: '2 seconds', backoff: 'exponential' },
  timeout: '1 minute',
} as const

/** Two steps a poll; an instance may have 1024. */
const MAX_POLLS = 480

/** Seconds: a minute at one a second, then more and more rarely. MAX_POLLS of them are an hour and a half. */
const pollDelay = (poll: number) => Math.min(15, 1.05 ** Math.max(0, poll - 60))

export class FitWorkflow extends WorkflowEntrypoint<Env, FitJob> {
  override async run({ payload }: Readonly<WorkflowEvent<FitJob>>, step: WorkflowStep): Promise<void> {
    const { env } = this
    try {
      const worker = await step.do('start', PATIENT, () => steps.start(env, payload))
      if (!worker) return
      await this.#follow(step, payload, worker)
    } catch (thrown) {
      await step.do('record failure', PATIENT, () => steps.abandon(env, payload, failureOf(thrown)))
    }
  }

  async #follow(step: WorkflowStep, job: FitJob, worker: string): Promise<void> {
    const { env } = this
    let registered: string | null = null
    for (let poll = 0; poll < MAX_POLLS; poll++) {
      const { usable, end } = await step.do('poll', PATIENT, () => steps.poll(env, job, worker))
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
      await step.sleep('wait', pollDelay(poll) * 1000)
    }
    await step.do('give up', PATIENT, () => steps.abandon(env, job, steps.TIMED_OUT))
  }
}
