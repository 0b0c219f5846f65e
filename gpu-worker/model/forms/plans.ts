/** Which weight form each layer takes: the forms of whole models, by name. */
import { fp32 } from './fp32.ts'
import { q4x } from './q4x.ts'
import { q8 } from './q8.ts'
import type { WeightForm } from './weight-form.ts'

/**
 * A whole model's weights, by name: the form of its blocks and that of its head.
 * - q8: 8-bit blocks of 32; the faithful default of decoding.
 * - q4x: the file's own 4-bit blocks, exact; the smallest.
 * - exact: blocks as plain floats; the default of prefill, where it is about as fast as q8.
 * - fp32: everything as plain floats; the oracle of the tests.
 */
export const FORM_PLANS = {
  q8: { body: q8, head: q8 },
  q4x: { body: q4x, head: q8 },
  exact: { body: fp32, head: q8 },
  fp32: { body: fp32, head: fp32 },
} as const satisfies Record<string, { body: WeightForm; head: WeightForm }>
export type FormName = keyof typeof FORM_PLANS

/** Which form each linear layer takes ('blk3_down', 'head'). */
export const formOf = (plan: FormName, layer: string): WeightForm =>
  layer === 'head' ? FORM_PLANS[plan].head : FORM_PLANS[plan].body
