import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLatestSender } from '../../edge/dashboard/src/playground/latest-sender.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A sender whose calls end when the test says so. */
function held() {
  const calls: { value: number; seq: number; end: (error?: Error) => void }[] = []
  const sender = createLatestSender<number>((value, seq) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    calls.push({ value, seq, end: (error) => (error ? reject(error) : resolve()) })
    return promise
  }, 80)
  const sent = () => calls.map(({ value, seq }) => [value, seq])
  return { sender, calls, sent }
}

describe('createLatestSender', () => {
  it('sends only the newest of the values that come within the time', async () => {
    const { sender, sent } = held()
    for (const value of [1, 2, 3]) sender.push(value)
    expect(sent()).toEqual([])
    await vi.advanceTimersByTimeAsync(80)
    expect(sent()).toEqual([[3, 1]])
  })

  it('sends while a slider keeps moving, instead of waiting for it to rest', async () => {
    const { sender, calls, sent } = held()
    for (let value = 1; value <= 10; value++) {
      sender.push(value)
      await vi.advanceTimersByTimeAsync(40)
      calls.at(-1)?.end()
    }
    expect(sent().length).toBeGreaterThan(2)
    expect(sent().map(([, seq]) => seq)).toEqual(sent().map((_, i) => i + 1))
  })

  it('keeps one call in flight: what comes meanwhile waits, and the last of it wins', async () => {
    const { sender, calls, sent } = held()
    sender.push(1)
    await vi.advanceTimersByTimeAsync(80)
    sender.push(2)
    sender.push(3)
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent()).toEqual([[1, 1]])
    calls[0]!.end()
    await vi.advanceTimersByTimeAsync(80)
    expect(sent()).toEqual([
      [1, 1],
      [3, 2],
    ])
  })

  it('goes on after a call that failed', async () => {
    const { sender, calls, sent } = held()
    sender.push(1)
    await vi.advanceTimersByTimeAsync(80)
    calls[0]!.end(new Error('unreachable'))
    sender.push(2)
    await vi.advanceTimersByTimeAsync(80)
    expect(sent()).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  it('drops what was not sent when it is closed', async () => {
    const { sender, sent } = held()
    sender.push(1)
    sender.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent()).toEqual([])
  })
})
