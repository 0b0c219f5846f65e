/** A curve of effect against fluency along the strengths of one sign, and where it is as fluent as something else. */

export type CurvePoint = {
  /** From 0 (plain) away from it. */
  strength: number
  /** Mean surprise (log-perplexity) of the texts, nats a token; Infinity where none can be read. */
  surprise: number
  effect: number
}

export type CurveReading = {
  strength: number
  effect: number
  /** The curve is read at its end, because all of it is more fluent than asked ('end') or less ('plain'). */
  clamped: 'plain' | 'end' | null
}

/**
 * The curve at the largest strength whose surprise is at most `surprise`. Between two points surprise is taken to grow
 * with the square of the strength (as safe-size.ts found) and the effect with the strength itself.
 *
 * @param points by growing |strength|, the first at strength 0
 */
export function readCurve(points: readonly CurvePoint[], surprise: number): CurveReading {
  const last = points.at(-1)!
  if (last.surprise <= surprise) return { strength: last.strength, effect: last.effect, clamped: 'end' }
  for (let i = points.length - 1; i > 0; i--) {
    const [a, b] = [points[i - 1]!, points[i]!]
    if (!(a.surprise <= surprise)) continue
    const share = (surprise - a.surprise) / (b.surprise - a.surprise)
    const strength = Math.sign(b.strength) * Math.sqrt(a.strength ** 2 + share * (b.strength ** 2 - a.strength ** 2))
    const along = (strength - a.strength) / (b.strength - a.strength)
    return { strength, effect: along > 0 ? a.effect + along * (b.effect - a.effect) : a.effect, clamped: null }
  }
  return { strength: points[0]!.strength, effect: points[0]!.effect, clamped: 'plain' }
}
