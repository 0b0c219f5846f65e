/** What else a direction changes, on fixed sets of general data: plain, at either pole, and prompted beside it. */
import type { SideEffect } from '../../../../../shared/wire/report.ts'
import { count, range } from '../../ui/format.ts'
import type { PoleNames } from '../poles.ts'
import { EstimateShown, type Scale } from './estimate.tsx'
import { type Change, changeOf, worsened } from './reading.ts'

const BETTER: Record<SideEffect['better'], string> = {
  higher: 'higher is better',
  lower: 'lower is better',
  neither: 'neither way is better',
}

const SETS: Record<string, string> = {
  truthfulqa: 'TruthfulQA',
  requests_to_refuse: 'Requests to refuse',
  requests_to_answer: 'Requests to answer',
  instructions: 'Instructions',
}

const setName = (set: string): string => SETS[set] ?? set.replaceAll('_', ' ')

export const sideEffectsSummary = (effects: readonly SideEffect[]): string => {
  const worse = worsened(effects)
  if (effects.length === 0) return 'none measured'
  return worse ? `${worse} of ${effects.length} clearly worse` : `none of ${effects.length} clearly worse`
}

export function SideEffects({ effects, poles }: { effects: readonly SideEffect[]; poles: PoleNames }) {
  return (
    <div className="side-effects">
      {effects.map((effect) => (
        <SideEffectTable key={`${effect.set} ${effect.measure}`} effect={effect} poles={poles} />
      ))}
    </div>
  )
}

function SideEffectTable({ effect, poles }: { effect: SideEffect; poles: PoleNames }) {
  const { set, measure, items, better, plain, odd, prompt, controls } = effect
  const scale = levelsOf(effect)
  return (
    <table>
      <caption title={controlsOf(controls)}>
        <strong>{setName(set)}</strong>: {measure}; {count(items, 'item')}, {BETTER[better]}
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">steered</th>
          <th scope="col" title="The pole put into a system prompt, unsteered.">
            by prompt
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">plain</th>
          <td>
            <EstimateShown estimate={plain} scale={scale} tone="muted" />
          </td>
          <td />
        </tr>
        {POLES.map(({ pole, strength }) => (
          <tr key={pole}>
            <th scope="row" title={poles[pole]}>
              {strength}
            </th>
            <td>
              <Steered {...{ effect, pole, scale }} />
            </td>
            <td>{prompt && <EstimateShown estimate={prompt[pole]} scale={scale} tone="muted" />}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" title="(f(+1) − f(−1)) / 2: what damage does at both poles alike cancels.">
            odd part
          </th>
          <td>
            <EstimateShown change estimate={odd} />
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  )
}

const POLES = [
  { pole: 'negative', strength: '−1' },
  { pole: 'positive', strength: '+1' },
] as const

/** The ends of a scale for all levels of a measure, and the plain one as the mark to compare with. */
function levelsOf({ plain, positive, negative, prompt }: SideEffect) {
  const all = [plain, positive, negative, ...(prompt ? [prompt.positive, prompt.negative] : [])]
  const low = Math.min(...all.map((one) => one.low))
  const high = Math.max(...all.map((one) => one.high))
  return { low, high: high > low ? high : low + 1, mark: plain.value }
}

const CHANGE_WORDS: Record<Change, string | undefined> = {
  better: 'Clearly better than plain: the intervals do not touch.',
  worse: 'Clearly worse than plain: the intervals do not touch.',
  different: 'Clearly different from plain: the intervals do not touch.',
  none: undefined,
}

type SteeredProps = { effect: SideEffect; pole: 'positive' | 'negative'; scale: Scale }

function Steered({ effect, pole, scale }: SteeredProps) {
  const change = changeOf(effect.plain, effect[pole], effect.better)
  return (
    <span className={`change-${change}`} title={CHANGE_WORDS[change]}>
      <EstimateShown estimate={effect[pole]} scale={scale} note={change === 'none' ? undefined : change} />
    </span>
  )
}

function controlsOf(controls: SideEffect['controls']): string | undefined {
  if (controls.length === 0) return undefined
  const over = (values: number[]) => range(Math.min(...values), Math.max(...values))
  const negative = over(controls.map((control) => control.negative))
  const positive = over(controls.map((control) => control.positive))
  return `${count(controls.length, 'random-sign control')}: ${negative} at −1, ${positive} at +1`
}
