/** Events, checked and brought to the form that the likelihood is computed in: numbers in noticeable steps. */
import { GRADES, type Position, type WeightedEvidence } from './events.ts'

/**
 * The axes that are learnt, and those that are pinned. `places` are the learnt ones' places among all axes; every
 * point below is [places], in noticeable steps.
 */
export type Frame = {
  axes: readonly string[]
  steps: Float64Array
  places: readonly number[]
  pins: ReadonlyMap<number, number>
}

/**
 * - comparison: β(direction·u + constant) came out positive, in log-odds. Of two points the difference of utilities is
 *   such a line, since u's own square cancels; 'more of this axis' is one along the axis.
 * - choice: one of k > 2 points was taken. `constants` [k] are what the pinned axes add to each point's utility.
 * - verdict: the user's approval b + βU(point) + β·constant lies between the cuts `low` and `high`.
 * - reading: m was read at `values`, each with its precision; 0 where it was not.
 *
 * `outcomes` is how many answers could have been given. `calm` is set by the belief's computation: see
 * `moderate` in likelihood.ts.
 */
export type Observation = {
  id: string
  weight: number
  outcomes: number
  calm: number
} & (
  | { form: 'comparison'; direction: Float64Array; constant: number }
  | { form: 'choice'; points: Float64Array; constants: Float64Array; picked: number }
  | { form: 'verdict'; point: Float64Array; constant: number; low: number; high: number }
  | { form: 'reading'; values: Float64Array; precisions: Float64Array }
)

/** Beyond this a position is a mistake of whoever measured it: strengths end at 1. In strength. */
const FURTHEST = 4
/** No text reads a strength more exactly than this, in strength². */
const LEAST_VARIANCE = 1e-4
/** A weight above this would be a mistake; the kinds' weights are about 1. */
const MOST_WEIGHT = 100
/**
 * Where approval passes from one grade to the next, in log-odds: a thumb is cut at 0. The outer grades ask for
 * approval of 7 to 1; 0 is what falls between 2 to 1 either way. (Ordered logit: McCullagh 1980.)
 */
const CUTS = [Number.NEGATIVE_INFINITY, -2, -0.7, 0.7, 2, Number.POSITIVE_INFINITY] as const

/**
 * The events that say something of the frame's axes, by id: so that neither their order nor their repetition shows.
 * @throws Error that names the event, where it holds what is no finite number or no possible answer, or where two
 * different events bear one id
 */
export function observe(frame: Frame, events: readonly WeightedEvidence[]): Observation[] {
  const sorted = [...events].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
  const observations: Observation[] = []
  for (const [i, event] of sorted.entries()) {
    const before = sorted[i - 1]
    if (before?.id === event.id) {
      if (before !== event && JSON.stringify(before) !== JSON.stringify(event)) {
        throw new Error(`event '${event.id}' stands there twice, and not the same`)
      }
      continue
    }
    if (!(event.weight >= 0 && event.weight <= MOST_WEIGHT)) {
      throw new Error(`event '${event.id}' has weight ${event.weight}; 0 to ${MOST_WEIGHT} are possible`)
    }
    const observation = read(frame, event)
    if (observation && event.weight > 0) observations.push(observation)
  }
  return observations
}

