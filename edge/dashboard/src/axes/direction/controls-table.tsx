/**
 * How far texts move at full strength, beside what a prompt of the same pole does and what random-sign controls do: a
 * direction that moves no farther than they has learnt nothing of the axis.
 */

import type { EffectReport, TextMeasures } from '../../../../../shared/wire/report.ts'
import type { PoleNames } from '../../fits/poles.ts'
import { EstimateShown } from '../../fits/report/estimate.tsx'
import { MEASURES, scaleOf } from '../../fits/report/reading.ts'
import { count, fixed } from '../../ui/format.ts'
import { WideTable } from '../../ui/wide-table.tsx'

type Row = { name: string; tone: 'positive' | 'negative' | 'muted'; measures: TextMeasures }

export function ControlsTable({ effect, poles }: { effect: EffectReport; poles: PoleNames }) {
  const rows = rowsOf(effect, poles)
  const measures = MEASURES.filter((measure) => effect.plain.effect[measure])
  const scale = scaleOf(rows.map((row) => row.measures.effect))
  if (measures.length === 0) return <p className="muted">No text feature and no classifier measures this axis.</p>
  return (
    <WideTable label="Steered, prompted and controls">
      <table className="controls-table">
        <caption>
          Effect in standard deviations, below 0 towards {poles.negative}; perplexity under the unsteered model.{' '}
          {count(effect.controls.length, 'random-sign control')}.
        </caption>
        <thead>
          <tr>
            <td />
            {measures.map((measure) => (
              <th key={measure} scope="col">
                {measure === 'features' ? 'text features' : 'classifier'}
              </th>
            ))}
            <th scope="col">perplexity</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, tone, measures: texts }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {measures.map((measure) => (
                <td key={measure}>
                  <EstimateShown change estimate={texts.effect[measure]} {...{ scale, tone }} />
                </td>
              ))}
              <td>{fixed(texts.perplexity, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}

function rowsOf({ curve, prompt, controls }: EffectReport, poles: PoleNames): Row[] {
  const at = (strength: number) => curve.find((point) => point.strength === strength)
  const steered = (
    [
      ['negative', -1],
      ['positive', 1],
    ] as const
  ).flatMap(([tone, strength]) => {
    const measures = at(strength)
    return measures ? [{ name: `steered, ${strength < 0 ? '−1' : '+1'}`, tone, measures }] : []
  })
  return [
    ...steered,
    { name: `prompt: ${poles.negative}`, tone: 'muted', measures: prompt.negative },
    { name: `prompt: ${poles.positive}`, tone: 'muted', measures: prompt.positive },
    ...controls.flatMap((control, i): Row[] => [
      { name: `control ${i + 1}, −1`, tone: 'muted', measures: control.negative },
      { name: `control ${i + 1}, +1`, tone: 'muted', measures: control.positive },
    ]),
  ]
}
