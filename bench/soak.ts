/**
 * Thousands of generations of random lengths, under random edits, aborted and changed at random, with more waiting than
 * fit: memory must stay flat, every row must come back, and every answer must be what the same request gives alone.
 */
import { type Generation, type GenerationRequest, PRIORITY } from '../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { Steering } from '../gpu-worker/engine/steering.ts'
import type { EditMode } from '../shared/wire/steering.ts'
import { createRandom, type Random } from '../test/support/random.ts'
import { randomDirection, steeredAxis } from './harness/directions.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { GREEDY } from './harness/full-batch.ts'
import { openBenchModel, proseTokens } from './harness/model.ts'
import { resident } from './harness/process-memory.ts'

const SEED = 11
const GENERATIONS = 3000
/** Requests that are told apart; each comes many times, and each is run alone first. */
const KINDS = 60
const ROWS = 16
/** That run or wait at once. */
const AT_ONCE = 24
const ABORTED = 0.2
const CHANGED = 0.2
const MODES: readonly EditMode[] = ['add', 'boost', 'neutralise']
/** Of the run, after which memory is taken to be what it stays. */
const SETTLED = 0.25

type Kind = { request: () => Request; alone: number[] }
type Request = Omit<GenerationRequest, 'steering'> & { steering: Steering }

export async function soak(): Promise<Table[]> {
  await using model = await openBenchModel({ rows: ROWS, context: 512, prefixCache: 64 })
  const random = createRandom(SEED)
  const kinds: Kind[] = []
  for (let i = 0; i < KINDS; i++) kinds.push(await kindOf(model, random, i))

  const counts = { complete: 0, aborted: 0, changed: 0, wrong: 0, failed: 0 }
  const memory: { done: number; resident: number }[] = []
  let begun = 0
  let done = 0
  const next = async (): Promise<void> => {
    while (begun < GENERATIONS) {
      begun++
      const kind = kinds[Math.floor(random.uniform() * KINDS)]!
      await runOne(model, random, kind, counts)
      if (++done % 100 === 0) memory.push({ done, resident: resident().all })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  await new Promise((resolve) => setTimeout(resolve, 100))

  const { running, waiting, prefixes } = model.engine.stats
  const settled = memory.filter((at) => at.done >= SETTLED * GENERATIONS)
  const [first, last] = [settled[0]!, settled.at(-1)!]
  const figure = inRow('the run')
  const figures: Figure[] = [
    figure('complete', counts.complete),
    figure('aborted', counts.aborted),
    figure('changed on the way', counts.changed),
    figure('differs from the same alone', counts.wrong, '', { atMost: 0 }),
    figure('failed', counts.failed, '', { atMost: 0 }),
    figure('rows or places still held', running + waiting, '', { atMost: 0 }),
    figure('memory after a quarter', first.resident, 'MiB'),
    figure('memory at the end', last.resident, 'MiB'),
    figure('growth', last.resident / first.resident - 1, '', { atMost: 0.02 }),
    figure('prefix cache: found of asked', prefixes.foundTokens / prefixes.askedTokens),
  ]
  const note =
    `${GENERATIONS} generations of ${KINDS} kinds in ${ROWS} rows, ${AT_ONCE} at once; ${100 * ABORTED} % aborted and ` +
    `${100 * CHANGED} % changed at a random moment, seed ${SEED}. A changed answer is compared up to the change.`
  return [{ title: 'Soak', rows: '', note, figures }]
}

/** A request with its answer, as it comes when nothing else runs. */
async function kindOf(model: OpenModel, random: Random, index: number): Promise<Kind> {
  const pick = (count: number) => Math.floor(random.uniform() * count)
  // Lengths from a few tokens to several stretches; some begin alike.
  const prompt = proseTokens(model, 2 + pick(index % 7 === 0 ? 300 : 60), 13 * (index % 5))
  const axes = Array.from({ length: pick(4) }, (_, axis) => ({
    direction: randomDirection(model, `axis${axis}`, [8 + pick(20)], 100 * index + axis),
    strength: random.uniform() * 2 - 1,
    mode: MODES[pick(MODES.length)]!,
  }))
  const scope = (['generated', 'generated', 'answer', 'all'] as const)[pick(4)]!
  const base = {
    id: `kind-${index}`,
    prompt,
    maxTokens: 1 + pick(40),
    sampling: pick(2) ? GREEDY : { ...GREEDY, temperature: 0.8, top_p: 0.95, seed: index },
    stops: [],
    priority: pick(10) ? PRIORITY.interactive : PRIORITY.background,
  }
  const request = (project: string): Request => ({
    ...base,
    project,
    steering: new Steering(
      axes.map(({ direction, strength, mode }) => steeredAxis(direction, strength, mode)),
      scope,
    ),
  })
  const generation = model.engine.generate(request(`alone ${index}`))
  await generation.done
  return { request: () => request(`project ${index % 3}`), alone: [...generation.output] }
}

async function runOne(
  model: OpenModel,
  random: Random,
  { request, alone }: Kind,
  counts: Record<'complete' | 'aborted' | 'changed' | 'wrong' | 'failed', number>,
): Promise<void> {
  const wanted = request()
  const [abort, change] = [random.uniform() < ABORTED, random.uniform() < CHANGED]
  const moment = random.uniform() * 400
  const generation: Generation = model.engine.generate(wanted)
  let settled = Number.POSITIVE_INFINITY
  const timer = setTimeout(() => {
    if (generation.ended) return
    if (abort) generation.cancel()
    else if (change) {
      const axes = [steeredAxis(randomDirection(model, 'turned', [12], 5), 1, 'add')]
      settled = generation.settledTokens
      wanted.steering.change({ axes, seq: 1, ramp: 4, overdrive: null }, settled)
      counts.changed++
    }
  }, moment)
  try {
    await generation.done
    counts.complete++
    const same = generation.output.every((token, i) => i >= settled || token === alone[i])
    const whole = settled < Number.POSITIVE_INFINITY || generation.output.length === alone.length
    if (!same || !whole) counts.wrong++
  } catch {
    if (generation.status === 'cancelled') counts.aborted++
    else counts.failed++
  } finally {
    clearTimeout(timer)
  }
}
