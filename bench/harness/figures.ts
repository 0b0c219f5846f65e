/** What a bench found: tables of figures for people, and the same as a flat list for programs. */
import type { Range } from './statistics.ts'

/** What a figure is held against. */
export type Goal = { atMost: number } | { atLeast: number }

export type Figure = {
  /** Where it stands in its table. */
  row: string
  column: string
  value: number
  /** '' for a plain number. */
  unit: string
  /** Least and most of the rounds that `value` is the median of. */
  range?: Range
  goal?: Goal
}

export type Table = {
  title: string
  /** What one line is, for the first column's head. */
  rows: string
  /** How it was measured, and what to know when reading it. */
  note?: string
  figures: Figure[]
}

/** A figure as programs read it. `goal` is '≤ …' or '≥ …'; null, as `holds`, where there is none. */
export type Metric = { name: string; value: number; unit: string; goal: string | null; holds: boolean | null }

export type Result = { bench: string; machine: string; date: string; metrics: Metric[] }

/** Makes the figures of one row. */
export const inRow =
  (row: string) =>
  (column: string, value: number, unit = '', goal?: Goal): Figure => ({ row, column, value, unit, goal })

export const toMetrics = (tables: readonly Table[]): Metric[] =>
  tables.flatMap(({ title, figures }) =>
    figures.map(({ row, column, value, unit, goal }) => ({
      name: `${title}: ${row}, ${column}`,
      value,
      unit,
      goal: goal ? goalText(goal) : null,
      holds: goal ? holds(value, goal) : null,
    })),
  )

export const holds = (value: number, goal: Goal): boolean =>
  'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast

export const goalText = (goal: Goal): string => ('atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`)
