/** What else a direction changes, on fixed sets of general data: plain, at either pole, and prompted beside it. */
import type { Estimate, SideEffect } from '../../../../../shared/wire/report.ts'
import { count, range } from '../../ui/format.ts'
import { EstimateShown } from './estimate.tsx'
import { type Change, changeOf, worsened } from './reading.ts'

const BETTER: Record<SideEffect['better'], string> = {
  higher: 'higher is better',
  lower: 'lower is better',
  neither: 'neither way is better',
}

export const sideEffectsSummary = (effects: readonly SideEffect[]): string => {
  const worse = worsened(effects)
  if (effects.length === 0) return 'none measured'
  return worse ? `${worse} of ${effects.length} clearly worse` : `none of ${effects.length} clearly worse`
}

export function SideEffects({ effects }: { effects: readonly SideEffect[] }) {
  return (
    <table className="side-effects">
      <thead>
        <tr>
          <td />
          <th scope="col" title="Unsteered.">
            plain
          </th>
          <th scope="col">−1</th>
          <th scope="col">+1</th>
          <th scope="col" title="(f(+1) − f(−1)) / 2: what damage does at both poles alike cancels.">
            odd part
          </th>
        </tr>
      </thead>
      {effects.map((effect) => (
        <Rows key={`${effect.set} ${effect.measure}`} effect={effect} />
      ))}
    </table>
  )
}

function Rows({ effect }: { effect: SideEffect }) {
  const { set, measure, items, better, plain, positive, negative, odd, prompt, controls } = effect
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5} title={controlsOf(controls)}>
          <strong>{set}</strong>: {measure}{' '}
          <small>
            {count(items, 'item')}, {BETTER[better]}
          </small>
        </th>
      </tr>
      <tr>
        <th scope="row">steered</th>
        <td>
          <EstimateShown estimate={plain} />
        </td>
        <td>
          <Steered estimate={negative} change={changeOf(plain, negative, better)} />
        </td>
        <td>
          <Steered estimate={positive} change={changeOf(plain, positive, better)} />
        </td>
        <td>
          <EstimateShown change estimate={odd} />
        </td>
      </tr>
      {prompt && (
        <tr className="muted">
          <th scope="row" title="The pole put into a system prompt, unsteered.">
            prompt
          </th>
          <td />
          <td>
            <EstimateShown estimate={prompt.negative} />
          </td>
          <td>
            <EstimateShown estimate={prompt.positive} />
          </td>
          <td />
        </tr>
      )}
    </tbody>
  )
}

const CHANGE_WORDS: Record<Change, string | undefined> = {
  better: 'Clearly better than plain: the intervals do not touch.',
  worse: 'Clearly worse than plain: the intervals do not touch.',
  different: 'Clearly different from plain: the intervals do not touch.',
  none: undefined,
}

const Steered = ({ estimate, change }: { estimate: Estimate; change: Change }) => (
  <span className={`change-${change}`} title={CHANGE_WORDS[change]}>
    <EstimateShown estimate={estimate} />
  </span>
)

function controlsOf(controls: SideEffect['controls']): string | undefined {
  if (controls.length === 0) return undefined
  const over = (values: number[]) => range(Math.min(...values), Math.max(...values))
  const negative = over(controls.map((control) => control.negative))
  const positive = over(controls.map((control) => control.positive))
  return `${count(controls.length, 'random-sign control')}: ${negative} at −1, ${positive} at +1`
}
