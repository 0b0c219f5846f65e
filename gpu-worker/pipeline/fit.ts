/**
 * A fit from its description to the direction's file. The stages run in the order of FIT_STAGES; each one's result is
 * kept in the fit's folder, so that the same call after a crash goes on where it stopped, and a changed description
 * recomputes only what depends on the change.
 */

import { join } from 'node:path'
import type { Characteristics } from '../../shared/characteristics.ts'
import type { Direction } from '../../shared/direction.ts'
import type { Evaluation, FitSpec, Pair } from '../../shared/wire/fit.ts'
import { MOST_OPERATOR_ROWS, MOST_ROWS } from '../fitting/bundles.ts'
import { candidateLayers } from '../fitting/candidate-layers.ts'
import { checkSpec } from '../fitting/check-spec.ts'
import { FitError } from '../fitting/fit-error.ts'
import { turnedRound } from '../fitting/fitted.ts'
import { foldsByQuery } from '../fitting/folds.ts'
import { asPair, heldOutPairs } from '../fitting/held-out.ts'
import { sizesOf, usualSite } from '../fitting/methods/fitter.ts'
import { isOperatorName } from '../fitting/methods/registry.ts'
import { splitQueries } from '../fitting/queries.ts'
import { type FinishedStage, type FitProgress, StageRunner } from '../fitting/stage.ts'
import { StageFolder } from '../fitting/stage-folder.ts'
import { collectActivations } from '../fitting/stages/activations.ts'
import { describeArtifact, makeArtifact } from '../fitting/stages/artifact.ts'
import { calibrate } from '../fitting/stages/calibration.ts'
import { listCharacteristics } from '../fitting/stages/characteristics.ts'
import { evaluate } from '../fitting/stages/evaluation.ts'
import { filterPairs } from '../fitting/stages/filter.ts'
import { chooseLayer } from '../fitting/stages/layers.ts'
import { applyMethod } from '../fitting/stages/method.ts'
import { type FitPair, makePairs, withoutPolePrompt } from '../fitting/stages/pairs.ts'
import type { LanguageModel } from '../language/language-model.ts'
import { deriveSeed } from '../language/rng.ts'
import { makeReport } from './report.ts'

export type FitOptions = {
  /** Names the fit's own folder below `directory`. */
  id: string
  spec: FitSpec
  model: LanguageModel
  directory: string
  signal?: AbortSignal
  onProgress?: (progress: FitProgress) => void
  /** Told once, as soon as the direction can be used: its evaluation has no report yet. */
  onUsable?: (result: FitResult) => void
  /** Where it ends: with a direction that can be used, or with its report too, if the spec wants one (the default). */
  until?: 'direction' | 'report'
}

export type FitResult = {
  /** The direction's file, and its SHA-256. */
  bytes: Uint8Array<ArrayBuffer>
  hash: string
  direction: Direction
  evaluation: Evaluation
  /** Self-made pairs that anchors may be picked among. */
  choices: Pair[]
  /** What marks each pole, as the model listed it or as it was written; null without. */
  characteristics: Characteristics | null
  stages: FinishedStage[]
}

/**
 * A direction that does not pass its gate is a result, not an error: `evaluation.passed` is false and says why.
 * @throws FitError when there is no direction to be had: see its codes
 */
