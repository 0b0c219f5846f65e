/** `attune import`: a control vector of llama.cpp or repeng → a direction's file. */
import { basename, extname } from 'node:path'
import { measureNeutral } from '../../gpu-worker/control-vector/neutral-state.ts'
import { type ControlVector, readControlVector } from '../../gpu-worker/control-vector/read.ts'
import { directionOf } from '../../gpu-worker/control-vector/to-direction.ts'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { type Direction, decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { TOTAL_CAP } from '../../shared/steering/edit.ts'
import { LARGEST_SCALE } from '../../shared/wire/import.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { progress } from '../progress.ts'
import { printable } from '../terminal.ts'
import type { Command } from './command.ts'
import { writeWhole } from './files.ts'
import { loadModel, MODEL_HELP } from './model.ts'
import { numberOption, readOptions, UsageError } from './options.ts'

const HELP = `attune import --vector FILE.gguf --out FILE.safetensors [--model SPEC] [--axis NAME]
              [--positive NAME --negative NAME] [--scale NUMBER]

Makes a direction of a control vector. Strength 1 adds the file's vector, strength -1 its opposite.
The model is loaded to measure what a state there usually is. Nobody has tested what the vector
does: the direction is marked as not verified, and its strength is not calibrated.

  --vector FILE      the control vector, GGUF
  --out FILE         the direction
${MODEL_HELP}
  --axis NAME        the direction's axis (default: the name in the file, else the file's)
  --positive NAME    what the poles are called (default: the names in the file, else
  --negative NAME    'positive' and 'negative')
  --scale NUMBER     the vector times this, as llama.cpp's FILE.gguf:NUMBER (default: 1)`

export const importVector: Command = {
  help: HELP,
  async run(args, signal) {
    const options = readOptions(args, {
      required: ['vector', 'out'],
      optional: ['model', 'axis', 'positive', 'negative', 'scale'],
    })
    const scale = numberOption('scale', options.scale ?? '1', -LARGEST_SCALE, LARGEST_SCALE)
    if (scale === 0) throw new UsageError('--scale is 0: nothing would be left of the vector.')
    if (options.axis !== undefined) checkAxis(options.axis)

    const steps = progress(process.stderr)
    await using opened = await loadModel(options.model, steps, signal)
    const model = new EngineLanguageModel(opened)
    const vector = readControlVector(options.vector, model.facts)
    const neutral = await steps.run('measuring', (onProgress) =>
      measureNeutral(
        model,
        vector.layers.map(({ layer }) => layer),
        { signal, onProgress },
      ),
    )
    const direction = directionOf({
      vector,
      model: model.facts,
      axis: options.axis ?? axisOf(vector, options.vector),
      poles: {
        positive: options.positive ?? vector.poles?.positive ?? 'positive',
        negative: options.negative ?? vector.poles?.negative ?? 'negative',
      },
      scale,
      neutral,
    })
    const bytes = encodeDirection(direction)
    // What is written here must be readable everywhere else.
    decodeDirection(bytes)
    await writeWhole(options.out, bytes)
    for (const line of report(direction, options.out)) console.log(line)
  },
}

function checkAxis(name: string): void {
  const problem = axisName.safeParse(name).error?.issues[0]
  if (problem) throw new UsageError(`--axis is '${name}': ${problem.message}.`)
}

/** The name in the file, or the file's own, made an axis's. */
function axisOf({ name }: ControlVector, path: string): string {
  const text = name ?? basename(path, extname(path))
  const id = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
  return id || 'imported'
}

function report({ manifest, layers }: Direction, path: string): string[] {
  const { axis, poles, model } = manifest
  const above = layers.filter(({ positive }) => positive > TOTAL_CAP)
  return [
    printable(`${path}: '${axis}' of ${model.name}, from '${poles.negative}' to '${poles.positive}'.`),
    `Strength 1 moves ${extent(layers)} of the state's usual size. It is not verified.`,
    ...(above.length
      ? [
          `At layer ${above.map(({ layer }) => layer).join(', ')} that is more than ${percent(TOTAL_CAP)}, to which every edit is cut: ` +
            'a smaller --scale keeps the strengths below 1 apart.',
        ]
      : []),
  ]
}

/** `layer 20 by 25 %`, `29 layers (1 to 29) by 0.4 to 4.5 %` */
function extent(layers: Direction['layers']): string {
  const sizes = layers.map(({ positive }) => positive)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map(percent)
  const [first, last] = [layers[0]!.layer, layers.at(-1)!.layer]
  if (layers.length === 1) return `layer ${first} by ${most}`
  return `${layers.length} layers (${first} to ${last}) by ${least === most ? most : `${least} to ${most}`}`
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`
