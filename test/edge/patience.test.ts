/** How long a fit is followed: its own time counts, its wait in a queue does not. */
import { expect, it } from 'vitest'
import { begun, counted, isHandedOn, isTimeOver, type Polls, pollDelay } from '../../edge/fitting/patience.ts'

const after = (polls: number, waiting: boolean, from = begun()): Polls =>
  Array.from({ length: polls }).reduce<Polls>((before) => counted(before, waiting), from)

it('a fit that runs is given up after its time', () => {
  expect(isTimeOver(after(479, false))).toBe(false)
  expect(isTimeOver(after(480, false))).toBe(true)
})

it('a fit that waits is handed on and not given up, and keeps what it has used', () => {
  const waited = after(400, true, after(80, false))
  expect([isTimeOver(waited), isHandedOn(waited)]).toEqual([false, true])
  const on = begun(waited.used)
  expect(isHandedOn(on)).toBe(false)
  expect(isTimeOver(after(400, false, on))).toBe(true)
})

it('is asked after every second at first, and never more rarely than every 15', () => {
  expect(pollDelay(after(60, true))).toBe(1)
  expect(pollDelay(after(61, true))).toBeCloseTo(1.05, 9)
  expect(pollDelay(after(400, true))).toBe(15)
})