function read(frame: Frame, event: WeightedEvidence): Observation | null {
  const base = { id: event.id, weight: event.weight, calm: 1 }
  const verdict = (at: Position, low: number, high: number, outcomes: number): Observation => ({
    ...base,
    form: 'verdict',
    outcomes,
    low,
    high,
    ...pointOf(frame, event.id, at),
  })
  const up = (at: Position) => verdict(at, 0, Number.POSITIVE_INFINITY, 2)
  const down = (at: Position) => verdict(at, Number.NEGATIVE_INFINITY, 0, 2)
  switch (event.kind) {
    case 'pick':
      return { ...base, ...choice(frame, event.id, event.candidates, event.picked) }
    case 'edit':
      return { ...base, ...comparison(frame, event.id, event.to, event.from) }
    case 'thumb':
      return event.up ? up(event.at) : down(event.at)
    case 'copy':
      return up(event.at)
    case 'regenerate':
      return down(event.at)
    case 'grade': {
      const grade = GRADES.indexOf(event.grade)
      if (grade < 0) throw new Error(`event '${event.id}' has grade ${event.grade}; ${GRADES.join(', ')} are possible`)
      return verdict(event.at, CUTS[grade]!, CUTS[grade + 1]!, GRADES.length)
    }
    case 'adjust': {
      const axis = frame.axes.indexOf(event.axis)
      const at = strengthAt(event.id, event.at, event.axis)
      const place = frame.places.indexOf(axis)
      if (axis < 0 || place < 0) return null
      const sign = event.more ? 1 : -1
      const direction = new Float64Array(frame.places.length)
      direction[place] = sign
      return { ...base, form: 'comparison', outcomes: 2, direction, constant: (-sign * at) / frame.steps[axis]! }
    }
    case 'texts':
      return { ...base, ...reading(frame, event.id, event.mean, event.variance) }
  }
}

function choice(frame: Frame, id: string, candidates: readonly Position[], picked: number) {
  if (candidates.length < 2) throw new Error(`event '${id}' is a pick among ${candidates.length}; it takes two`)
  if (!(Number.isInteger(picked) && picked >= 0 && picked < candidates.length)) {
    throw new Error(`event '${id}' picked ${picked} of ${candidates.length} candidates, counted from 0`)
  }
  if (candidates.length === 2) return comparison(frame, id, candidates[picked]!, candidates[1 - picked]!)
  const size = frame.places.length
  const points = new Float64Array(candidates.length * size)
  const constants = new Float64Array(candidates.length)
  for (const [j, candidate] of candidates.entries()) {
    const { point, constant } = pointOf(frame, id, candidate)
    points.set(point, j * size)
    constants[j] = constant
  }
  return { form: 'choice' as const, outcomes: candidates.length, points, constants, picked }
}

function comparison(frame: Frame, id: string, better: Position, worse: Position) {
  const [one, other] = [pointOf(frame, id, better), pointOf(frame, id, worse)]
  const direction = one.point.map((value, i) => value - other.point[i]!)
  let constant = one.constant - other.constant
  for (let i = 0; i < direction.length; i++) constant -= (one.point[i]! ** 2 - other.point[i]! ** 2) / 2
  return { form: 'comparison' as const, outcomes: 2, direction, constant }
}

function reading(frame: Frame, id: string, mean: Position, variance: Readonly<Record<string, number>>) {
  const values = new Float64Array(frame.places.length)
  const precisions = new Float64Array(frame.places.length)
  for (const [place, axis] of frame.places.entries()) {
    const name = frame.axes[axis]!
    if (!Object.hasOwn(mean, name)) continue
    const its = Object.hasOwn(variance, name) ? variance[name]! : Number.NaN
    if (!(Number.isFinite(its) && its > 0)) {
      throw new Error(`event '${id}' has variance ${its} on axis '${name}'; a number above 0 can be one`)
    }
    const step = frame.steps[axis]!
    values[place] = strengthAt(id, mean, name) / step
    precisions[place] = step ** 2 / Math.max(its, LEAST_VARIANCE)
  }
  return { form: 'reading' as const, outcomes: 1, values, precisions }
}

function pointOf(frame: Frame, id: string, at: Position): { point: Float64Array; constant: number } {
  const point = new Float64Array(frame.places.length)
  for (let place = 0; place < point.length; place++) {
    const axis = frame.places[place]!
    point[place] = strengthAt(id, at, frame.axes[axis]!) / frame.steps[axis]!
  }
  let constant = 0
  for (const [axis, pin] of frame.pins) {
    constant -= ((strengthAt(id, at, frame.axes[axis]!) - pin) / frame.steps[axis]!) ** 2 / 2
  }
  return { point, constant }
}

function strengthAt(id: string, at: Position, axis: string): number {
  if (!Object.hasOwn(at, axis)) return 0
  const strength = at[axis]!
  if (!Number.isFinite(strength)) throw new Error(`event '${id}' stands at ${strength} on axis '${axis}'`)
  return Math.min(Math.max(strength, -FURTHEST), FURTHEST)
}
