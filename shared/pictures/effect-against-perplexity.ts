/**
 * What a direction does to sampled text, and what it costs: the effect over the text's perplexity, along the strengths of
 * both signs, with the prompts of both poles and the random-sign controls beside it. Further up or down at the same place
 * from left to right is better.
 */
import type { EffectReport, Estimate, TextMeasures } from '../wire/report.ts'
import { linearScale, logScale, written } from './scale.ts'
import { COLOUR, element, HEIGHT, label, line, picture, WIDTH } from './svg.ts'

const LEFT = 56
const RIGHT = WIDTH - 20
const TOP = 30
const BOTTOM = HEIGHT - 70
/** Times the plain perplexity: text beyond is broken, and stands at the right edge with an arrow. */
const FARTHEST = 8
/** Between two points that have their strengths written beside them. */
const ROOM = 34

export type PoleNames = { positive: string; negative: string }
type Kind = keyof TextMeasures['effect']
type Mark = {
  kind: 'steered' | 'prompt' | 'control' | 'plain'
  name: string
  perplexity: number
  /** The perplexity, or where the picture ends. */
  x: number
  effect: Estimate
}

/** null where nothing measures the axis. `kind`: features where there are any, unless it says otherwise. */
export function effectAgainstPerplexity(
  report: EffectReport,
  poles: PoleNames = { positive: 'positive pole', negative: 'negative pole' },
  kind: Kind = report.plain.effect.features ? 'features' : 'classifier',
): string | null {
  const mark = (kindOf: Mark['kind'], name: string, measures: TextMeasures): Mark[] => {
    const effect = measures.effect[kind]
    const { perplexity } = measures
    const x = Math.min(perplexity, FARTHEST * report.plain.perplexity)
    return effect ? [{ kind: kindOf, name, perplexity, x, effect }] : []
  }
  const plain = mark('plain', 'plain', report.plain)
  if (plain.length === 0) return null
  const along = (from: readonly EffectReport['curve'][number][]) =>
    from.flatMap((point) => mark('steered', written(point.strength, true), point))
  const curve = [...report.curve].sort((a, b) => Math.abs(a.strength) - Math.abs(b.strength))
  const positive = along(curve.filter(({ strength }) => strength > 0))
  const negative = along(curve.filter(({ strength }) => strength < 0))
  const prompts = {
    positive: mark('prompt', `prompt: ${poles.positive}`, report.prompt.positive),
    negative: mark('prompt', `prompt: ${poles.negative}`, report.prompt.negative),
  }
  const controls = report.controls.flatMap((control) => [
    ...mark('control', 'control', control.positive),
    ...mark('control', 'control', control.negative),
  ])
  const marks = [...plain, ...positive, ...negative, ...prompts.positive, ...prompts.negative, ...controls]

  const xs = marks.map(({ x }) => x)
  const x = logScale(Math.min(...xs) * 0.95, Math.max(...xs) * 1.03, LEFT, RIGHT)
  const y = linearScale(
    marks.flatMap(({ effect }) => (effect.low <= effect.high ? [effect.low, effect.high] : [effect.value])),
    BOTTOM,
    TOP,
  )
  const place = (one: Mark) => [x.at(one.x), y.at(one.effect.value)] as const

  const path = (points: Mark[], stroke: string) =>
    element('polyline', {
      points: [...plain, ...points]
        .map((point) =>
          place(point)
            .map((value) => value.toFixed(1))
            .join(','),
        )
        .join(' '),
      stroke,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
    })
  const interval = (one: Mark, stroke: string) =>
    line(x.at(one.x), y.at(one.effect.low), x.at(one.x), y.at(one.effect.high), { stroke, 'stroke-opacity': 0.55 })
  const dot = (one: Mark, colour: string) => {
    const [cx, cy] = place(one)
    return element('circle', { cx, cy, r: 3.5, fill: colour })
  }
  /** Those near plain text or near the last one that has its name would have theirs written over each other. */
  const strengths = (points: Mark[], below: boolean) => {
    let [lastX, lastY] = place(plain[0]!)
    return points.flatMap((one) => {
      const [px, py] = place(one)
      if (Math.hypot(px - lastX, py - lastY) < ROOM) return []
      lastX = px
      lastY = py
      const name = one.x < one.perplexity ? `${one.name} \u2192` : one.name
      return [label(px - 7, py + (below ? 13 : -6), name, { 'text-anchor': 'end', 'font-size': 11 })]
    })
  }
  const steered = (points: Mark[], colour: string, below: boolean) => [
    path(points, colour),
    ...points.flatMap((one) => [interval(one, colour), dot(one, colour)]),
    ...strengths(points, below),
  ]
  const prompted = (points: Mark[], colour: string) =>
    points.flatMap((one) => [interval(one, colour), diamond(...place(one), colour)])

  const grid = [
    ...y.ticks.flatMap((tick) => [
      line(LEFT, y.at(tick), RIGHT, y.at(tick), { 'stroke-opacity': tick === 0 ? 0.6 : 0.12 }),
      label(LEFT - 8, y.at(tick) + 4, written(tick), { 'text-anchor': 'end' }),
    ]),
    ...x.ticks.map((tick) => label(x.at(tick), BOTTOM + 17, written(tick))),
    label((LEFT + RIGHT) / 2, BOTTOM + 34, 'perplexity under the unsteered model'),
    label(14, (TOP + BOTTOM) / 2, 'effect, sd', { transform: `rotate(-90 14 ${(TOP + BOTTOM) / 2})` }),
  ]
  const title = `Effect of '${poles.positive}' \u2194 '${poles.negative}' by ${kind === 'features' ? 'text features' : 'classifier'}`
  const said = marks
    .filter((one) => one.kind !== 'control')
    .map((one) => `${one.name}: effect ${written(one.effect.value, true)} at perplexity ${written(one.perplexity)}`)
  return picture(title, `${said.join('; ')}; ${controls.length} random-sign controls.`, [
    ...grid,
    ...controls.map((one) => cross(...place(one))),
    ...steered(positive, COLOUR.positive, false),
    ...steered(negative, COLOUR.negative, true),
    ...prompted(prompts.positive, COLOUR.positive),
    ...prompted(prompts.negative, COLOUR.negative),
    ...plain.map((one) => dot(one, 'currentColor')),
    ...legend(),
  ])
}

const diamond = (x: number, y: number, colour: string, size = 6): string =>
  element('path', { d: `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z`, fill: colour })

const cross = (x: number, y: number, size = 3.5): string =>
  element('path', {
    d: `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`,
    stroke: COLOUR.neutral,
    'stroke-width': 1.5,
  })

/** Colours mean poles; shapes mean how the text came about. */
function legend(): string[] {
  const y = HEIGHT - 14
  const text = (x: number, what: string) => label(x, y + 4, what, { 'text-anchor': 'start' })
  const at = { cy: y, r: 3.5 }
  return [
    element('circle', { cx: 62, ...at, fill: 'currentColor' }),
    text(72, 'plain'),
    element('circle', { cx: 126, ...at, fill: COLOUR.negative }),
    element('circle', { cx: 136, ...at, fill: COLOUR.positive }),
    text(146, 'steered, by strength'),
    diamond(284, y, COLOUR.negative, 5),
    diamond(295, y, COLOUR.positive, 5),
    text(305, 'prompted'),
    cross(378, y),
    text(388, 'control'),
  ]
}
