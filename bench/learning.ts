/**
 * How fast a profile learns, from simulated users: answers until it is as good as the best fixed profile, with and
 * without mistakes, beside random questions and no learning; what users make of it who are not as the model thinks; and
 * what a belief costs. What was tuned (beta, lapse, prior width, reach) was tuned on other seeds than these.
 */
import { performance } from 'node:perf_hooks'
import { bootstrap } from '../gpu-worker/evaluation/statistics.ts'
import { inferBelief } from '../shared/learning/belief.ts'
import type { Position, Prior, WeightedEvidence } from '../shared/learning/events.ts'
import { informativeCandidates } from '../shared/learning/informative-pair.ts'
import { addBelief, estimatePopulation, noStatistics, type Population } from '../shared/learning/population.ts'
import { priorOf, widePrior } from '../shared/learning/prior.ts'
import { mulberry32 } from '../shared/mulberry32.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import {
  type Ask,
  answersUntilNear,
  askPick,
  askRandomPick,
  askThumb,
  NEAR,
  regrets,
  type Session,
} from './harness/learning-session.ts'
import { syntheticWorld, type World } from './harness/learning-world.ts'
import { drawTaste, EXACT, NOISY, SimulatedUser, type Temper, WRONG } from './harness/simulated-user.ts'
import { median, percentile } from './harness/statistics.ts'

const DIMENSIONS = 6
const USERS = 100
const SEED = 20_000
const ANSWERS = 60
/** How far from the mean an exploring answer goes, in noticeable steps. */
const WITHIN = 2

type Study = {
  row: string
  ask: Ask
  temper: Temper | ((taste: Position) => Temper)
  prior?: Prior
  session?: Partial<Session>
  /** Drawn about this middle, with this deviation. */
  among?: { middle?: Position; deviation?: number }
  goal?: Goal
}

export async function learning(): Promise<Table[]> {
  const world = syntheticWorld(DIMENSIONS)
  return [picks(world), thumbs(world), others(world), costs()]
}

function picks(world: World): Table {
  const known = likeMinded(world)
  const { among } = known
  const studies: Study[] = [
    { row: 'pairs, no mistakes', ask: askPick(), temper: EXACT, goal: { atMost: 15 } },
    { row: "pairs, the choice rule's own noise", ask: askPick(), temper: NOISY },
    { row: 'pairs, 20 % wrong', ask: askPick(), temper: WRONG, goal: { atMost: 25 } },
    { row: 'three at once, no mistakes', ask: askPick(3), temper: EXACT, goal: { atMost: 15 } },
    { row: 'three at once, 20 % wrong', ask: askPick(3), temper: WRONG, goal: { atMost: 25 } },
    { row: 'four at once, no mistakes', ask: askPick(4), temper: EXACT, goal: { atMost: 15 } },
    { row: 'four at once, 20 % wrong', ask: askPick(4), temper: WRONG, goal: { atMost: 25 } },
    { row: 'random pairs, no mistakes', ask: askRandomPick(), temper: EXACT },
    { row: 'random pairs, 20 % wrong', ask: askRandomPick(), temper: WRONG },
    { row: 'like-minded users, pairs, wide prior', ask: askPick(), temper: EXACT, among },
    { row: 'like-minded users, pairs, population prior', ask: askPick(), temper: EXACT, ...known },
    { row: 'like-minded users, pairs, population prior, 20 % wrong', ask: askPick(), temper: WRONG, ...known },
    { row: 'like-minded users, three, population prior, 20 % wrong', ask: askPick(3), temper: WRONG, ...known },
    { row: 'like-minded users, four, population prior, 20 % wrong', ask: askPick(4), temper: WRONG, ...known },
  ]
  return {
    title: 'Picks until a profile is as good as the best fixed one',
    rows: 'questions and users',
    note:
      `${USERS} simulated users on ${DIMENSIONS} axes of step .25, in a world where features are strengths; tastes normal of deviation .5 ` +
      'within the safe range. Regret: (utility of the best fixed profile - that of the belief’s mean) ÷ (that of the best - that of no steering), ' +
      `so that no learning is 1. Picks: until it is ${NEAR} at most and stays so for three more picks, median (95 % bootstrap interval over users) and 90th percentile; ` +
      `${ANSWERS + 1} where it never was in ${ANSWERS}. Bound: bits that a tenth of the regret takes (½ log₂ 10 an axis) ÷ bits that one answer can carry. ` +
      'Wrong: another candidate than the best, so that of two it is the worse one. Like-minded: about a middle, deviation .25; the population is of as many other users with 20 random pairs each.',
    figures: studies.flatMap((study) => studyFigures(world, study)).concat(bounds(studies)),
  }
}

