/** How the report was made: on what, with what, and what the controls show. */
import type { EffectReport, TextMeasures } from '../../../../../shared/wire/report.ts'
import { Fact } from '../../ui/fact.tsx'
import { count, fixed, percent, signed } from '../../ui/format.ts'
import type { PoleNames } from '../poles.ts'
import { MEASURES } from './reading.ts'

export function MethodFacts({ effect, poles }: { effect: EffectReport; poles: PoleNames }) {
  const { queries, seeds, features, classifier, controls, plain, curve } = effect
  const at = (strength: number) => curve.find((point) => point.strength === strength)
  /** Plain, at -1 and at +1. */
  const three = (read: (measures: TextMeasures) => string) =>
    [plain, at(-1), at(1)].map((measures) => (measures ? read(measures) : '–')).join(' · ')
  return (
    <dl className="facts">
      <Fact
        name="perplexity: plain · −1 · +1"
        title="How surprised the unsteered model is by the text; plain is fluent."
      >
        {three(({ perplexity }) => fixed(perplexity, 1))}
      </Fact>
      <Fact name="varied: plain · −1 · +1" title="Distinct pairs of neighbouring words, of all.">
        {three((measures) => percent(measures.distinct_2))}
      </Fact>
      <Fact name="broken: plain · −1 · +1" title="Texts that are empty or stuck in repetition.">
        {three(({ broken }) => percent(broken))}
      </Fact>
      <Fact
        name={count(controls.length, 'random-sign control')}
        title="The same pairs with signs drawn at random: how far they move texts at ±1, in standard deviations. A direction has to beat them."
      >
        {controlRange(controls)}
      </Fact>
      <Fact name="texts a point" title="Each query answered once a seed.">
        {plain.texts} ({count(queries, 'query', 'queries')}, {seeds.length === 1 ? 'seed' : 'seeds'} {seeds.join(', ')})
      </Fact>
      <Fact name="text features">
        {features.map(({ name, towards }) => `${name} → ${poles[towards]}`).join(', ') || 'none fits this axis'}
      </Fact>
      <Fact name="classifier" title="Its accuracy on texts that it was not trained on; chance is 50 %.">
        {classifier ? classifierWords(classifier) : 'none'}
      </Fact>
    </dl>
  )
}

function controlRange(controls: EffectReport['controls']): string {
  const values = controls.flatMap(({ positive, negative }) =>
    [positive, negative].flatMap(({ effect }) => MEASURES.flatMap((measure) => effect[measure]?.value ?? [])),
  )
  return values.length ? `${signed(Math.min(...values))} … ${signed(Math.max(...values))}` : '–'
}

const classifierWords = ({ layer, texts, accuracy, anchors, used }: NonNullable<EffectReport['classifier']>): string =>
  `${used ? '' : 'too inaccurate to be used: '}right on ${percent(accuracy)}${anchors === null ? '' : `, on ${percent(anchors)} of the anchors`}; layer ${layer}, ${texts} texts`
