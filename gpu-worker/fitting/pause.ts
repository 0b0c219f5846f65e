/** Long computations between two requests to the model: answers that are being streamed get their turn, and a stop is heard. */
import { setImmediate } from 'node:timers/promises'

/** @throws the signal's reason once it is aborted */
export async function pause(signal?: AbortSignal): Promise<void> {
  await setImmediate()
  signal?.throwIfAborted()
}