function likeMinded(world: World) {
  const among = { middle: { axis0: 0.5, axis1: -0.4 }, deviation: 0.25 }
  return { prior: priorOf(world.axes, { population: populationOf(world, among) }), among }
}

/** Rate over capacity (Shannon): ½ log₂(1/NEAR) bits an axis, by answers of so many candidates and mistakes. */
function bounds(studies: readonly Study[]): Figure[] {
  const carried: [RegExp, number][] = [
    [/^pairs, no/, capacity(2, 0)],
    [/^pairs, 20/, capacity(2, 0.2)],
    [/^three at once, no/, capacity(3, 0)],
    [/^three at once, 20/, capacity(3, 0.2)],
    [/^four at once, no/, capacity(4, 0)],
    [/^four at once, 20/, capacity(4, 0.2)],
  ]
  const bits = (DIMENSIONS * Math.log2(1 / NEAR)) / 2
  return studies.flatMap(({ row }) =>
    carried.filter(([its]) => its.test(row)).map(([, each]) => inRow(row)('bound', Math.ceil(bits / each))),
  )
}

/** Bits of an answer among equally likely ones, wrong so often, and then any of the others. */
function capacity(candidates: number, wrong: number): number {
  if (wrong === 0) return Math.log2(candidates)
  const entropy = -wrong * Math.log2(wrong) - (1 - wrong) * Math.log2(1 - wrong)
  return Math.log2(candidates) - entropy - wrong * Math.log2(candidates - 1)
}

function thumbs(world: World): Table {
  /** Approves of what lies nearer than that share of the way from no steering to the best. */
  const halfway =
    (share: number, more: Partial<Temper> = {}) =>
    (taste: Position) => ({
      ...NOISY,
      ...more,
      bias: -share * world.liking(taste, {}),
    })
  const ask = askThumb(WITHIN)
  const studies: Study[] = [
    { row: 'approves past a quarter of the way', ask, temper: halfway(0.75), goal: { atMost: 40 } },
    { row: 'approves past half of the way', ask, temper: halfway(0.5), goal: { atMost: 40 } },
    { row: 'approves past half of the way, 20 % wrong', ask, temper: halfway(0.5, { wrong: 0.2 }) },
    {
      row: 'like-minded users, population prior, past half of the way',
      ask,
      temper: halfway(0.5),
      ...likeMinded(world),
    },
    { row: 'approves of hardly anything', ask, temper: { ...NOISY, bias: 2 } },
  ]
  return {
    title: 'Thumbs alone',
    rows: 'users',
    note: `As above, but each answer is at a draw from the belief, within ${WITHIN} noticeable steps of its mean on each axis, and the user only approves or not.`,
    figures: studies.flatMap((study) => studyFigures(world, study)),
  }
}

function others(world: World): Table {
  const turn = ANSWERS / 2
  const drift = (user: SimulatedUser, step: number) => {
    if (step === turn) user.taste = Object.fromEntries(world.axes.map((axis) => [axis, -user.taste[axis]!]))
  }
  const studies: Study[] = [
    {
      row: 'lazy: nine of ten thumbs up, whatever it is',
      ask: askThumb(WITHIN),
      temper: { beta: 1, wrong: 0.1, bias: 1000 },
    },
    { row: 'contradictory: picks at random', ask: askPick(), temper: { ...EXACT, wrong: 0.5 } },
    { row: 'contradictory: thumbs at random', ask: askThumb(WITHIN), temper: { ...EXACT, wrong: 0.5 } },
    { row: 'hostile: picks the worse', ask: askPick(), temper: { ...EXACT, hostile: true } },
    { row: 'hostile: thumbs the wrong way', ask: askThumb(WITHIN), temper: { ...NOISY, hostile: true } },
    {
      row: `drifting: the opposite after ${turn} picks, events never fade`,
      ask: askPick(),
      temper: NOISY,
      session: { before: drift },
    },
    {
      row: `drifting: the opposite after ${turn} picks, half-life 15 picks`,
      ask: askPick(),
      temper: NOISY,
      session: { before: drift, halfLife: 15 },
    },
    { row: 'steady, half-life 15 picks', ask: askPick(), temper: NOISY, session: { halfLife: 15 } },
  ]
  const believing = studies
    .slice(0, 5)
    .map((study) => ({ ...study, row: `${study.row}; all believed`, session: { options: { informed: 1 } } }))
  const figures = [...studies, ...believing].flatMap((study) => {
    const all = run(world, study)
    const figure = inRow(study.row)
    return [15, 30, 45, 60].map((after) =>
      interval(
        figure(`after ${after}`, 0),
        all.map((left) => left[after]!),
      ),
    )
  })
  return {
    title: 'Users who are not as the model thinks: regret after so many answers',
    rows: 'users',
    note:
      'Median regret (95 % bootstrap interval); no learning is 1, so that what lies above it is harm. All believed: without weighing whether signals ' +
      'follow a liking at all (shared/learning/informed.ts). Who always picks the worse cannot be told from one of another liking: of two points about ' +
      'c, those who flee m and those who like 2c - m pick the same. What bounds the harm is the safe range, how far candidates reach, strengths set by ' +
      'hand, and a reset. As above otherwise.',
    figures,
  }
}

