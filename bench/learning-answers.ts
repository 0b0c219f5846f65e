/**
 * How far a profile learns from users who read real answers: texts of the default model at a grid of strengths, liked by what
 * can be counted in them. Whether learning should go by the strengths that steered a text or by how far it leaned; and beside
 * no learning, chance, what all users like, and a prompt that says what is wanted.
 */
import { bootstrap } from '../gpu-worker/evaluation/statistics.ts'
import { inferBelief } from '../shared/learning/belief.ts'
import type { Position, Preferences, WeightedEvidence } from '../shared/learning/events.ts'
import { informativeCandidates } from '../shared/learning/informative-pair.ts'
import { INFORMED } from '../shared/learning/informed.ts'
import { addBelief, estimatePopulation, noStatistics, type Population } from '../shared/learning/population.ts'
import { priorOf } from '../shared/learning/prior.ts'
import { drawStrengths } from '../shared/learning/thompson.ts'
import { mulberry32, normalFrom } from '../shared/mulberry32.ts'
import { answerGrid, GRID_AXES, GRID_PROMPTS } from './harness/answer-grid.ts'
import {
  type AnswersWorld,
  answersWorld,
  type MeasuredGrid,
  type MeasuredPoint,
  measureGrid,
  type Standing,
} from './harness/answers-world.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { NOISY, SimulatedUser } from './harness/simulated-user.ts'
import { mean, median } from './harness/statistics.ts'

const USERS = 150
/** What stands in shared/learning was chosen by 40_000 and its hundred. */
const SEED = 90_000
const ANSWERS = 40
const AFTER = [5, 10, 20, 40]
/** In noticeable steps: nearer than that, points of the grid are too few. */
const REACH = 2
/** Deviation of tastes, and of the logs of how much users mind an axis. */
const TASTE = 1
const MINDS = 0.5
const STANDINGS: readonly Standing[] = ['strength', 'lean', 'middle']

type Reader = { taste: Position; weights: Position; seed: number }
type Way = 'pick' | 'four' | 'thumb'

export async function learningAnswers(): Promise<Table[]> {
  const grid = measureGrid(await answerGrid())
  const readers = readersOf(grid, SEED)
  return [learnt(grid, readers), standings(grid)]
}

/** Tastes about what plain answers are like, in the features of texts. Those whom no point suits better are left out. */
function readersOf(grid: MeasuredGrid, seed: number): Reader[] {
  const readers: Reader[] = []
  for (let n = 0; readers.length < USERS; n++) {
    const normal = normalFrom(mulberry32(seed + n))
    const plain = (axis: string) => mean(grid.points[0]!.texts.map(({ features }) => features[axis]!))
    const taste = Object.fromEntries(GRID_AXES.map((axis) => [axis, plain(axis) + TASTE * normal()]))
    const weights = Object.fromEntries(GRID_AXES.map((axis) => [axis, Math.exp(MINDS * normal())]))
    const world = answersWorld(grid, 'strength', weights)
    if (world.best(taste) - world.value(taste, {}) > 1) readers.push({ taste, weights, seed: seed + n })
  }
  return readers
}

