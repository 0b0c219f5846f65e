/** Draws the chart by strength on a canvas, in the colours of the page, as wide as there is room, and anew when the theme changes. */
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import type { Measure } from '../../fits/report/reading.ts'
import { signed } from '../../ui/format.ts'
import { type Ranges, SAFE, type StrengthPoint } from './strength-points.ts'

const HEIGHT = 240
const NARROWEST = 200
const MARKS = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
/** Beyond the last strength, so that the ends of the safe range are seen. */
const ROOM = 0.12

type Plot = { points: readonly StrengthPoint[]; ranges: Ranges | null; measure: Measure }

/** @returns where it is to be drawn */
export function useStrengthPlot(points: readonly StrengthPoint[], ranges: Ranges | null, measure: Measure) {
  const place = useRef<HTMLDivElement>(null)
  // By value: the same numbers are not drawn twice.
  const drawn = JSON.stringify({ points, ranges, measure } satisfies Plot)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const what = JSON.parse(drawn) as Plot
    const draw = () => new UPlot(optionsOf(what, element), dataOf(what.points), element)
    let plot = draw()
    const again = () => {
      plot.destroy()
      plot = draw()
    }
    const resized = new ResizeObserver(() => plot.setSize(sizeOf(element)))
    resized.observe(element)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', again)
    const theme = new MutationObserver(again)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
    return () => {
      resized.disconnect()
      dark.removeEventListener('change', again)
      theme.disconnect()
      plot.destroy()
    }
  }, [drawn])
  return place
}

const sizeOf = (element: HTMLElement) => ({ width: Math.max(NARROWEST, element.clientWidth), height: HEIGHT })

const dataOf = (points: readonly StrengthPoint[]): UPlot.AlignedData => [
  points.map(({ strength }) => strength),
  points.map(({ effect }) => effect?.low ?? null),
  points.map(({ effect }) => effect?.high ?? null),
  points.map(({ effect }) => effect?.value ?? null),
  points.map(({ perplexity }) => perplexity),
]

function optionsOf({ ranges, measure }: Plot, element: HTMLElement): UPlot.Options {
  const ink = colour(element, '--ink-soft')
  const line = colour(element, '--line')
  const effect = colour(element, '--positive')
  const wash = colour(element, '--positive-wash')
  const fluency = colour(element, '--negative')
  const font = `11px ${getComputedStyle(element).fontFamily}`
  const bound = { stroke: 'transparent', points: { show: false } }
  const side = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_, low, high) => [low - ROOM, high + ROOM] },
      effect: { range: () => ranges?.effect[measure] ?? [-1, 1] },
      perplexity: { range: () => ranges?.perplexity ?? [0, 10] },
    },
    series: [
      {},
      { ...bound, scale: 'effect' },
      { ...bound, scale: 'effect' },
      { scale: 'effect', stroke: effect, width: 2, points: { size: 7, fill: effect } },
      { scale: 'perplexity', stroke: fluency, width: 2, dash: [5, 4], points: { size: 6, fill: fluency } },
    ],
    bands: [{ series: [2, 1], fill: `color-mix(in srgb, ${effect} 22%, transparent)` }],
    axes: [
      {
        ...side,
        size: 32,
        splits: (_, __, low, high) => MARKS.filter((mark) => mark >= low && mark <= high),
        values: (_, ticks) => ticks.map((tick) => signed(tick, 1)),
      },
      { ...side, scale: 'effect', size: 44, values: (_, ticks) => ticks.map((tick) => signed(tick, 1)) },
      { ...side, scale: 'perplexity', side: 1, size: 36, grid: { show: false } },
    ],
    hooks: { drawClear: [(plot) => markSafe(plot, wash)] },
  }
}

/** Behind everything else. */
function markSafe(plot: UPlot, fill: string) {
  const { ctx, bbox } = plot
  const left = Math.max(bbox.left, plot.valToPos(-SAFE, 'x', true))
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(SAFE, 'x', true))
  ctx.save()
  ctx.fillStyle = fill
  ctx.fillRect(left, bbox.top, right - left, bbox.height)
  ctx.restore()
}

/** A canvas knows no variables, and no light-dark(): so the colour is read from an element that has it. */
function colour(element: HTMLElement, name: string): string {
  const before = element.style.color
  element.style.color = `var(${name})`
  const computed = getComputedStyle(element).color
  element.style.color = before
  return computed
}
