/** A world of real texts: what a reader meets in an answer is what can be counted in it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { makeYardstick } from '../../gpu-worker/evaluation/effect/yardstick.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import type { Position } from '../../shared/learning/events.ts'
import { noticeableStep } from '../../shared/learning/noticeable-step.ts'
import { utility } from '../../shared/learning/utility.ts'
import { evaluation } from '../../shared/wire/fit.ts'
import { type AnswerGrid, GRID_AXES, GRID_PROMPTS, type GridAnswer } from './answer-grid.ts'
import type { Text, World } from './learning-world.ts'
import { mean } from './statistics.ts'

/** Where a text is taken to stand, for learning: what steered it, how far it leaned, or the middle of both. */
export type Standing = 'strength' | 'lean' | 'middle'

/** In standard deviations of an axis's features over prompted texts: what two texts must differ by to be told apart. */
const NOTICEABLE = 0.25

/** Texts at one point of the grid, prompt by prompt. */
export type MeasuredPoint = { strengths: Position; texts: { features: Position; lean: Position }[] }

export type MeasuredGrid = {
  /** The first is no steering. */
  points: MeasuredPoint[]
  prompted: { poles: Position; texts: { features: Position }[] }[]
  /** Of the axes, from their evaluations. */
  steps: number[]
}

export function measureGrid({ points, prompted }: AnswerGrid): MeasuredGrid {
  const written = (axis: string, sign: number) =>
    prompted
      .filter(({ poles }) => Object.keys(poles).length === 1 && poles[axis] === sign)
      .flatMap(({ answers }) => answers.map(({ text }, at) => ({ query: GRID_PROMPTS[at]!, text })))
  const yardsticks = BUILTIN_AXES.map((axis) =>
    makeYardstick({
      axis: axis.id,
      poles: axis,
      texts: { positive: written(axis.id, 1), negative: written(axis.id, -1) },
      anchors: [],
      layer: 0,
      stateOf: () => undefined,
    }),
  )
  const featuresOf = ({ text }: GridAnswer, at: number): Position =>
    Object.fromEntries(
      GRID_AXES.map((axis, a) => [axis, yardsticks[a]!.measure({ query: GRID_PROMPTS[at]!, text }).features ?? 0]),
    )
  return {
    points: points.map(({ strengths, answers }) => ({
      strengths: Object.fromEntries(GRID_AXES.map((axis) => [axis, strengths[axis] ?? 0])),
      texts: answers.map((answer, at) => ({
        features: featuresOf(answer, at),
        lean: Object.fromEntries(GRID_AXES.map((axis) => [axis, answer.lean[axis] ?? 0])),
      })),
    })),
    prompted: prompted.map(({ poles, answers }) => ({
      poles,
      texts: answers.map((answer, at) => ({ features: featuresOf(answer, at) })),
    })),
    steps: GRID_AXES.map(stepOf),
  }
}

function stepOf(axis: string): number {
  const card: unknown = JSON.parse(readFileSync(path.join(BUILTIN_DIRECTIONS, `${axis}.json`), 'utf8'))
  const { report } = evaluation.parse((card as { evaluation: unknown }).evaluation)
  return noticeableStep(report?.effect?.curve ?? [])
}

export type AnswersWorld = World & {
  /** The point of the grid nearest to the strengths; none of `taken`. */
  nearest(strengths: Position, taken?: readonly MeasuredPoint[]): MeasuredPoint
  read(point: MeasuredPoint, prompt: number): Text
  /** The mean liking of texts, one a prompt. */
  meanLiking(taste: Position, texts: readonly { features: Position }[]): number
}

/** @param weights by axis, how much a user minds it */
export function answersWorld(grid: MeasuredGrid, standing: Standing, weights: Position): AnswersWorld {
  const { points, steps } = grid
  const stepsByFeature = Object.fromEntries(GRID_AXES.map((axis) => [axis, NOTICEABLE / Math.sqrt(weights[axis]!)]))
  const liking = (taste: Position, features: Position) => utility(features, taste, stepsByFeature)
  const inSteps = (strengths: Position) => GRID_AXES.map((axis, a) => (strengths[axis] ?? 0) / steps[a]!)
  const places = points.map(({ strengths }) => inSteps(strengths))
  const nearest = (strengths: Position, taken: readonly MeasuredPoint[] = []) => {
    const wanted = inSteps(strengths)
    let [best, least] = [points[0]!, Number.POSITIVE_INFINITY]
    for (const [n, place] of places.entries()) {
      const apart = place.reduce((sum, value, a) => sum + (value - wanted[a]!) ** 2, 0)
      if (apart < least && !taken.includes(points[n]!)) [best, least] = [points[n]!, apart]
    }
    return best
  }
  const read = ({ strengths, texts }: MeasuredPoint, prompt: number): Text => {
    const { features, lean } = texts[prompt % texts.length]!
    const middle = Object.fromEntries(GRID_AXES.map((axis) => [axis, (strengths[axis]! + lean[axis]!) / 2]))
    return { features, position: { strength: strengths, lean, middle }[standing] }
  }
  const meanLiking = (taste: Position, texts: readonly { features: Position }[]) =>
    mean(texts.map(({ features }) => liking(taste, features)))
  // Asked after every answer of a session.
  const known = new Map<Position, Map<MeasuredPoint, number>>()
  const values = (taste: Position) => {
    const kept = known.get(taste) ?? new Map(points.map((point) => [point, meanLiking(taste, point.texts)]))
    known.set(taste, kept)
    return kept
  }
  return {
    axes: GRID_AXES,
    steps,
    liking,
    nearest,
    read,
    meanLiking,
    write: (strengths, prompt) => read(nearest(strengths), prompt),
    value: (taste, strengths) => values(taste).get(nearest(strengths))!,
    best: (taste) => Math.max(...values(taste).values()),
  }
}
