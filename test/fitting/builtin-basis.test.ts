/** The built-in axes made orthogonal to one another: what cancels when summed no longer does. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import { CORRELATED, correlation } from '../../shared/steering/correlation.ts'
import { composeEdit, dot } from '../../shared/steering/edit.ts'
import { orthogonalBasis } from '../../shared/steering/orthogonal-basis.ts'

const NAMES = ['formal', 'simple', 'optimistic', 'enthusiastic', 'warm', 'story']
const directions = NAMES.map(
  (name): Direction => decodeDirection(readFileSync(path.join(BUILTIN_DIRECTIONS, `${name}.safetensors`))),
)
const basis = orthogonalBasis(directions)
const at = (name: string) => NAMES.indexOf(name)

/** Strengths by axis → how far the summed edit goes along that axis's direction, as a share of what it does alone. */
function kept(strengths: Record<string, number>, orthogonal: boolean): number[] {
  const { edit } = composeEdit(
    Object.entries(strengths).map(([axis, strength]) => {
      const along = orthogonal ? basis[at(axis)]! : null
      return { axis, direction: directions[at(axis)]!, strength, mode: 'add', along }
    }),
    { overdrive: true },
  )
  const { e } = edit.values().next().value!
  return Object.entries(strengths).map(([axis, strength]) => {
    const { v, positive, negative, residual_norm } = directions[at(axis)]!.layers[0]!
    return dot(e, v) / (strength * (strength > 0 ? positive : negative) * residual_norm)
  })
}

describe('the built-in axes', () => {
  test('alone keep at least .89 of their way in the orthogonal basis', () => {
    for (const axis of NAMES) expect(kept({ [axis]: 0.5 }, true)[0]).toBeGreaterThan(0.89)
  })

  test.each<Record<string, number>>([
    { formal: 0.5, simple: 0.5 },
    { formal: -0.5, simple: -0.5 },
    { formal: 0.5, story: 0.5 },
    { simple: 0.5, story: -0.5 },
  ])('that cancel when summed keep more of it there: %j', (strengths) => {
    const raw = kept(strengths, false)
    const orthogonal = kept(strengths, true)
    for (const [i, share] of orthogonal.entries()) {
      expect(raw[i]).toBeLessThan(0.55)
      expect(share).toBeGreaterThan(raw[i]! + 0.15)
    }
  })

  test('above the bound are told to be alike', () => {
    const alike = NAMES.flatMap((one, i) => NAMES.slice(i + 1).map((other) => [one, other] as const)).filter(
      ([one, other]) => Math.abs(correlation(directions[at(one)]!, directions[at(other)]!)!) > CORRELATED,
    )
    expect(alike).toEqual([
      ['formal', 'simple'],
      ['formal', 'story'],
      ['simple', 'story'],
    ])
  })
})
