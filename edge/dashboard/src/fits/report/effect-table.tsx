/** The heart of the report: how far the text moves, steered against prompted, where both are equally fluent. */
import type { Comparison, EffectReport } from '../../../../../shared/wire/report.ts'
import { fixed, signed } from '../../ui/format.ts'
import type { PoleNames } from '../poles.ts'
import { EstimateShown } from './estimate.tsx'
import { againstPrompt, MEASURES, type Measure, scaleOf } from './reading.ts'

const MEASURE_WORDS: Record<Measure, { name: string; explained: string }> = {
  features: {
    name: 'text features',
    explained: 'Counted in the text itself: words, lengths, marks that fit the axis.',
  },
  classifier: {
    name: 'classifier',
    explained: "Tells the poles apart by the unsteered model's hidden states; trained on other texts than the fit's.",
  },
}

const POLES = ['positive', 'negative'] as const

export function EffectTable({ effect, poles }: { effect: EffectReport; poles: PoleNames }) {
  const { at_prompt } = effect
  const scale = scaleOf(POLES.flatMap((pole) => [at_prompt[pole].steered, at_prompt[pole].prompt]))
  if (!scale) {
    return <p className="muted">No text feature and no classifier measures this axis: its effect in text is unknown.</p>
  }
  const sentences = POLES.flatMap((pole) => againstPrompt(at_prompt[pole], poles[pole]) ?? [])
  return (
    <>
      {sentences.length > 0 && <p className="report-headline">{sentenceOf(sentences)}</p>}
      <table className="effect-table">
        <caption title="Standard deviations of the measure over prompted texts of both poles; above 0 is towards the pole.">
          How far texts move towards a pole, in standard deviations, read where steered texts are as fluent as prompted
          ones
        </caption>
        <thead>
          <tr>
            <th scope="col">Towards</th>
            <th scope="col">steered</th>
            <th scope="col" title="The same pole asked for in a system prompt and again after the query, unsteered.">
              by prompt
            </th>
          </tr>
        </thead>
        {POLES.map((pole) => {
          const { steered, prompt } = at_prompt[pole]
          const shown = MEASURES.filter((measure) => steered[measure] || prompt[measure])
          return (
            <tbody key={pole}>
              {shown.map((measure, i) => (
                <tr key={measure}>
                  <th scope="row">
                    {i === 0 && (
                      <strong className={pole} title={whereRead(at_prompt[pole])}>
                        {poles[pole]}
                      </strong>
                    )}
                    <small title={MEASURE_WORDS[measure].explained}>{MEASURE_WORDS[measure].name}</small>
                  </th>
                  <td>
                    <EstimateShown change estimate={steered[measure]} {...{ scale }} tone={pole} />
                  </td>
                  <td>
                    <EstimateShown change estimate={prompt[measure]} {...{ scale }} tone="muted" />
                  </td>
                </tr>
              ))}
            </tbody>
          )
        })}
      </table>
    </>
  )
}

function whereRead({ perplexity, strength, clamped }: Comparison): string {
  const where = `Read at strength ${signed(strength)}, for the prompt's own perplexity of ${fixed(perplexity, 1)}.`
  switch (clamped) {
    case 'plain':
      return `${where} Plain text is less fluent already, so nothing is steered there.`
    case 'end':
      return `${where} Even the strongest steered text is more fluent.`
    case null:
      return where
  }
}

const sentenceOf = (parts: string[]): string => {
  const text = parts.join('; ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
