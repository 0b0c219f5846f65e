import { expect, test } from 'vitest'
import type { Tokenizer } from '../../gpu-worker/model/tokenizer.ts'
import { toLogprobs } from '../../gpu-worker/server/logprobs.ts'

const TEXTS = [' Paris', 'é漢🙂']
const tokenizer = { bytesOf: (id: number) => new TextEncoder().encode(TEXTS[id]) } as Tokenizer
const shown = (id: number, characters?: number) => {
  const scores = { id, logprob: -1, top: [{ id, logprob: -1 }], ...(characters !== undefined && { characters }) }
  const [told] = toLogprobs([scores], tokenizer).content
  expect(told!.top_logprobs[0]!.token).toBe(TEXTS[id])
  expect(new TextDecoder().decode(Uint8Array.from(told!.bytes))).toBe(told!.token)
  return told!.token
}

test('a token that a stop string cut is shown as far as the text goes; the likeliest beside it are whole', () => {
  expect(shown(0)).toBe(' Paris')
  expect(shown(0, 1)).toBe(' ')
  expect(shown(0, 9)).toBe(' Paris')
  expect(shown(1, 1)).toBe('é')
  expect(shown(1, 2)).toBe('é漢')
  // Two units of UTF-16.
  expect(shown(1, 4)).toBe('é漢🙂')
})
