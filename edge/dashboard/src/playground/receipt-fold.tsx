/** The receipt: what was really applied to one generation. */
import type { Receipt, ReceiptEdit } from '../../../../shared/wire/receipt.ts'
import { count, shortHash, signed } from '../ui/format.ts'

export function ReceiptFold({ receipt }: { receipt: Receipt }) {
  const { edits, changes } = receipt
  return (
    <details className="fold receipt">
      <summary>
        Receipt
        <span className="muted">{summaryOf(edits, changes.length)}</span>
      </summary>
      {edits.length > 0 && (
        <ul className="receipt-edits">
          {edits.map((edit) => (
            <EditFacts key={edit.axis} edit={edit} />
          ))}
        </ul>
      )}
      <dl className="facts">
        {changes.length > 0 && (
          <Fact name="live changes" value={changes.map(({ seq, at_token }) => `#${seq} at ${at_token}`).join(', ')} />
        )}
        {receipt.capped && <Fact name="capped" value="yes: the summed edit was cut to its safe size" />}
        <Fact name="scope" value={receipt.scope} />
        <Fact name="basis" value={receipt.basis} />
        <Fact name="model" value={`${receipt.model} · ${receipt.weight_form}`} />
        <Fact name="generation" value={receipt.generation} />
      </dl>
    </details>
  )
}

function EditFacts({ edit }: { edit: ReceiptEdit }) {
  const { projection_before: before, projection_after: after, condition } = edit
  return (
    <li>
      <p className="receipt-axis">
        <strong>
          {edit.axis}@{edit.version}
        </strong>
        <span>{edit.mode}</span>
        <output className={edit.strength < 0 ? 'negative' : 'positive'}>{signed(edit.strength)}</output>
      </p>
      <dl className="facts">
        <Fact name={edit.layers.length === 1 ? 'layer' : 'layers'} value={edit.layers.join(', ')} />
        <Fact name="tokens edited" value={String(edit.tokens_edited)} />
        {before !== null && after !== null && (
          <Fact name="projection" value={`${signed(before, 3)} → ${signed(after, 3)}`} />
        )}
        {condition && (
          <Fact
            name={`if ${condition.axis} is ${condition.comparison} ${condition.threshold}`}
            value={condition.value === null ? 'not read' : `${signed(condition.value, 3)}: ${firedText(condition)}`}
          />
        )}
        <Fact name="direction" value={shortHash(edit.direction)} full={edit.direction} />
      </dl>
    </li>
  )
}

const firedText = ({ fired }: { fired: boolean | null }) => (fired ? 'acts' : 'held back')

const Fact = ({ name, value, full }: { name: string; value: string; full?: string }) => (
  <div>
    <dt>{name}</dt>
    <dd title={full}>{value}</dd>
  </div>
)

function summaryOf(edits: readonly ReceiptEdit[], changes: number): string {
  const inForce = edits.filter(({ strength }) => strength !== 0)
  if (edits.length === 0) return 'nothing applied'
  const axes = inForce.map(({ axis, version, strength }) => `${axis}@${version} ${signed(strength)}`).join(', ')
  return [axes || 'all at 0', changes > 0 && count(changes, 'live change')].filter(Boolean).join(' · ')
}
