import { describe, expect, test } from 'vitest'
import { toEvidence } from '../../shared/learning/stored-evidence.ts'

const at = (strength: number, lean: number | null) => ({ formal: { version: 1, strength, lean } })

describe('what is kept of a signal', () => {
  test('stands between the strength that steered a text and how far it leaned', () => {
    expect(toEvidence({ kind: 'thumb', at: at(0.4, 0.8), up: true })).toMatchObject({
      at: { formal: expect.closeTo(0.6, 9) },
    })
    expect(toEvidence({ kind: 'edit', from: at(0, -0.2), to: at(0.5, 0.3) })).toMatchObject({
      from: { formal: -0.1 },
      to: { formal: 0.4 },
    })
    expect(toEvidence({ kind: 'pick', candidates: [at(1, 0), at(-1, -1)], picked: 1 })).toMatchObject({
      candidates: [{ formal: 0.5 }, { formal: -1 }],
    })
  })

  test('stands at the strength where a direction cannot say how far a text leaned', () => {
    expect(toEvidence({ kind: 'copy', at: at(0.4, null) })).toMatchObject({ at: { formal: 0.4 } })
  })

  test('of texts is what was read of them', () => {
    const texts = { kind: 'texts', mean: { formal: 0.2 }, variance: { formal: 0.1 } } as const
    expect(toEvidence(texts)).toEqual(texts)
  })
})
