import { createRng } from '../../gpu-worker/language/rng.ts'
import { unit } from '../../gpu-worker/language/vector.ts'
import type { Direction } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'

/** A direction of the toy model, at its layer 4. */
export function toyDirection(v: Float32Array, size = 0.2): Direction {
  const facts = { layer: 4, residual_norm: 40, neutral: 0, positive: size, negative: size }
  return {
    manifest: {
      format: 1,
      axis: 'bright',
      poles: { positive: 'bright', negative: 'gloomy' },
      model: { hash: 'a'.repeat(64), name: 'toy', architecture: 'toy', hidden_size: v.length, layers: 6 },
      site: 'residual',
      method: 'mean-difference',
      source: 'given',
      layers: [facts],
      pairs: 10,
      seed: 1,
      verified: true,
      made_by: { attune: '0.1.0', weight_form: 'exact' },
    },
    layers: [{ ...facts, v }],
  }
}

/** A random unit vector whose product with `style` is `cosine`. */
export function alongStyle(style: Float32Array, cosine: number): Float32Array {
  const rng = createRng(9)
  const random = style.map(() => rng.float() - 0.5)
  const share = dot(random, style)
  const across = unit(random.map((x, i) => x - share * style[i]!))
  return across.map((x, i) => cosine * style[i]! + Math.sqrt(1 - cosine ** 2) * x)
}
