/** `attune eval`: a direction on a data set, beside the model as it is and a system prompt of either pole. */
import { basename } from 'node:path'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { drawn } from '../../gpu-worker/evaluation/data-sets/drawn.ts'
import { FORMATS_IN_WORDS, parseDataSet } from '../../gpu-worker/evaluation/data-sets/read.ts'
import { evaluateData } from '../../gpu-worker/evaluation/evaluate-data.ts'
import { polePrompts } from '../../gpu-worker/evaluation/pole-prompts.ts'
import { directionSubject } from '../../gpu-worker/evaluation/subject.ts'
import { OVERDRIVE_LIMIT } from '../../shared/wire/steering.ts'
import { evaluationTable } from '../evaluation-table.ts'
import { progress } from '../progress.ts'
import { printable } from '../terminal.ts'
import type { Command } from './command.ts'
import { readDirection, readText } from './files.ts'
import { checkModelOf, loadModel, MODEL_HELP } from './model.ts'
import { numberOption, readOptions, wholeOption } from './options.ts'

const SEED = 1
const LIMIT = 60
const STRENGTH = 1
const LEAST_STRENGTH = 0.01

const HELP = `attune eval --direction FILE --data FILE.jsonl [--model SPEC] [--strength N] [--limit N] [--seed N]
            [--positive TEXT] [--negative TEXT] [--json]

Measures a direction on a data set: the model as it is, under a system prompt of either pole, and steered
at +N and -N. Prints means, their changes from plain (paired by item) and the odd part, (f(+N) - f(-N)) / 2,
in which damage to the text cancels; all with 95 % bootstrap intervals over the items.

  --direction FILE   the direction (.safetensors)
  --data FILE        one JSON object a line, with the columns of one of these formats, and any others:
${FORMATS_IN_WORDS.map((format) => `                       ${format}`).join('\n')}
                     pairs give the margin, log p(chosen) - log p(rejected); questions mc1 and mc2;
                     requests (expected: refuse or comply) the share refused; instructions (IFEval) the
                     share followed. Where likelihoods are compared, the good answers' own is told too
${MODEL_HELP}
  --strength N       ${LEAST_STRENGTH} to ${OVERDRIVE_LIMIT} (default: ${STRENGTH})
  --limit N          items, drawn by the seed (default: ${LIMIT})
  --seed N           of the draw and of the intervals (default: ${SEED})
  --positive TEXT    the system prompt of the positive pole; without it what the direction was fitted with,
                     or what its pole's name says
  --negative TEXT    that of the negative pole
  --json             the figures as JSON on stdout`

export const evaluate: Command = {
  help: HELP,
  async run(args, signal) {
    const options = readOptions(args, {
      required: ['direction', 'data'],
      optional: ['model', 'strength', 'limit', 'seed', 'positive', 'negative'],
      flags: ['json'],
    })
    const strength = numberOption('strength', options.strength ?? String(STRENGTH), LEAST_STRENGTH, OVERDRIVE_LIMIT)
    const limit = wholeOption('limit', options.limit ?? String(LIMIT), 2, 100_000)
    const seed = wholeOption('seed', options.seed ?? String(SEED), 0, 2 ** 32 - 1)
    const { direction, hash } = await readDirection(options.direction)
    const { manifest } = direction
    const given = polePrompts(manifest)
    const prompts = { positive: options.positive ?? given.positive, negative: options.negative ?? given.negative }
    const { data: all, skipped } = parseDataSet(await readText(options.data, 'a data set'), options.data)
    const data = drawn(all, limit, seed)

    const steps = progress(process.stderr)
    await using opened = await loadModel(options.model, steps, signal, (source) =>
      checkModelOf(options.direction, manifest, source),
    )
    const model = new EngineLanguageModel(opened)
    const measures = await steps.run('measuring', (report) =>
      evaluateData(
        { model, data, subject: directionSubject(direction), prompts, strength, seed },
        { signal, onProgress: (done, total) => report(done, total, `${data.items.length} ${data.kind}`) },
      ),
    )
    if (options.json) {
      const about = { direction: hash, axis: manifest.axis, poles: manifest.poles, prompts, model: manifest.model.hash }
      const file = { name: basename(options.data), kind: data.kind, rows: all.items.length + skipped, skipped }
      console.log(JSON.stringify({ ...about, data: file, strength, seed, measures }, null, 2))
      return
    }
    const rest = skipped > 0 ? `; ${skipped} rows cannot be checked here and are left out` : ''
    console.log(
      printable(
        `'${manifest.axis}' of ${manifest.model.name} on ${data.items.length} of ${all.items.length} ${data.kind}${rest}`,
      ),
    )
    for (const line of evaluationTable(measures, { strength, poles: manifest.poles })) console.log(line)
  },
}
