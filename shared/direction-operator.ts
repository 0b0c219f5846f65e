/**
 * The part of a direction's file that only operators have: what is applied towards either pole, as rank slots. For
 * every layer L and either POLE, R slots (H = hidden size); of the negative pole nothing where its slots are those of the
 * positive one with u and v turned round:
 * - `layer.L.POLE.u` [R, H]: what is read
 * - `layer.L.POLE.v` [R, H]: what is written; left out where it is u
 * - `layer.L.POLE.a`, `layer.L.POLE.g` [R]: the coefficients, before a layer's calibrated factor
 */
import { z } from 'zod'
import type { F32Tensor, SafetensorsTable } from './safetensors.ts'
import { MAX_RANK_SLOTS, type RankSlot } from './steering/slot.ts'
import { vectorLength } from './vector-length.ts'

export const operatorFacts = z.object({
  /** Slots act only after prompts whose state lies against u. */
  when_opposed: z.boolean(),
})
export type OperatorFacts = z.infer<typeof operatorFacts>

/** Sizes are the coefficients' business. */
const LONGEST = 1 + 1e-3

/** Far above any model's; times any size it stays a float32 that is finite. */
const LARGEST_COEFFICIENT = 1e9

const POLES = ['positive', 'negative'] as const
export type Operator = Record<(typeof POLES)[number], RankSlot[]>

export function writeOperator(tensors: Map<string, F32Tensor>, layer: number, operator: Operator): void {
  for (const pole of isMirrored(operator) ? (['positive'] as const) : POLES) {
    const slots = operator[pole]
    const name = (part: string) => `layer.${layer}.${pole}.${part}`
    const vectors = (part: 'u' | 'v') => {
      const H = slots[0]!.u.length
      const data = new Float32Array(slots.length * H)
      slots.forEach((slot, r) => void data.set(slot[part], r * H))
      tensors.set(name(part), { shape: [slots.length, H], data })
    }
    const numbers = (part: 'a' | 'g') =>
      tensors.set(name(part), { shape: [slots.length], data: Float32Array.from(slots, (slot) => slot[part]) })
    vectors('u')
    if (slots.some(({ u, v }) => u.some((x, i) => x !== v[i]))) vectors('v')
    numbers('a')
    numbers('g')
  }
}

/** @throws Error that says what is wrong with the file */
export function readOperator(
  { shapes, read }: Pick<SafetensorsTable, 'shapes' | 'read'>,
  layer: number,
  hidden: number,
  facts: OperatorFacts,
): Operator {
  const slotsOf = (pole: keyof Operator): RankSlot[] => {
    const part = (name: string) => {
      const tensor = read(`layer.${layer}.${pole}.${name}`)
      if (tensor && !tensor.data.every((x) => Math.abs(x) <= LARGEST_COEFFICIENT)) {
        throw new Error(
          `not a usable direction: layer.${layer}.${pole}.${name} holds values that are not finite, or beyond ${LARGEST_COEFFICIENT}`,
        )
      }
      return tensor
    }
    const [u, a, g] = [part('u'), part('a'), part('g')]
    const v = part('v') ?? u
    const R = a?.data.length ?? 0
    const fits = (tensor: F32Tensor | undefined, length: number) => tensor?.data.length === length
    if (R < 1 || R > MAX_RANK_SLOTS || !fits(u, R * hidden) || !fits(v, R * hidden) || !fits(g, R)) {
      throw new Error(
        `not a usable direction: its operator at layer ${layer}, ${pole}, needs u and v of [R, ${hidden}] and a and g of [R], with R from 1 to ${MAX_RANK_SLOTS}`,
      )
    }
    const row = (tensor: F32Tensor, r: number) => {
      const vector = tensor.data.subarray(r * hidden, (r + 1) * hidden)
      if (vectorLength(vector) <= LONGEST) return vector
      throw new Error(`not a usable direction: its operator at layer ${layer}, ${pole}, has a vector longer than 1`)
    }
    return Array.from({ length: R }, (_, r) => {
      const read = row(u!, r)
      return {
        u: read,
        v: v === u ? read : row(v!, r),
        a: a!.data[r]!,
        g: g!.data[r]!,
        ...(facts.when_opposed && { whenOpposed: true }),
      }
    })
  }
  const positive = slotsOf('positive')
  const mirrored = ['u', 'v', 'a', 'g'].every((name) => !shapes.has(`layer.${layer}.negative.${name}`))
  return { positive, negative: mirrored ? positive.map(mirror) : slotsOf('negative') }
}

/** Reads and writes the other way round: the same move, but for the choice by the prompt. */
export const mirror = ({ u, v, ...rest }: RankSlot): RankSlot => {
  const turned = u.map((x) => -x + 0)
  return { ...rest, u: turned, v: v === u ? turned : v.map((x) => -x + 0) }
}

function isMirrored({ positive, negative }: Operator): boolean {
  const turned = (one: Float32Array, other: Float32Array) => one.every((x, i) => x + other[i]! === 0)
  return (
    positive.length === negative.length &&
    positive.every((slot, r) => {
      const other = negative[r]!
      return slot.a === other.a && slot.g === other.g && turned(slot.u, other.u) && turned(slot.v, other.v)
    })
  )
}
