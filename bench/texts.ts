/**
 * What a person's texts tell of them: a profile made from half of what someone wrote, and how much likelier it makes the
 * other half, beside no profile, the average person's, and every other person's. The likelihood is the steered model's own,
 * token by token.
 */
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { bootstrap } from '../gpu-worker/evaluation/statistics.ts'
import { BUILTIN_AXES } from '../gpu-worker/fitting/builtin-axes.ts'
import { NEUTRAL_PROMPTS } from '../gpu-worker/fitting/text-pairs.ts'
import { plainPrompt } from '../gpu-worker/language/prompts.ts'
import type { Direction } from '../shared/direction.ts'
import { tasteOf } from '../shared/learning/texts.ts'
import { composeEdit, type Edit } from '../shared/steering/edit.ts'
import type { Hook } from '../shared/steering/hook.ts'
import { BuiltinReader, type ReadTexts } from './harness/builtin-reader.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'
import { type Person, peopleIn } from './harness/people.ts'
import { mean } from './harness/statistics.ts'
import { textScale } from './harness/text-scale.ts'

const ROWS = 8
const SEED = 1
type Strengths = readonly number[]

/** What is made of a person: an edit of each, and that of the average of all. */
type Way = { name: string; edits: (Edit | undefined)[]; average: Edit | undefined }

const AXES = BUILTIN_AXES.map(({ id }) => id)
const SETS = [
  { name: 'speakers', file: 'author_history.jsonl', known: 16, held: 8 },
  { name: 'users', file: 'user_history.jsonl', known: 5, held: 5 },
]

export async function texts(): Promise<Table[]> {
  await using open = await openBenchModel({ rows: ROWS })
  const language = new EngineLanguageModel(open)
  const reader = new BuiltinReader(open, language)
  const tables: Table[] = [await textScale(language, reader)]
  for (const { name, file, ...most } of SETS) {
    const people = peopleIn(file, most)
    const readings: ReadTexts[] = []
    for (const { known } of people) readings.push(await reader.read(known))
    console.error(`${name}: read`)
    const ways = [
      ...waysByAxes(people, readings, reader.directions),
      ...(await waysByOwnAxis(language, people, readings, reader.directions[0]!)),
    ]
    tables.push(await tableOf(name, language, people, ways))
  }
  return tables
}

function waysByAxes(people: readonly Person[], readings: readonly ReadTexts[], directions: Direction[]): Way[] {
  const overPlain = readings.map((read, at) => {
    const texts = read.map((one, i) => ({ ...one, plain: one.rewrite, characters: people[at]!.known[i]!.length }))
    const { mean } = tasteOf(AXES, texts)
    return AXES.map((axis) => mean[axis] ?? 0)
  })
  const own = readings.map((read) => AXES.map((_, at) => mean(read.map(({ leans }) => leans[at] ?? 0))))
  const middle = averageOf(own)
  const centred = own.map((strengths) => strengths.map((value, at) => value - middle[at]!))
  const way = (name: string, of: readonly Strengths[], scale: number): Way => ({
    name: `${name} × ${scale}`,
    edits: of.map((strengths) => editBy(directions, strengths, scale)),
    average: editBy(directions, averageOf(of), scale),
  })
  return [
    way('text less plain version', overPlain, 1),
    way('text', own, 0.5),
    way('text', own, 1),
    way("text less all people's", centred, 2),
  ]
}

const averageOf = (all: readonly Strengths[]): Strengths => all[0]!.map((_, at) => mean(all.map((one) => one[at]!)))

function editBy(directions: Direction[], strengths: Strengths, scale: number): Edit {
  const axes = directions.map((direction, at) => {
    const strength = Math.max(-1, Math.min(1, scale * strengths[at]!))
    return { axis: AXES[at]!, direction, strength, mode: 'add' as const }
  })
  return composeEdit(axes).edit
}