function learnt(grid: MeasuredGrid, readers: readonly Reader[]): Table {
  const figures: Figure[] = []
  const row = (name: string, regrets: (reader: Reader) => number[]) => {
    const all = readers.map(regrets)
    const figure = inRow(name)
    for (const after of AFTER) {
      const values = all.map((left) => left[Math.min(after, left.length - 1)]!)
      const { value, low, high } = bootstrap(values, median, SEED)
      figures.push({ ...figure(`after ${after}`, value), range: [low, high] })
    }
    const worse = all.filter((left) => left.at(-1)! > 1).length
    figures.push(figure('worse off in the end', (100 * worse) / all.length, '%'))
  }
  const always =
    (of: (reader: Reader, world: AnswersWorld, regret: (value: number) => number) => number) => (reader: Reader) => {
      const world = answersWorld(grid, 'strength', reader.weights)
      const best = world.best(reader.taste)
      const regret = (value: number) => (best - value) / (best - world.value(reader.taste, {}))
      return [of(reader, world, regret)]
    }
  for (const [way, words] of [
    ['pick', 'pairs'],
    ['four', 'four at once'],
    ['thumb', 'thumbs'],
  ] as const) {
    for (const standing of STANDINGS) {
      row(`${words}, by ${standing}`, (reader) => session(grid, reader, standing, way))
    }
  }
  row('pairs, by strength, all signals believed', (reader) => session(grid, reader, 'strength', 'pick', 1))
  row('four at once, by strength, all signals believed', (reader) => session(grid, reader, 'strength', 'four', 1))
  row(
    'no learning',
    always((_, __, regret) => regret(answersWorld(grid, 'strength', _.weights).value(_.taste, {}))),
  )
  row(
    'a point at random',
    always(({ taste, seed }, world, regret) => {
      const point = grid.points[Math.floor(mulberry32(seed)() * grid.points.length)]!
      return regret(world.meanLiking(taste, point.texts))
    }),
  )
  const population = populationOf(grid)
  const middle = Object.fromEntries(GRID_AXES.map((axis, a) => [axis, population.mean[a]!]))
  row(
    'what all users like',
    always(({ taste }, world, regret) => regret(world.value(taste, middle))),
  )
  for (const count of [1, 2]) {
    row(
      count === 1 ? 'a prompt for the pole that matters most' : 'a prompt for the two poles that matter most',
      always(({ taste, weights }, world, regret) => {
        const wanted = polesOf(grid, taste, weights, count)
        const prompted = grid.prompted.find(({ poles }) => isSame(poles, wanted))!
        return regret(world.meanLiking(taste, prompted.texts))
      }),
    )
  }
  row(
    'the best of all those prompts, known beforehand',
    always(({ taste }, world, regret) =>
      Math.min(...grid.prompted.map(({ texts }) => regret(world.meanLiking(taste, texts)))),
    ),
  )
  return {
    title: 'Profiles learnt from real answers: regret',
    rows: 'learning',
    note:
      `${USERS} simulated users, the default model's answers to ${GRID_PROMPTS.length} prompts at ${grid.points.length} points of the ${GRID_AXES.length} built-in axes, one a prompt and point, ` +
      '48 tokens each. A user likes texts by their plain features: tastes normal about plain answers, with the deviation of ' +
      'prompted texts of both poles; a quarter of it is noticed, more or less as they mind the axis (log-normal, .5). Choices ' +
      'are by the choice rule. The session proposes strengths, and a user reads the texts of the nearest points, to a random ' +
      'prompt. Regret: (mean liking of the best point - that of the point nearest to the belief’s mean) ÷ (that of the best - ' +
      'that of no steering), so that no learning is 1; median with 95 % bootstrap interval over users. By strength, lean, middle: ' +
      'where a text is taken to stand. All believed: without weighing whether signals follow a liking (shared/learning/informed.ts). Prompts are in the system prompt and after the query; what needs no answers is the same after any.',
    figures,
  }
}

/** The axes on which plain answers are furthest from what is wanted, as the user minds. */
function polesOf(grid: MeasuredGrid, taste: Position, weights: Position, count: number): Position {
  const wish = GRID_AXES.map((axis) => {
    const plain = mean(grid.points[0]!.texts.map(({ features }) => features[axis]!))
    return { axis, off: (taste[axis]! - plain) * Math.sqrt(weights[axis]!) }
  })
  wish.sort((one, other) => Math.abs(other.off) - Math.abs(one.off))
  return Object.fromEntries(wish.slice(0, count).map(({ axis, off }) => [axis, Math.sign(off)]))
}

const isSame = (one: Position, other: Position): boolean =>
  Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((axis) => one[axis] === other[axis])

/** Regret after 0, 1, … answers. */
function session(
  grid: MeasuredGrid,
  { taste, weights, seed }: Reader,
  standing: Standing,
  way: Way,
  informed = INFORMED,
): number[] {
  const world = answersWorld(grid, standing, weights)
  const user = new SimulatedUser(world, taste, { ...NOISY, bias: -world.value(taste, {}) / 2 }, seed)
  const prior = priorOf(GRID_AXES)
  const events: WeightedEvidence[] = []
  const left: number[] = []
  const prompts = mulberry32(seed + USERS)
  for (let step = 0; ; step++) {
    const belief = inferBelief(GRID_AXES, world.steps, prior, events, { informed })
    left.push(user.regret(Object.fromEntries(GRID_AXES.map((axis, a) => [axis, belief.mean[a]!]))))
    if (step === ANSWERS) return left
    const prompt = Math.floor(prompts() * GRID_PROMPTS.length)
    const asked = ask(belief, world, seed * ANSWERS + step, way)
    const texts = asked.map((point) => world.read(point, prompt))
    const evidence = way === 'thumb' ? user.thumb(texts[0]!) : user.pick(texts)
    events.push({ ...evidence, id: String(step).padStart(4, '0'), weight: 1 })
  }
}