function studyFigures(world: World, study: Study): Figure[] {
  const all = run(world, study)
  const figure = inRow(study.row)
  const answers = all.map(answersUntilNear)
  return [
    interval(figure('answers P50', 0, '', study.goal), answers),
    figure('answers P90', percentile(answers, 90)),
    ...[0, 15, 25, 40].map((after) => figure(`regret after ${after}`, median(all.map((left) => left[after]!)))),
  ]
}

function interval(figure: Figure, values: readonly number[]): Figure {
  const { value, low, high } = bootstrap(values, median, SEED)
  return { ...figure, value, range: [low, high] }
}

function run(world: World, { ask, temper, prior = widePrior(world.axes), session, among }: Study): number[][] {
  return Array.from({ length: USERS }, (_, n) => {
    const taste = drawTaste(world, mulberry32(SEED + n), among)
    const its = typeof temper === 'function' ? temper(taste) : temper
    const user = new SimulatedUser(world, taste, its, SEED + USERS + n)
    return regrets({ world, prior, ask, answers: ANSWERS, ...session }, user, (SEED + n) * ANSWERS)
  })
}

const POPULATION_ROUNDS = 8
const POPULATION_PICKS = 20

function populationOf(world: World, among: Study['among']): Population {
  const ask = askRandomPick()
  const seen = Array.from({ length: USERS }, (_, n) => {
    const user = new SimulatedUser(world, drawTaste(world, mulberry32(2 * SEED + n), among), NOISY, 3 * SEED + n)
    const belief = inferBelief(world.axes, world.steps, widePrior(world.axes), [])
    return Array.from({ length: POPULATION_PICKS }, (_, step) => ask({ belief, world, user, step, seed: n }))
  })
  let population: Population | null = null
  for (let round = 0; round < POPULATION_ROUNDS; round++) {
    const prior = priorOf(world.axes, { population })
    const beliefs = seen.map((events) => inferBelief(world.axes, world.steps, prior, events))
    population = estimatePopulation(beliefs.reduce(addBelief, noStatistics(world.axes)))
  }
  return population!
}

const MOST_AXES = 10
const COST_RUNS = 200
const WARM_UP = 20

function costs(): Table {
  const world = syntheticWorld(MOST_AXES)
  const prior = widePrior(world.axes)
  const nothing = inferBelief(world.axes, world.steps, prior, [])
  const eventsOf = (ask: readonly Ask[], count: number, n: number): WeightedEvidence[] => {
    const user = new SimulatedUser(world, drawTaste(world, mulberry32(SEED + n)), { ...NOISY, bias: 6 }, n)
    return Array.from({ length: count }, (_, step) =>
      ask[step % ask.length]!({ belief: nothing, world, user, step, seed: n * count }),
    )
  }
  const rows: [string, readonly Ask[], number][] = [
    ['50 picks', [askPick()], 50],
    ['500 picks', [askPick()], 500],
    ['500 thumbs', [askThumb(WITHIN)], 500],
    ['500 picks and thumbs', [askPick(), askThumb(WITHIN)], 500],
  ]
  const figures = rows.flatMap(([row, ask, count]) => {
    const events = Array.from({ length: 10 }, (_, n) => eventsOf(ask, count, n))
    return timing(`a belief of ${row}`, (n) => inferBelief(world.axes, world.steps, prior, events[n % 10]!))
  })
  return {
    title: 'What learning costs',
    rows: `on ${MOST_AXES} axes`,
    note: `In Node, ${COST_RUNS} runs after ${WARM_UP} to warm up, over ten users.`,
    figures: [
      ...figures,
      ...timing('the next pair', (seed) => informativeCandidates(nothing, world.steps, { seed })),
      ...timing('the next four', (seed) => informativeCandidates(nothing, world.steps, { seed, count: 4 })),
    ],
  }
}

function timing(row: string, work: (n: number) => unknown): Figure[] {
  const took: number[] = []
  for (let n = 0; n < WARM_UP + COST_RUNS; n++) {
    const began = performance.now()
    work(n)
    if (n >= WARM_UP) took.push(performance.now() - began)
  }
  const figure = inRow(row)
  return [figure('P50', percentile(took, 50), 'ms'), figure('P95', percentile(took, 95), 'ms')]
}
