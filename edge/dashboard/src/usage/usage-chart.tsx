/** Tokens a day, of prompts and answers, one upon the other. The table below says the same in numbers. */
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { UsageItem } from '../api/types.ts'
import { compact } from '../ui/amount.ts'
import { colourOf, onThemeChange } from './theme-colours.ts'

const HEIGHT = 220
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const BAR = { size: [0.7, 40] as [number, number] }

export function UsageChart({ days }: { days: readonly UsageItem[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const within = box.current
    if (!within) return
    const chart = new uPlot(optionsFor(within), dataOf(days), within)
    const resized = new ResizeObserver(() => chart.setSize({ width: within.clientWidth, height: HEIGHT }))
    resized.observe(within)
    const forget = onThemeChange(() => chart.redraw())
    return () => {
      forget()
      resized.disconnect()
      chart.destroy()
    }
  }, [days])
  return (
    <figure className="chart">
      <div ref={box} role="img" aria-label={inWords(days)} />
      <figcaption>
        <span className="chart-key" data-series="prompts">
          Tokens of prompts
        </span>
        <span className="chart-key" data-series="answers">
          Tokens of answers
        </span>
      </figcaption>
    </figure>
  )
}

const promptsOf = ({ prompt_tokens = 0 }: UsageItem) => prompt_tokens
const allOf = (day: UsageItem) => promptsOf(day) + (day.completion_tokens ?? 0)

/** The sum is drawn first, and the prompts' part over it. */
const dataOf = (days: readonly UsageItem[]): uPlot.AlignedData => [
  days.map(({ group }) => Date.parse(group) / 1000),
  days.map(allOf),
  days.map(promptsOf),
]

function inWords(days: readonly UsageItem[]): string {
  const most = days.reduce((found, day) => (allOf(day) > allOf(found) ? day : found))
  return `Tokens a day from ${days[0]?.group} to ${days.at(-1)?.group}; the most, ${compact(allOf(most))}, on ${most.group}.`
}

function optionsFor(within: HTMLElement): uPlot.Options {
  const bars = uPlot.paths.bars?.(BAR)
  const line = () => colourOf(within, '--line')
  const ink = () => colourOf(within, '--ink-soft')
  const series = (colour: string): uPlot.Series => ({
    fill: () => colourOf(within, colour),
    stroke: () => colourOf(within, colour),
    width: 0,
    points: { show: false },
    ...(bars && { paths: bars }),
  })
  const axis: uPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  return {
    width: within.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    // Days are those of UTC, wherever the reader is.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] },
      x: { range: (_, from, to) => [from - 43_200, to + 43_200] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 64, values: (_, ticks) => ticks.map((at) => DAY.format(at * 1000)) },
      { ...axis, size: 52, values: (_, ticks) => ticks.map(compact) },
    ],
    series: [{}, series('--positive'), series('--negative')],
  }
}
