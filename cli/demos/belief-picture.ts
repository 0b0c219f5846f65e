/** What is believed of a user, drawn: a line for each axis, from one pole to the other. */
import type { Explanation } from '../../edge/wire/explanation.ts'

type Believed = Pick<Explanation['axes'][number], 'axis' | 'strength' | 'low' | 'high'>

/** Places of a line; odd, so that 0 has one of its own. */
const WIDTH = 41

/**
 * `●` is what is believed, `━` where the liking lies nine times in ten, `┊` no steering.
 * @param truth what the user really likes, by axis, where that is known: `◇`
 */
export function beliefPicture(axes: readonly Believed[], truth: Readonly<Record<string, number>> = {}): string[] {
  const longest = Math.max(...axes.map(({ axis }) => axis.length))
  return axes.map(({ axis, strength, low, high }) => {
    const [from, to, mean] = [placeOf(low), placeOf(high), placeOf(strength)]
    const line = Array.from({ length: WIDTH }, (_, at): string => (at >= from && at <= to ? '━' : '─'))
    line[placeOf(0)] = '┊'
    if (Object.hasOwn(truth, axis)) line[placeOf(truth[axis]!)] = '◇'
    line[mean] = '●'
    return `${axis.padEnd(longest)}  −1 ${line.join('')} +1  ${strength.toFixed(2).padStart(5)}`
  })
}

const placeOf = (strength: number): number => Math.round(((Math.max(-1, Math.min(1, strength)) + 1) / 2) * (WIDTH - 1))
