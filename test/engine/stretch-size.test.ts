/** How long stretches are: what running answers can bear, and never one that leaves a single token. */
import { describe, expect, test } from 'vitest'
import { STRETCH } from '../../gpu-worker/engine/model-runner.ts'
import { STALL_MS, StretchPace, stretchEnd } from '../../gpu-worker/engine/stretch-size.ts'

describe('a stretch', () => {
  test('is as long as can be when nobody waits for it', () => {
    expect(new StretchPace().size(false)).toBe(STRETCH)
  })

  test.each([
    [100, 16],
    [400, 16],
    [700, 32],
    [1300, 64],
    [100_000, STRETCH],
  ])('beside answers, at %i tokens a second, has %i tokens', (rate, tokens) => {
    const pace = new StretchPace()
    for (let i = 0; i < 50; i++) pace.observe(32, 32 / rate)
    expect(pace.size(true)).toBe(tokens)
    if (tokens > 16) expect((tokens / rate) * 1000).toBeLessThanOrEqual(STALL_MS)
  })

  test('of a few tokens says nothing of the pace', () => {
    const pace = new StretchPace()
    for (let i = 0; i < 50; i++) pace.observe(32, 32 / 1300)
    for (let i = 0; i < 50; i++) pace.observe(2, 1)
    expect(pace.size(true)).toBe(64)
  })

  test('covers a prompt together with the others, and has two tokens at least', () => {
    for (let length = 2; length <= 300; length++) {
      for (const size of [16, 32, 128]) {
        let at = 0
        while (at < length) {
          const end = stretchEnd(at, length, size)
          expect(end - at).toBeGreaterThanOrEqual(2)
          expect(end - at).toBeLessThanOrEqual(size)
          at = end
        }
        expect(at).toBe(length)
      }
    }
  })

  test('of a prompt of one token has one', () => {
    expect(stretchEnd(0, 1, 16)).toBe(1)
  })
})
