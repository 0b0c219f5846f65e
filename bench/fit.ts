/**
 * What a fit costs: from an axis' words, from written pairs and by context shift, until the direction can be used and
 * with its full evaluation; that one stopped goes on; that equal fits are equal.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import { type FitResult, runFit } from '../gpu-worker/pipeline/fit.ts'
import { dot } from '../shared/steering/edit.ts'
import { FIT_STAGES, type FitSpec, type FitStage, type FitSource as Source } from '../shared/wire/fit.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'

const AXIS = BUILTIN_AXES[0]!
/** Texts take what given pairs take. */
type FitSource = Exclude<Source, 'texts'>
/** Of the time until a direction is calibrated. */
const SOURCES: Record<FitSource, Goal> = {
  'self-generated': { atMost: 60 },
  given: { atMost: 15 },
  'context-shift': { atMost: 15 },
}
/** Another weight form stands in for another machine: its numbers differ by more than a processor's do. */
const OTHER_FORM = 'exact'

/** Prompts are read in plain floats by default; in bytes they are read faster, and a little less faithfully. */
const FAST_READING = 'i8'

type Run = { result: FitResult; usable: number; whole: number }

export async function fit(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-bench-fit-'))
  try {
    const runs = {} as Record<FitSource, Run>
    let again: FitResult
    let form: string
    let resumed: Figure[]
    {
      await using open = await openBenchModel()
      form = open.settings.form
      const model = new EngineLanguageModel(open)
      // The first reading of a process loads graphs.
      await run(model, join(folder, 'warm-up'), { ...specOf('given'), report: false })
      for (const source of Object.keys(SOURCES) as FitSource[]) {
        runs[source] = await run(model, join(folder, source), specOf(source))
        console.error(`${source}: usable after ${runs[source].usable.toFixed(1)} s`)
      }
      again = (await run(model, join(folder, 'again'), { ...specOf('self-generated'), report: false })).result
      resumed = await resume(model, join(folder, 'resume'))
    }
    const fast: Record<string, Run> = {}
    {
      await using open = await openBenchModel({ prefill: FAST_READING })
      const model = new EngineLanguageModel(open)
      await run(model, join(folder, 'warm-up-fast'), { ...specOf('given'), report: false })
      for (const source of Object.keys(SOURCES) as FitSource[]) {
        fast[source] = await run(model, join(folder, `${source}-fast`), { ...specOf(source), report: false })
      }
    }
    await using other = await openBenchModel({ form: OTHER_FORM })
    const exact = await run(new EngineLanguageModel(other), join(folder, 'exact'), {
      ...specOf('given'),
      report: false,
    })
    return [
      stageTable(runs, `Fitting '${AXIS.id}', seconds by stage`, ''),
      stageTable(fast as typeof runs, 'The same, prompts read in bytes', ` With ATTUNE_PREFILL_FORM=${FAST_READING}.`),
      { title: 'A fit that is stopped goes on', rows: 'stopped behind', figures: resumed },
      {
        title: 'Equal fits',
        rows: '',
        note: `Weight form ${form}; the other form is ${OTHER_FORM}. The same layer and the same sizes are not asked of it.`,
        figures: [
          inRow('the same again')('equal bytes', Number(again.hash === runs['self-generated'].result.hash), '', {
            atLeast: 1,
          }),
          inRow(`form ${OTHER_FORM}, given pairs`)('cosine', cosine(runs.given.result, exact.result), '', {
            atLeast: 0.999,
          }),
        ],
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const specOf = (source: FitSource): FitSpec => {
  const { pairs, ...spec } = builtinFitSpec(AXIS)
  // One report says what all of them take.
  return { ...spec, source, pairs: source === 'given' ? pairs : [], report: source === 'self-generated' }
}

async function run(model: LanguageModel, directory: string, spec: FitSpec): Promise<Run> {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  let usable = 0
  const onUsable = () => {
    usable = since()
  }
  const result = await runFit({ id: 'fit', spec, model, directory, onUsable })
  return { result, usable, whole: since() }
}

const stageTable = (runs: Record<FitSource, Run>, title: string, note: string): Table => ({
  title,
  rows: 'stage',
  note:
    'Default settings. Calibrated: its edit and its safe sizes are known; usable: it has passed its gate or not, and is on ' +
    `offer. The report follows at the lowest priority.${note}`,
  figures: (Object.keys(SOURCES) as FitSource[]).flatMap((source) => {
    const { result, usable, whole } = runs[source]
    return [
      ...result.stages.map(({ stage, seconds }) => inRow(stage)(source, seconds, 's')),
      inRow('until it is calibrated')(source, untilCalibrated(result), 's', SOURCES[source]),
      inRow('until it can be used')(source, usable, 's'),
      ...(result.evaluation.report ? [inRow('with its report')(source, whole, 's')] : []),
    ]
  }),
})

function untilCalibrated({ stages }: FitResult): number {
  const last = FIT_STAGES.indexOf('calibration')
  return stages.reduce((sum, { stage, seconds }) => sum + (FIT_STAGES.indexOf(stage) <= last ? seconds : 0), 0)
}

/** Stops a fit behind each stage that asks the model something, and starts it again: what the second one repeats. */
async function resume(model: LanguageModel, directory: string): Promise<Figure[]> {
  const spec = { ...specOf('given'), report: false }
  const figures: Figure[] = []
  for (const stage of ['activations', 'layers', 'calibration'] as const satisfies FitStage[]) {
    const controller = new AbortController()
    const folder = join(directory, stage)
    const onProgress = ({ stages }: { stages: { stage: FitStage }[] }) => {
      if (stages.at(-1)?.stage === stage) controller.abort()
    }
    const options = { id: 'fit', spec, model, directory: folder }
    await runFit({ ...options, signal: controller.signal, onProgress }).catch(() => {})
    const asked = new Set<FitStage>()
    await runFit({
      ...options,
      onProgress: (progress) => {
        // A stage found again is reported once, finished; one that runs says so before.
        if (!progress.stages.some((finished) => finished.stage === progress.stage)) asked.add(progress.stage)
      },
    })
    const before = FIT_STAGES.slice(0, FIT_STAGES.indexOf(stage) + 1)
    const repeated = before.filter((one) => asked.has(one)).length
    figures.push(inRow(stage)('finished stages', before.length), inRow(stage)('run again', repeated, '', { atMost: 0 }))
  }
  return figures
}

function cosine(one: FitResult, other: FitResult): number {
  const layer = one.direction.layers[0]!
  const same = other.direction.layers.find((at) => at.layer === layer.layer)
  return same ? dot(layer.v, same.v) : 0
}
