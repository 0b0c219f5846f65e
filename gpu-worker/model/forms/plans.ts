/** Which weight form each layer takes: the forms of whole models, by name. */
import { fp16 } from './fp16.ts'
import { fp32 } from './fp32.ts'
import { int8, int8fine, int8pair, int8pairfine } from './int8.ts'
import { q4x } from './q4x.ts'
import { q8 } from './q8.ts'
import type { WeightForm } from './weight-form.ts'

/** The linear layers of a block, and the head: what reads the same input is stacked (graph/layers.ts). */
export const LINEAR_KINDS = ['qkv', 'out', 'gate_up', 'down', 'head'] as const
export type LinearKind = (typeof LINEAR_KINDS)[number]

/** What flows between a block's layers, and what keys and values are kept in. */
export type KvType = 'float32' | 'float16'

export type FormPlan = Readonly<Record<LinearKind, WeightForm>> & {
  /**
   * The residual stream, with the norms and edits on it, is float32 always: edits are to be exact, and halves overflow in
   * the streams of some models (Gemma 3).
   */
  readonly values: KvType
}

const blocks = (body: WeightForm, head: WeightForm, values: KvType = 'float32'): FormPlan => ({
  qkv: body,
  out: body,
  gate_up: body,
  down: body,
  head,
  values,
})

/**
 * A whole model's weights, by name: the form of its blocks and that of its head.
 * - i8: bytes by bytes in integer GEMM; the fastest where the CPU sums products of bytes in 32 bits, wrong on others. What
 *   enters `down` has outliers that no smoothing reaches, so it gets two bytes.
 * - i8p: the same with weights whose neighbouring pairs fit 16 bits; right on every CPU, the fastest on those others. Two bytes
 *   for what enters `qkv` make up for the coarser weights (default model, KL on prose and chats: 7.1e-3 and 1.4e-2 without,
 *   5.3e-3 and 1.1e-2 with them).
 * - q8: 8-bit blocks of 32; right on every CPU.
 * - q4x: the file's own 4-bit blocks, exact; the smallest.
 * - exact: blocks as plain floats, with an 8-bit head; the default of prefill.
 * - fp32: everything as plain floats; the oracle of the tests.
 * - fp16: halves, but for the residual stream; the form for GPUs.
 */
export const FORM_PLANS = {
  i8: { ...blocks(int8, int8), down: int8fine },
  i8p: { ...blocks(int8pair, int8pair), qkv: int8pairfine, down: int8pairfine },
  q8: blocks(q8, q8),
  q4x: blocks(q4x, q8),
  exact: blocks(fp32, q8),
  fp32: blocks(fp32, fp32),
  fp16: blocks(fp16, fp16, 'float16'),
} as const satisfies Record<string, FormPlan>
export type FormName = keyof typeof FORM_PLANS
export const FORM_NAMES = Object.keys(FORM_PLANS) as FormName[]

/** Stretches of prompts; stretches of given texts, of which probabilities are wanted; steps that write. */
export type Phase = 'prefill' | 'reading' | 'decode'

/**
 * What a form is in a phase. A step's best candidates are scored again exactly (engine/shortlist.ts), so bytes will do
 * for its head; a reading takes every logit as it comes.
 */
export const planOf = (form: FormName, phase: Phase): FormPlan =>
  (phase !== 'decode' && READING_PLANS[form]) || FORM_PLANS[form]

const READING_PLANS: Partial<Record<FormName, FormPlan>> = {
  i8: { ...FORM_PLANS.i8, head: int8fine },
  i8p: { ...FORM_PLANS.i8p, head: int8pairfine },
}

export const kvTypeOf = (form: FormName): KvType => FORM_PLANS[form].values

/** Whether the head's logits need no second scoring: they are those of its own rows, but for rounding of halves. */
export const isExactHead = (form: FormName): boolean => {
  const { head } = FORM_PLANS[form]
  return head === fp32 || head === fp16
}
