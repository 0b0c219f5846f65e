/** What a fit found out about its direction, beside the control, in words and bars. */
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { signed } from '../../ui/format.ts'

export function EvaluationSummary({ evaluation }: { evaluation: Evaluation }) {
  const { margin, fluency, verified, passed, reasons } = evaluation
  const scale = Math.max(Math.abs(margin.positive), Math.abs(margin.negative), 0.01)

  return (
    <div className="evaluation">
      <p className="pills">
        <span className={`pill pill-${passed ? 'done' : 'failed'}`}>{passed ? 'passed' : 'not passed'}</span>
        <span className={`pill pill-${verified ? 'done' : 'queued'}`}>{verified ? 'verified' : 'unverified'}</span>
      </p>
      <table>
        <caption>
          Change of the margin on {margin.pairs} {margin.on === 'anchors' ? 'anchor pairs' : 'held-out pairs'}, nats a
          token
        </caption>
        <thead>
          <tr>
            <th scope="col">Strength</th>
            <th scope="col">Direction</th>
            <th scope="col">Control</th>
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
        <div>
          <dt>perplexity: plain · +1 · −1</dt>
          <dd>{[fluency.plain, fluency.positive, fluency.negative].map((ppl) => ppl.toFixed(1)).join(' · ')}</dd>
        </div>
      </dl>
      {reasons.length > 0 && (
        <ul className="reasons">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
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
