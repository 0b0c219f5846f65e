/** Sampling options, folded away. */
import { useId } from 'react'
import type { Model } from '../api/types.ts'
import { NumberField, OptionalNumberField } from '../ui/number-field.tsx'
import { MAX_SEED, type Settings } from './settings.ts'

type Props = {
  settings: Settings
  onChange: (settings: Settings) => void
  /** The seed of the answers on show. */
  usedSeed: number | null
  models: Model[]
  model: string | null
  onModel: (id: string) => void
}

export function SettingsFold({ settings, onChange, usedSeed, models, model, onModel }: Props) {
  const modelId = useId()
  const { temperature, maxTokens, seed } = settings
  return (
    <details className="fold">
      <summary>
        Options
        <span className="muted">
          temperature {temperature} · up to {maxTokens} tokens · {seed === null ? 'random seed' : `seed ${seed}`}
        </span>
      </summary>
      <div className="fields">
        <NumberField
          label="Temperature"
          hint="0 always takes the likeliest token."
          min={0}
          max={2}
          step={0.1}
          value={temperature}
          onChange={(value) => onChange({ ...settings, temperature: value })}
        />
        <NumberField
          label="Max tokens"
          min={1}
          max={8192}
          step={1}
          value={maxTokens}
          onChange={(value) => onChange({ ...settings, maxTokens: value })}
        />
        <OptionalNumberField
          label="Seed"
          hint={usedSeed === null ? 'The same for both answers.' : `Last used: ${usedSeed}`}
          placeholder="random"
          min={0}
          max={MAX_SEED}
          step={1}
          value={seed}
          onChange={(value) => onChange({ ...settings, seed: value })}
        />
        {models.length > 1 && (
          <div className="field">
            <label htmlFor={modelId}>Model</label>
            <select id={modelId} value={model ?? ''} onChange={(event) => onModel(event.target.value)}>
              {models.map(({ id }) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </div>
        )}
      </div>
    </details>
  )
}
