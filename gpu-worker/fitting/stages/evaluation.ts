/**
 * Whether the direction steers at all: a gate, not a grade.
 *
 * Measured: the mean change of the held-out pairs' margin (margin.ts; nats a token, plain prompt, without the answer's
 * first token) at strength +1, f(+1), and at -1, f(-1). Held out means: on anchors, which no direction was fitted on; or
 * on the pairs themselves in two folds by query, each fold with the vector fitted on the other.
 *
 * Controls, c_k: the same pairs with random signs (controls.ts), at the same sizes, on the same held-out pairs. With
 * anchors a control is oriented by them, as the direction was.
 *
 * The gate: f(+1) ≥ mean_k c_k(+1) + GATE and f(+1) > c_k(+1) for every k; and mirrored, f(-1) ≤ mean_k c_k(-1) - GATE
 * and f(-1) < c_k(-1) for every k. So both signs must move, by more than damage or chance does.
 *
 * `verified` says that labelled pairs (anchors, or given pairs) oriented and gated it. An unverified direction may pass:
 * then it raises the margin of the answers the model wrote, which may still not be what the axis' name says.
 */
import type { Evaluation } from '../../../shared/wire/fit.ts'
import { mean } from '../../language/vector.ts'
import { type ControlOptions, randomControls } from '../controls.ts'
import { editOf, turnedRound } from '../fitted.ts'
import type { HeldOutPair } from '../held-out.ts'
import { margins } from '../margin.ts'
import type { Stage } from '../stage.ts'
import type { CalibrationOutput } from './calibration.ts'
import type { LayersOutput } from './layers.ts'
import { type Candidate, type Folded, fittedFor, WEAK_AGREEMENT } from './method.ts'

/** Nats a token. */
export const GATE = 0.2

export type EvaluationInput = {
  controls: ControlOptions
  candidate: Candidate
  /** Whether anchors turned the direction against the candidate, and the held-out margins without any edit. */
  turned: boolean
  plain: number[]
  heldOut: HeldOutPair[]
  onAnchors: boolean
  verified: boolean
  calibration: CalibrationOutput
  /** What was tried at other layers, and what became of the pairs: kept with the rest. */
  candidates: LayersOutput['candidates']
  pairs: Evaluation['pairs']
}

type Measured = { folded: Folded; turned: boolean }
type Moved = { positive: number; negative: number }

export const evaluate: Stage<EvaluationInput, Evaluation> = async (input, { model, signal, task }) => {
  const { candidate, heldOut, calibration } = input
  const sizes = [calibration.positive, -calibration.negative]
  // In one call, so that each prompt is read once.
  const measure = async (measured: readonly Measured[], label: string, from: number, to: number): Promise<Moved[]> => {
    const steered = await margins(
      model,
      measured.flatMap(({ folded, turned }) =>
        sizes.flatMap((size) =>
          heldOut.map(({ pair, fold }) => {
            const fitted = fittedFor(folded, fold)
            return { pair, edit: editOf(turned ? turnedRound(fitted) : fitted, size) }
          }),
        ),
      ),
      task(label, from, to),
    )
    const moved = (at: number) => mean(heldOut.map((_, i) => steered[at * heldOut.length + i]! - input.plain[i]!))
    return measured.map((_, k) => ({ positive: moved(2 * k), negative: moved(2 * k + 1) }))
  }

  const controls = await randomControls(input.controls, signal)
  const [own, ...control] = (await measure(
    [{ folded: candidate, turned: input.turned }, ...controls.map((folded) => ({ folded, turned: false }))],
    'Measuring both signs, and those of random-sign controls',
    0,
    0.8,
  )) as [Moved, ...Moved[]]
  // The poles have sizes of their own, so a control that is turned round is another edit.
  const wrong = input.onAnchors ? controls.flatMap((_, k) => (odd(control[k]!) < 0 ? [k] : [])) : []
  if (wrong.length) {
    const turned = wrong.map((k) => ({ folded: controls[k]!, turned: true }))
    const again = await measure(turned, 'Measuring controls, turned by the anchors', 0.8, 1)
    for (const [i, k] of wrong.entries()) control[k] = again[i]!
  }

  const failures = gateFailures(own, control, calibration)
  const passed = failures.length === 0
  const output: Evaluation = {
    margin: {
      ...rounded(own),
      odd: round(odd(own)),
      control: control.map(rounded),
      pairs: heldOut.length,
      on: input.onAnchors ? 'anchors' : 'held-out',
    },
    fluency: {
      plain: round(calibration.fluency.plain),
      positive: round(calibration.fluency.positive),
      negative: round(calibration.fluency.negative),
    },
    layers: input.candidates.map(({ layer, odd }) => ({ layer, odd: round(odd) })),
    pairs: input.pairs,
    verified: input.verified,
    passed,
    reasons: [...failures, ...remarks(input)],
    report: null,
  }
  return { output, note: `${passed ? 'passed' : 'did not pass'}: ${signed(own.positive)} and ${signed(own.negative)}` }
}

/** What stands against passing, in words; nothing when the gate is passed. */
export function gateFailures(
  own: Moved,
  control: Moved[],
  calibration: Pick<CalibrationOutput, 'positive' | 'negative'>,
): string[] {
  return ([1, -1] as const).flatMap((sign) => {
    const pole = sign > 0 ? 'positive' : 'negative'
    const strength = sign > 0 ? '+1' : '-1'
    if (calibration[pole] === 0) return [`Strength ${strength} does nothing: no size keeps the text fluent.`]
    const controls = control.map((moved) => moved[pole])
    const needed = mean(controls) + sign * GATE
    const beyondAll = controls.every((other) => sign * own[pole] > sign * other)
    if (sign * own[pole] >= sign * needed && beyondAll) return []
    return [
      `Strength ${strength} moves the held-out margin by ${signed(own[pole])} nats a token; ${signed(needed)} was needed: ${GATE} beyond the mean of the random-sign controls (${controls.map(signed).join(', ')}), and beyond each of them.`,
    ]
  })
}

function remarks({ verified, candidate, turned }: EvaluationInput): string[] {
  return [
    ...(verified ? [] : ['Unverified: no labelled pairs say that it points the way its name does. Add anchors.']),
    ...(turned ? ['The pairs pointed the wrong way; the anchors turned the direction round.'] : []),
    ...(candidate.agreement < WEAK_AGREEMENT
      ? [`The pairs agree little on a direction (mean cosine ${candidate.agreement.toFixed(2)}).`]
      : []),
  ]
}

const odd = ({ positive, negative }: Moved) => (positive - negative) / 2
const round = (value: number) => Math.round(value * 1e4) / 1e4 + 0
const rounded = ({ positive, negative }: Moved) => ({ positive: round(positive), negative: round(negative) })
const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`
