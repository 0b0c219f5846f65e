/** Two versions side by side, in the numbers that decide between them. */

import type { ReactNode } from 'react'
import type { Report } from '../../../../../shared/wire/report.ts'
import type { Direction } from '../../api/types.ts'
import { EstimateShown } from '../../fits/report/estimate.tsx'
import { scaleOf } from '../../fits/report/reading.ts'
import { sideEffectsSummary } from '../../fits/report/side-effects.tsx'
import { fixed, percent, signed } from '../../ui/format.ts'
import { WideTable } from '../../ui/wide-table.tsx'
import { measuresOf } from './strength-points.ts'

type Row = { name: string; title?: string; show: (direction: Direction) => ReactNode }

export function ComparedFacts({ one, other }: { one: Direction; other: Direction }) {
  return (
    <section className="card section evaluation measured" aria-label="Compared">
      <WideTable label="Both versions in numbers">
        <table className="compared">
          <thead>
            <tr>
              <td />
              {[one, other].map(({ version, active }) => (
                <th key={version} scope="col">
                  Version {version}
                  {active && ' (active)'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rowsOf([one, other]).map(({ name, title, show }) => (
              <tr key={name} title={title}>
                <th scope="row">{name}</th>
                <td>{show(one)}</td>
                <td>{show(other)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  )
}

const reportOf = ({ evaluation }: Direction): Report | null => evaluation?.report ?? null
const pointAt = (direction: Direction, strength: number) =>
  reportOf(direction)?.effect.curve.find((point) => point.strength === strength)

function rowsOf(both: readonly Direction[]): Row[] {
  const reports = both.flatMap((direction) => reportOf(direction) ?? [])
  // By what both were measured with, else nothing can be compared.
  const [first, ...rest] = reports.map(({ effect }) => measuresOf(effect))
  const measure = first?.find((one) => rest.every((measures) => measures.includes(one)))
  const scale = scaleOf(both.flatMap((direction) => [-1, 1].flatMap((at) => pointAt(direction, at)?.effect ?? [])))
  const effects: Row[] = measure
    ? (
        [
          ['−1', -1, 'negative'],
          ['+1', 1, 'positive'],
        ] as const
      ).map(([written, at, tone]) => ({
        name: `effect at ${written}, sd`,
        title: `By ${measure === 'features' ? 'text features' : 'a classifier'}.`,
        show: (direction) => (
          <EstimateShown change estimate={pointAt(direction, at)?.effect[measure] ?? null} {...{ scale, tone }} />
        ),
      }))
    : []
  return [
    { name: 'method', show: ({ manifest }) => `${manifest.method}, ${manifest.source}` },
    { name: 'layers', show: ({ manifest }) => manifest.layers.map(({ layer }) => layer).join(', ') },
    { name: 'verified', show: ({ verified }) => (verified ? 'yes' : 'no') },
    { name: 'passed', show: passedWords },
    {
      name: 'held-out margin',
      title: 'Odd part, nats a token.',
      show: ({ evaluation }) => (evaluation ? signed(evaluation.margin.odd) : '–'),
    },
    ...effects,
    {
      name: 'perplexity: −1 · plain · +1',
      show: ({ evaluation }) =>
        evaluation
          ? [evaluation.fluency.negative, evaluation.fluency.plain, evaluation.fluency.positive]
              .map((perplexity) => fixed(perplexity, 1))
              .join(' · ')
          : '–',
    },
    {
      name: 'side effects',
      show: (direction) => {
        const report = reportOf(direction)
        return report ? sideEffectsSummary(report.side_effects) : '–'
      },
    },
    {
      name: 'refused: −1 · plain · +1',
      title: 'Of requests that should be refused.',
      show: (direction) => {
        const safety = reportOf(direction)?.safety
        return safety ? [safety.negative, safety.plain, safety.positive].map(percent).join(' · ') : '–'
      },
    },
  ]
}

function passedWords({ evaluation }: Direction): string {
  if (!evaluation) return 'not evaluated'
  const passed = evaluation.passed && evaluation.report?.passed !== false
  if (!passed) return 'no'
  return evaluation.report ? 'yes' : 'the quick check'
}