/** The mean state of one's texts less that of their plain versions, or of all people's texts, added as it is. */
async function waysByOwnAxis(
  language: EngineLanguageModel,
  people: readonly Person[],
  readings: readonly ReadTexts[],
  { layers }: Direction,
): Promise<Way[]> {
  const hook: Hook = `residual.${layers[0]!.layer}`
  const meanState = async (texts: readonly string[]) => {
    const read = await language.activations(texts.map(asAnswer), [hook])
    return averageOf(read.map(({ means }) => Array.from(means.get(hook)!)))
  }
  const own: Strengths[] = []
  const plain: Strengths[] = []
  for (const [at, { known }] of people.entries()) {
    own.push(await meanState(known))
    plain.push(await meanState(readings[at]!.flatMap(({ rewrite }) => rewrite?.text ?? [])))
  }
  const middle = averageOf(own)
  const adding = (vector: Strengths): Edit => new Map([[hook, { e: Float32Array.from(vector), slots: [] }]])
  const less = (one: Strengths, other: Strengths) => one.map((value, k) => value - other[k]!)
  const overPlain = own.map((state, at) => less(state, plain[at]!))
  return [
    { name: 'own axis, from plain versions', edits: overPlain.map(adding), average: adding(averageOf(overPlain)) },
    {
      name: "own axis, from all people's texts",
      edits: own.map((state) => adding(less(state, middle))),
      average: undefined,
    },
  ]
}

const asAnswer = (answer: string) => ({ messages: plainPrompt(NEUTRAL_PROMPTS[0]!), answer })

async function tableOf(name: string, language: EngineLanguageModel, people: Person[], ways: Way[]): Promise<Table> {
  const held = people.flatMap(({ held }, person) => held.map((text) => ({ person, text })))
  const scores = async (edit: Edit | undefined) =>
    (await language.score(held.map(({ text }) => ({ ...asAnswer(text), edit })))).map(({ logProbs }) => ({
      sum: logProbs.reduce((sum, value) => sum + value, 0),
      tokens: logProbs.length,
    }))
  const plain = await scores(undefined)
  const tokensOf = (at: number) => plain[at]!.tokens
  const figures: Figure[] = []
  for (const { name: way, edits, average } of ways) {
    const by: { sum: number }[][] = []
    for (const edit of edits) by.push(await scores(edit))
    const common = average ? await scores(average) : plain
    const figure = inRow(way)
    /** Nats a token that one's own profile adds over another, by person: texts of one person are alike. */
    const gain = (over: (at: number, person: number) => number): Figure => {
      const byPerson = people.map((_, person) => {
        const own = [...held.keys()].filter((at) => held[at]!.person === person)
        const more = own.reduce((sum, at) => sum + by[person]![at]!.sum - over(at, person), 0)
        return more / own.reduce((sum, at) => sum + tokensOf(at), 0)
      })
      const { value, low, high } = bootstrap(byPerson, mean, SEED)
      return { ...figure('', 1000 * value), range: [1000 * low, 1000 * high] }
    }
    const others = (at: number, person: number) =>
      mean(by.flatMap((scored, other) => (other === person ? [] : [scored[at]!.sum])))
    const found = held.map(({ person }, at) => Number(by.every((scored) => scored[at]!.sum <= by[person]![at]!.sum)))
    const known = people.map((_, person) => {
      const sums = by.map((scored) =>
        held.reduce((sum, one, at) => sum + (one.person === person ? scored[at]!.sum : 0), 0),
      )
      return Number(sums.every((sum) => sum <= sums[person]!))
    })
    const share = (values: readonly number[]): Omit<Figure, 'row' | 'column'> => {
      const { value, low, high } = bootstrap(values, mean, SEED)
      return { value, unit: '', range: [low, high] }
    }
    figures.push(
      { ...gain((at) => plain[at]!.sum), column: 'over none' },
      { ...gain((at) => common[at]!.sum), column: 'over the average' },
      { ...gain(others), column: "over others'" },
      { row: way, column: 'texts whose writer is found', ...share(found) },
      { row: way, column: 'people found by all their texts', ...share(known) },
    )
    console.error(
      `${name}: ${way}: ${figures
        .slice(-5)
        .map(({ value, range }) => `${value.toFixed(3)} [${range!.map((x) => x.toFixed(3))}]`)
        .join('  ')}`,
    )
  }
  return {
    title: `A profile from the texts of one of ${people.length} ${name}`,
    rows: 'what the profile is made from',
    note:
      `Of ${held.length} texts that no profile has seen, split by document; ${people.map(({ known }) => known.length)[0]} texts a profile. ` +
      'Over …: thousandths of a nat a token that the own profile adds to the likelihood (95 % interval over people). Found: the ' +
      `own profile makes it likelier than any other's does; chance is ${(1 / people.length).toFixed(3)}.`,
    figures,
  }
}
