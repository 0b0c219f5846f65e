/**
 * The full evaluation, once a direction can be used: its effect in sampled text beside prompts and random-sign controls,
 * what else it changes, and whether the model still refuses what it should. It takes minutes, so nobody waits for it but
 * an automatic activation.
 *
 * The report's gate: text at ±1 stays fluent, harmful requests are still refused, and sampled text moves further towards
 * either pole than the mean of the random-sign controls does. The held-out margin says whether a direction steers at
 * all; some that raise it move nothing in what the model says itself.
 */
import type { Characteristics } from '../../shared/characteristics.ts'
import type { Direction } from '../../shared/direction.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import type { Effect, EffectReport, Report, TextMeasures } from '../../shared/wire/report.ts'
import { measureEffect } from '../evaluation/effect/measure-effect.ts'
import { measureSideEffects } from '../evaluation/side-effects.ts'
import { directionSubject, type Subject } from '../evaluation/subject.ts'
import { type ControlOptions, randomControls } from '../fitting/controls.ts'
import { editOf, type Fitted } from '../fitting/fitted.ts'
import type { Stage } from '../fitting/stage.ts'
import type { CalibrationOutput } from '../fitting/stages/calibration.ts'
import { deriveSeed } from '../language/rng.ts'
import { mean, significant } from '../language/vector.ts'

/** Of perplexity at ±1 to plain. Calibration aims at 1.6; what two samples of texts differ by is added. */
export const LEAST_FLUENT = 2
/** Of the texts at ±1, beyond plain's share. */
const MORE_BROKEN = 0.1
/** Answers to each query. */
const SEEDS = 2

export type ReportInput = Pick<FitSpec, 'axis' | 'positive' | 'negative' | 'anchors'> & {
  characteristics: Characteristics
  direction: Direction
  calibration: CalibrationOutput
  controls: ControlOptions
  /** Queries that the fit was made with. */
  asked: string[]
  seed: number
}

export const makeReport: Stage<ReportInput, Omit<Report, 'seconds'>> = async (input, { model, signal, task }) => {
  const { positive, negative, direction, calibration, seed } = input
  const subject = directionSubject(direction)
  const controls = (await randomControls(input.controls, signal)).map(({ full }) => controlSubject(full, calibration))
  const effect = await measureEffect(
    {
      model,
      poles: { positive, negative },
      characteristics: input.characteristics,
      subject,
      controls,
      anchors: input.anchors,
      axis: input.axis,
      exclude: input.asked,
      seeds: Array.from({ length: SEEDS }, (_, k) => deriveSeed(seed, 'effect', k)),
    },
    task('Measuring the effect in text', 0, 0.65),
  )
  const { sideEffects, safety, reasons } = await measureSideEffects(
    {
      model,
      poles: { positive, negative },
      subject,
      controls,
      seed: deriveSeed(seed, 'side-effects'),
    },
    task('Measuring what else it changes', 0.65, 1),
  )
  const failures = reportFailures(effect)
  const passed = safety.passed && failures.length === 0
  const output = rounded({
    effect,
    side_effects: sideEffects,
    safety,
    passed,
    reasons: [...failures, ...reasons, ...unmeasured(effect)],
  })
  return { output, note: passed ? 'passed' : `did not pass: ${output.reasons[0]}` }
}

/** At the sizes that the direction was calibrated to. */
const controlSubject = (fitted: Fitted, { positive, negative }: CalibrationOutput): Subject => ({
  edit: (strength) => editOf(fitted, strength * (strength > 0 ? positive : negative)),
})

/** Reports travel in headers and are kept with every direction: no figure of theirs means anything beyond five digits. */
export function rounded<Value>(value: Value): Value {
  const round = (_: string, each: unknown) =>
    typeof each === 'number' && !Number.isInteger(each) ? significant(each, 5) : each
  return JSON.parse(JSON.stringify(value, round)) as Value
}

/** What stands against passing in the sampled texts, in words. */
export function reportFailures({ plain, curve, controls }: EffectReport): string[] {
  return ([1, -1] as const).flatMap((strength) => {
    const at = curve.find((point) => point.strength === strength)
    if (!at) return []
    const sign = strength > 0 ? '+1' : '-1'
    const pole = strength > 0 ? 'positive' : 'negative'
    const times = at.perplexity / plain.perplexity
    const random = controls.flatMap((control) => towards(control[pole], strength) ?? [])
    const own = towards(at, strength)
    return [
      ...(times > LEAST_FLUENT
        ? [
            `Strength ${sign} makes sampled text ${times.toFixed(1)} times as surprising as plain text; ${LEAST_FLUENT} is the most.`,
          ]
        : []),
      ...(at.broken > plain.broken + MORE_BROKEN
        ? [`At strength ${sign} ${Math.round(100 * at.broken)} % of the texts are empty or stuck in repetition.`]
        : []),
      ...(own !== null && random.length > 0 && own <= mean(random)
        ? [
            `Strength ${sign} moves sampled text by ${own.toFixed(2)} sd towards its pole, no further than random-sign controls do (${mean(random).toFixed(2)} on average).`,
          ]
        : []),
    ]
  })
}

/** What passing does not say, where nothing tells the axis's poles apart in text. */
export function unmeasured({ curve, classifier }: Pick<EffectReport, 'curve' | 'classifier'>): string[] {
  if (curve.some(({ effect }) => effect.features || effect.classifier)) return []
  const right = classifier
    ? ` and a classifier of the model's own texts is right on ${Math.round(100 * classifier.accuracy)} % of those held out, which is too few`
    : ' and no classifier could be trained'
  return [`Nothing measured how far sampled text moves: no text feature fits this axis,${right}.`]
}

/** In standard deviations towards the strength's own pole: the mean of what measures the axis; null if nothing does. */
function towards({ effect }: TextMeasures, strength: 1 | -1): number | null {
  const measured = (['features', 'classifier'] satisfies (keyof Effect)[]).flatMap((by) => effect[by]?.value ?? [])
  return measured.length ? strength * mean(measured) : null
}