export async function runFit(options: FitOptions): Promise<FitResult> {
  const { id, spec, model, directory, signal, onProgress, onUsable, until = 'report' } = options
  if (!/^[0-9a-z][0-9a-z_-]{0,63}$/.test(id)) throw new FitError('bad_id', 'A fit id is 1 to 64 of a-z, 0-9, _ and -.')
  checkSpec(spec, model.facts)
  const folder = await StageFolder.open(join(directory, id))
  const stages = new StageRunner({ folder, model, source: spec.source, report: spec.report, signal, onProgress })
  const { source, positive, negative, anchors } = spec
  const seedFor = (purpose: string) => deriveSeed(spec.seed, purpose)
  const queries = splitQueries(spec)
  const onAnchors = anchors.length > 0
  const verified = onAnchors || source === 'given' || source === 'texts'

  const characteristics = await stages.run('characteristics', listCharacteristics, {
    source,
    positive,
    negative,
    written: spec.characteristics,
  })
  const written = await stages.run('pairs', makePairs, {
    source,
    positive,
    negative,
    characteristics,
    queries: queries.pairs,
    given: source === 'given' ? spec.pairs : [],
    texts: source === 'texts' ? spec.texts : null,
    takenTexts: source === 'texts' ? anchors.flatMap(({ chosen, rejected }) => [chosen, rejected]) : [],
    wantProbes: source === 'context-shift' && !onAnchors,
    seed: seedFor('pairs'),
  })

  const folded = !onAnchors && source !== 'context-shift'
  const { pairs, probes, dropped } = await stages.run('filter', filterPairs, {
    ...written,
    source,
    folded,
    dropAlike: spec.drop_alike,
    taken: anchors.map(({ prompt }) => prompt),
  })
  const folds = folded
    ? source === 'texts'
      ? pairs.map(({ fold }) => fold!)
      : foldsByQuery(
          pairs.map((pair) => pair.query),
          seedFor('folds'),
        )
    : null
  const heldOut = heldOutPairs({ anchors, probes, pairs, folds, seed: seedFor('held-out') })

  const choice = { method: spec.method, setting: spec.setting, site: spec.site ?? usualSite(spec.method) }
  const { sizes, trial } = sizesOf(choice)
  const read = await stages.run('activations', collectActivations, {
    pairs: spec.pole_prompt === 'kept' ? pairs : pairs.map(withoutPolePrompt),
    folds,
    site: choice.site,
    layers: candidateLayers(spec, model.facts.layers),
    most: isOperatorName(spec.method) ? MOST_OPERATOR_ROWS : MOST_ROWS,
  })
  const candidates = await stages.run('method', applyMethod, {
    ...choice,
    ...read,
    layersNamed: spec.layers.length > 0,
  })
  const chosen = await stages.run('layers', chooseLayer, { candidates, size: trial, heldOut, orient: onAnchors })
  const candidate = candidates[chosen.index]!
  const fitted = chosen.turned ? turnedRound(candidate.full) : candidate.full

  const calibration = await stages.run('calibration', calibrate, {
    fitted,
    sizes,
    smaller: spec.setting !== 'published',
    queries: queries.calibration,
    seed: seedFor('calibration'),
  })
  const controls = {
    choice,
    states: read.states.filter(({ layer }) => candidate.layers.includes(layer)),
    folds: read.folds,
    seed: seedFor('evaluation'),
  }
  const evaluation = await stages.run('evaluation', evaluate, {
    controls,
    candidate,
    turned: chosen.turned,
    plain: chosen.plain,
    heldOut,
    onAnchors,
    verified,
    calibration,
    candidates: chosen.candidates,
    pairs: {
      made: written.pairs.length,
      kept: pairs.length,
      dropped: Object.entries(dropped).map(([reason, count]) => ({ reason, count })),
    },
  })

  const artifact = makeArtifact({
    spec,
    model: model.facts,
    fitted,
    calibration,
    pairs: pairs.length,
    verified,
  })
  await stages.run('artifact', describeArtifact, { hash: artifact.hash, size: artifact.bytes.length })
  const listed = characteristics.positive.length + characteristics.negative.length > 0
  const usable: FitResult = {
    ...artifact,
    evaluation,
    choices: choicesAmong(pairs),
    characteristics: listed ? characteristics : null,
    stages: stages.finished,
  }
  onUsable?.(usable)
  if (!spec.report || until === 'direction') return usable

  const report = await stages.run('report', makeReport, {
    axis: spec.axis,
    positive,
    negative,
    anchors,
    characteristics,
    direction: artifact.direction,
    calibration,
    controls,
    asked: [...written.pairs.map(({ query }) => query), ...queries.calibration],
    seed: seedFor('report'),
  })
  const { seconds } = stages.finished.at(-1)!
  return { ...usable, evaluation: { ...evaluation, report: { ...report, seconds } } }
}

/** As many pairs as a person is asked to judge, a minute's work. */
const CHOICES = 8

const choicesAmong = (pairs: readonly FitPair[]): Pair[] =>
  pairs
    .filter(({ positive, negative }) => positive.sampled !== null && negative.sampled !== null)
    .slice(0, CHOICES)
    .map(asPair)
