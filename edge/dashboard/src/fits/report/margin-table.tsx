/** The quick check: how far either sign moves the held-out margin, beside the controls, in words and bars. */
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { Fact } from '../../ui/fact.tsx'
import { fixed, signed } from '../../ui/format.ts'

export function MarginTable({ margin, fluency }: Pick<Evaluation, 'margin' | 'fluency'>) {
  const scale = Math.max(Math.abs(margin.positive), Math.abs(margin.negative), 0.01)
  return (
    <>
      <table>
        <caption title="How much likelier the positive pole's answer becomes than the negative pole's.">
          Change of the margin on {margin.pairs} {margin.on === 'anchors' ? 'anchor pairs' : 'held-out pairs'}, nats a
          token
        </caption>
        <thead>
          <tr>
            <th scope="col">Strength</th>
            <th scope="col">Direction</th>
            <th scope="col" title="The same pairs with signs drawn at random.">
              Control
            </th>
          </tr>
        </thead>
        <tbody>
          <MarginRow
            name="+1"
            value={margin.positive}
            control={margin.control.map(({ positive }) => positive)}
            scale={scale}
          />
          <MarginRow
            name="−1"
            value={margin.negative}
            control={margin.control.map(({ negative }) => negative)}
            scale={scale}
          />
        </tbody>
      </table>
      <dl className="facts">
        <Fact name="perplexity: plain · +1 · −1" title="How surprised the unsteered model is by sampled text.">
          {[fluency.plain, fluency.positive, fluency.negative].map((ppl) => fixed(ppl, 1)).join(' · ')}
        </Fact>
      </dl>
    </>
  )
}

type MarginRowProps = { name: string; value: number; control: number[]; scale: number }

function MarginRow({ name, value, control, scale }: MarginRowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <meter
          className={value < 0 ? 'negative' : 'positive'}
          min={0}
          max={scale}
          value={Math.abs(value)}
          aria-hidden="true"
        />
        {signed(value)}
      </td>
      <td className="muted">{rangeOf(control)}</td>
    </tr>
  )
}

/** The controls scatter around nothing: their spread, not their mean, is what a direction has to beat. */
const rangeOf = (values: readonly number[]): string =>
  values.length ? `${signed(Math.min(...values))} … ${signed(Math.max(...values))}` : '–'
