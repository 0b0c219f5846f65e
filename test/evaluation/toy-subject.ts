/** Subjects of the toy model: its own style, and one that has nothing to do with it. */
import { directionSubject, type Subject } from '../../gpu-worker/evaluation/subject.ts'
import { unit } from '../../gpu-worker/language/vector.ts'
import { type Direction, VECTOR_FORMAT } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel } from '../fitting/toy-model.ts'

const LAYER = 4
const NORM = 40

export function toyStyleDirection(
  { facts, style }: Pick<ToyModel, 'facts' | 'style'>,
  v = style,
  size = 0.2,
): Direction {
  const layer = { layer: LAYER, residual_norm: NORM, neutral: 0, positive: size, negative: size }
  return {
    manifest: {
      format: VECTOR_FORMAT,
      axis: 'bright',
      poles: { positive: BRIGHT_POLE.name, negative: GLOOMY_POLE.name },
      prompts: { positive: BRIGHT_POLE.description, negative: GLOOMY_POLE.description },
      model: {
        hash: facts.hash,
        name: facts.name,
        architecture: 'toy',
        hidden_size: facts.hiddenSize,
        layers: facts.layers,
      },
      site: 'residual',
      method: 'mean-difference',
      source: 'given',
      layers: [layer],
      pairs: 10,
      seed: 1,
      verified: true,
      made_by: { attune: '0.1.0', weight_form: 'exact' },
    },
    layers: [{ ...layer, v }],
  }
}

export const toySubject = (model: ToyModel): Subject => directionSubject(toyStyleDirection(model))

/** Across the style: it changes nothing in the toy model. */
export function idleSubject(model: ToyModel): Subject {
  const other = unit(model.style.map((_, i) => (i % 2 ? 1 : -1)))
  const along = dot(other, model.style)
  return directionSubject(toyStyleDirection(model, unit(other.map((value, i) => value - along * model.style[i]!))))
}
