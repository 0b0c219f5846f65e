/** What the chart by strength draws, in numbers. */

import type { PoleNames } from '../../fits/poles.ts'
import { EstimateShown } from '../../fits/report/estimate.tsx'
import { fixed, percent, signed } from '../../ui/format.ts'
import { SAFE, type StrengthPoint } from './strength-points.ts'

export function StrengthTable({ points, poles }: { points: readonly StrengthPoint[]; poles: PoleNames }) {
  return (
    <table>
      <caption>
        By strength, from {poles.negative} to {poles.positive}; ±1 is the largest that stays fluent
      </caption>
      <thead>
        <tr>
          <th scope="col">Strength</th>
          <th scope="col">Effect, sd</th>
          <th scope="col">Perplexity</th>
          <th scope="col" title="Texts that are empty or stuck in repetition.">
            Broken
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ strength, effect, perplexity, broken }) => (
          <tr key={strength}>
            <th scope="row">
              {strength === 0 ? 'plain' : signed(strength)} {Math.abs(strength) > SAFE && <small>overdrive</small>}
            </th>
            <td>
              <EstimateShown change estimate={effect} tone={strength < 0 ? 'negative' : 'positive'} />
            </td>
            <td>{fixed(perplexity, 1)}</td>
            <td>{percent(broken)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
