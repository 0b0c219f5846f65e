/** `attune fit`: a description of an axis → its direction on a model. */
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { builtinFitSpec, DESCRIBED_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { type FitResult, runFit } from '../../gpu-worker/pipeline/fit.ts'
import { type FitSpec, fitSpec } from '../../shared/wire/fit.ts'
import { fitCard, fitPictures, fitSummary } from '../fit-card.ts'
import { progress } from '../progress.ts'
import type { Command } from './command.ts'
import { writeTogether } from './files.ts'
import { loadModel, MODEL_HELP } from './model.ts'
import { choiceOption, readOptions } from './options.ts'

const HELP = `attune fit --axis SPEC.json|NAME --out DIR [--model SPEC] [--report full|none]

Makes the direction of an axis: DIR/AXIS.safetensors, DIR/AXIS.json with what was measured, and pictures of
it (AXIS.margin.svg, and AXIS.effect.svg when the full evaluation is made). The direction is there, and said to
be, before the full evaluation begins, which takes some minutes more. What is finished of a fit that is stopped
stays in DIR/.unfinished, and the same command goes on from there.
A direction that fails its own tests is written too, and the exit code is 1.

  --axis FILE        JSON with the fields of POST /v1/fits, the poles beside the axis' name, for example
                     {"axis": "formal",
                      "positive": {"name": "formal", "description": "Answer in a very formal tone."},
                      "negative": {"name": "casual", "description": "Answer like a friend in a chat."}}
                     or a built-in axis by name, to fit it on another model:
                     ${DESCRIBED_AXES.map(({ id }) => id).join(', ')}
  --out DIR          made if it is not there
  --report WHICH     full: the full evaluation follows, in sampled text; none: it does not (default: as the
                     axis' JSON says, else full)
${MODEL_HELP}`

export const fit: Command = {
  help: HELP,
  async run(args, signal) {
    const options = readOptions(args, { required: ['axis', 'out'], optional: ['model', 'report'] })
    const { out } = options
    const wanted = options.report && choiceOption('report', options.report, ['full', 'none'])
    const read = await readSpec(options.axis)
    const spec = wanted ? { ...read, report: wanted === 'full' } : read
    const unfinished = join(out, '.unfinished')
    await mkdir(unfinished, { recursive: true })

    const steps = progress(process.stderr)
    await using opened = await loadModel(options.model, steps, signal)
    const began = performance.now()
    let written = Promise.resolve()
    const result = await steps.run(spec.axis, (report) =>
      runFit({
        id: spec.axis,
        spec,
        model: new EngineLanguageModel(opened),
        directory: unfinished,
        signal,
        onProgress: ({ progress, message }) => report(progress, 1, message),
        onUsable: (usable) => {
          written = write(out, spec.axis, usable).then((file) => {
            if (spec.report) console.log(`${file} can be used after ${seconds(began)}: ${fitSummary(usable)}`)
          })
          // Awaited below: a fit that fails meanwhile must not leave it unhandled.
          written.catch(() => {})
        },
      }),
    )
    await written
    const file = await write(out, spec.axis, result)
    await rm(join(unfinished, spec.axis), { recursive: true, force: true })
    // Another axis's fit may be in there.
    await rmdir(unfinished).catch(() => {})
    const { evaluation } = result
    console.log(`${file}: ${fitSummary(result)}`)
    for (const reason of [...evaluation.reasons, ...(evaluation.report?.reasons ?? [])]) console.log(`- ${reason}`)
    if (!evaluation.passed || evaluation.report?.passed === false) process.exitCode = 1
  },
}

const seconds = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`

/** The direction, what was measured of it and its pictures; the direction's path. */
async function write(out: string, axis: string, result: FitResult): Promise<string> {
  const file = join(out, `${axis}.safetensors`)
  const pictures = Object.entries(fitPictures(result)).flatMap(([name, svg]) =>
    svg ? [[join(out, `${axis}.${name}.svg`), svg] as const] : [],
  )
  await writeTogether([
    [join(out, `${axis}.json`), `${JSON.stringify(fitCard(result), null, 2)}\n`],
    ...pictures,
    [file, result.bytes],
  ])
  return file
}

/**
 * A name that is a built-in axis's is one; a file of that name is './NAME'.
 * @throws Error naming the file, and the field that is wrong
 */
async function readSpec(path: string): Promise<FitSpec> {
  const builtin = DESCRIBED_AXES.find(({ id }) => id === path)
  if (builtin) return builtinFitSpec(builtin)
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (problem) {
    const names = DESCRIBED_AXES.map(({ id }) => id).join(', ')
    const why =
      (problem as NodeJS.ErrnoException).code === 'ENOENT'
        ? `there is no such file, and the built-in axes are ${names}`
        : (problem as Error).message
    throw new Error(`cannot use ${path} as an axis: ${why}`, { cause: problem })
  }
  const { data, error } = fitSpec.safeParse(json)
  if (data) return data
  const { path: field, message } = error.issues[0]!
  throw new Error(`cannot use ${path} as an axis: ${field.length ? `${field.join('.')}: ` : ''}${message}`)
}