/** Different points. */
function ask(belief: Preferences & { informed: number }, world: AnswersWorld, seed: number, way: Way): MeasuredPoint[] {
  if (way === 'thumb') return [world.nearest(drawStrengths(belief, world.steps, seed, { within: REACH }))]
  const count = way === 'pick' ? 2 : 4
  const { informed } = belief
  const { candidates } = informativeCandidates(belief, world.steps, { seed, count, reach: REACH, informed })!
  const points: MeasuredPoint[] = []
  for (const candidate of candidates) points.push(world.nearest(candidate, points))
  return points
}

const POPULATION_ROUNDS = 4

/** Of other users, each after 20 pairs. */
function populationOf(grid: MeasuredGrid): Population {
  const others = readersOf(grid, 2 * SEED)
  const seen = others.map(({ taste, weights, seed }) => {
    const world = answersWorld(grid, 'strength', weights)
    const user = new SimulatedUser(world, taste, NOISY, seed)
    const random = mulberry32(seed + USERS)
    return Array.from({ length: 20 }, (_, n): WeightedEvidence => {
      const [one, other, prompt] = [random(), random(), random()].map((share, i) =>
        Math.floor(share * (i < 2 ? grid.points.length : GRID_PROMPTS.length)),
      )
      const texts = [one!, other!].map((at) => world.read(grid.points[at]!, prompt!))
      return { ...user.pick(texts), id: String(n), weight: 1 }
    })
  })
  let population: Population | null = null
  for (let round = 0; round < POPULATION_ROUNDS; round++) {
    const prior = priorOf(GRID_AXES, { population })
    const beliefs = seen.map((events) => inferBelief(GRID_AXES, grid.steps, prior, events))
    population = estimatePopulation(beliefs.reduce(addBelief, noStatistics(GRID_AXES)))
  }
  return population!
}

/** How well either tells of a text's features, axis by axis: over all points and prompts, less each prompt's mean. */
function standings(grid: MeasuredGrid): Table {
  const figures = GRID_AXES.flatMap((axis, a) => {
    const figure = inRow(axis)
    const rows = GRID_PROMPTS.flatMap((_, prompt) => {
      const each = grid.points.map(({ strengths, texts }) => ({
        strength: strengths[axis]!,
        lean: texts[prompt]!.lean[axis]!,
        feature: texts[prompt]!.features[axis]!,
      }))
      const middle = { lean: mean(each.map(({ lean }) => lean)), feature: mean(each.map(({ feature }) => feature)) }
      return each.map(({ strength, lean, feature }) => ({
        strength,
        lean: lean - middle.lean,
        feature: feature - middle.feature,
      }))
    })
    const of = (what: 'strength' | 'lean' | 'feature') => rows.map((row) => row[what])
    return [
      figure('step', grid.steps[a]!),
      figure('strength with features', correlation(of('strength'), of('feature'))),
      figure('lean with features', correlation(of('lean'), of('feature'))),
      figure('strength with lean', correlation(of('strength'), of('lean'))),
      figure('plain lean', mean(grid.points[0]!.texts.map(({ lean }) => lean[axis]!))),
    ]
  })
  return {
    title: 'What strengths and leans tell of a text',
    rows: 'axis',
    note: 'Correlations over all texts, less the mean of each prompt; plain lean: the mean of what is not steered.',
    figures,
  }
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)]
  let [both, first, second] = [0, 0, 0]
  for (const [i, value] of one.entries()) {
    both += (value - a) * (other[i]! - b)
    first += (value - a) ** 2
    second += (other[i]! - b) ** 2
  }
  return both / Math.sqrt(first * second)
}
