/** How long a fit is followed: its own time counts, its wait in a queue does not. */
import { expect, it } from 'vitest'
import {
  BRIEF,
  begun,
  counted,
  isHandedOn,
  isTimeOver,
  LONGEST_SILENCE_MS,
  PATIENT,
  type Polls,
  pollDelay,
} from '../../edge/fitting/patience.ts'
import { STALLED_AFTER_MS } from '../../edge/services/stalled-fits.ts'

const after = (polls: number, waiting: boolean, from = begun()): Polls =>
  Array.from({ length: polls }).reduce<Polls>((before) => counted(before, waiting), from)

it('a fit that runs is given up after its time', () => {
  const limit = 300
  let polls = begun()
  let seconds = 0
  while (!isTimeOver(polls, limit)) {
    seconds += pollDelay(polls)
    polls = counted(polls, false)
  }
  expect(seconds).toBeGreaterThanOrEqual(limit)
  expect(seconds).toBeLessThan(limit + 15)
})

it('a fit that waits is handed on and not given up, and keeps what it has used', () => {
  const ran = after(80, false)
  const waited = after(400, true, ran)
  expect([isTimeOver(waited, ran.used + 1), isHandedOn(waited)]).toEqual([false, true])
  const on = begun(waited.used)
  expect([on.used, isHandedOn(on)]).toEqual([ran.used, false])
  expect(isTimeOver(counted(on, false), ran.used + 1)).toBe(true)
})

it('is asked after every second at first, and never more rarely than every 15', () => {
  expect(pollDelay(after(60, true))).toBe(1)
  expect(pollDelay(after(61, true))).toBeCloseTo(1.05, 9)
  expect(pollDelay(after(400, true))).toBe(15)
})

it('counts as stalled only after a longer silence than a workflow that lives can keep', () => {
  const lasting = ({ retries, timeout }: typeof PATIENT): number => {
    let total = timeout
    for (let i = 0, wait = retries.delay; i < retries.limit; i++, wait *= 2) total += wait + timeout
    return total
  }
  expect(LONGEST_SILENCE_MS).toBe(lasting(BRIEF) + lasting(PATIENT) + 15_000)
  expect(STALLED_AFTER_MS).toBeGreaterThan(LONGEST_SILENCE_MS)
})
