/** Which other version stands beside this one. The choice is in the address. */
import { useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import type { Direction } from '../../api/types.ts'

type Props = { axis: string; version: number; versions: readonly Direction[]; other: string | null }

export function CompareChoice({ axis, version, versions, other }: Props) {
  const id = useId()
  const navigate = useNavigate()
  const others = versions.filter((one) => one.version !== version).map((one) => String(one.version))
  if (others.length === 0) return null
  const choose = (chosen: string) =>
    void navigate({
      to: '/axes/$axis/versions/$version',
      params: { axis, version: String(version) },
      search: chosen === '' ? {} : { with: chosen },
    })
  return (
    <div className="compare-choice">
      <label htmlFor={id}>Beside it</label>
      <select id={id} value={other ?? ''} onChange={(event) => choose(event.target.value)}>
        <option value="">no other version</option>
        {[...new Set(other === null ? others : [other, ...others])].map((name) => (
          <option key={name} value={name}>
            version {name}
          </option>
        ))}
      </select>
    </div>
  )
}
