/** Which direction a slider moves along; its evaluation, if it has one, opens in a window. */
import { useState } from 'react'
import type { Api } from '../api/client.ts'
import type { Axis } from '../api/types.ts'
import { layerQuery } from '../fits/report/layer-query.ts'
import { ReportDialog } from '../fits/report/report-dialog.tsx'

type Props = {
  api: Api
  axis: Axis
  /** What the axis is called here. */
  name: string
}

export function AxisVersion({ api, axis: { id, active, positive, negative }, name }: Props) {
  const [shown, setShown] = useState(false)
  const version = active?.version ?? null
  const layer = layerQuery(api, id, version)
  const words = version === null ? name : `${name}@${version}`
  if (!active?.evaluation) return words
  return (
    <>
      <button
        type="button"
        className="link"
        title="How well it steers, and what else it does."
        onClick={() => setShown(true)}
      >
        {words}
      </button>
      {shown && (
        <ReportDialog
          evaluation={active.evaluation}
          name={`${id}@${version}`}
          poles={{ positive: positive.name, negative: negative.name }}
          running={false}
          layer={layer}
          onClose={() => setShown(false)}
        />
      )}
    </>
  )
}
