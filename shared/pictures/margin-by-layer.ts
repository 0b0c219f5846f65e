/** How far each layer tried moves the held-out margin: where a direction acts, and what else was possible. */
import { linearScale, written } from './scale.ts'
import { COLOUR, element, HEIGHT, label, line, picture, WIDTH } from './svg.ts'

const TITLE = 'Held-out margin by layer'
const LEFT = 56
const RIGHT = WIDTH - 16
const TOP = 44
const BOTTOM = HEIGHT - 48
const WIDEST_BAR = 44
/** Above more bars than these, the values would run into each other. */
const VALUES_ON = 12

/**
 * `layers`: the odd part of the margin at each candidate, nats a token, at one size of edit; `chosen` stands out.
 * null where no layer was tried.
 */
export function marginByLayer(layers: readonly { layer: number; odd: number }[], chosen: number): string | null {
  if (layers.length === 0) return null
  const sorted = [...layers].sort((a, b) => a.layer - b.layer)
  const y = linearScale([0, ...sorted.map(({ odd }) => odd)], BOTTOM, TOP)
  const cell = (RIGHT - LEFT) / sorted.length
  const bar = Math.min(WIDEST_BAR, cell * 0.7)
  const everyNth = Math.ceil(sorted.length / 16)
  const at = sorted.findIndex(({ layer }) => layer === chosen)
  const isNamed = (i: number) => i === at || (i % everyNth === 0 && (at < 0 || Math.abs(i - at) >= everyNth))

  const bars = sorted.flatMap(({ layer, odd }, i) => {
    const [x, end] = [LEFT + (i + 0.5) * cell, y.at(odd)]
    const isChosen = layer === chosen
    const value = written(Number(odd.toFixed(2)), true)
    const weight = { 'font-weight': isChosen ? 600 : 400 }
    const shape = { x: x - bar / 2, y: Math.min(y.at(0), end), width: bar, height: Math.abs(end - y.at(0)), rx: 2 }
    return [
      element('rect', { ...shape, fill: isChosen ? COLOUR.positive : COLOUR.neutral }),
      ...(sorted.length <= VALUES_ON ? [label(x, odd < 0 ? end + 15 : end - 5, value, weight)] : []),
      ...(isNamed(i) ? [label(x, BOTTOM + 20, String(layer), weight)] : []),
    ]
  })
  const grid = y.ticks.flatMap((tick) => [
    line(LEFT, y.at(tick), RIGHT, y.at(tick), { 'stroke-opacity': tick === 0 ? 0.8 : 0.15 }),
    label(LEFT - 8, y.at(tick) + 4, written(tick), { 'text-anchor': 'end' }),
  ])
  const middle = (TOP + BOTTOM) / 2
  const names = [
    label((LEFT + RIGHT) / 2, HEIGHT - 8, 'layer'),
    label(14, middle, 'odd part, nats a token', { transform: `rotate(-90 14 ${middle})` }),
  ]
  const said = sorted.map(({ layer, odd }) => `layer ${layer}: ${written(odd, true)}`).join(', ')
  return picture(TITLE, `Odd part in nats a token: ${said}. Chosen: layer ${chosen}.`, [...grid, ...bars, ...names])
}
