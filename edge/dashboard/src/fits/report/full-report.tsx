/** The full evaluation: effect against prompting first, then what it costs, side effects, safety and how it was done. */
import { effectAgainstPerplexity } from '../../../../../shared/pictures/effect-against-perplexity.ts'
import type { Report } from '../../../../../shared/wire/report.ts'
import { Fold } from '../../ui/fold.tsx'
import { duration } from '../../ui/format.ts'
import { Picture } from '../../ui/picture.tsx'
import type { PoleNames } from '../poles.ts'
import { EffectTable } from './effect-table.tsx'
import { MethodFacts } from './method-facts.tsx'
import { MEASURES } from './reading.ts'
import { Safety } from './safety.tsx'
import { SideEffects, sideEffectsSummary } from './side-effects.tsx'

type Props = {
  report: Report
  poles: PoleNames
  wide: boolean
  /** Opens the window where there is room for it all. */
  onEnlarge?: () => void
}

export function FullReport({ report, poles, wide, onEnlarge }: Props) {
  const { effect, side_effects, safety, seconds } = report
  return (
    <>
      <EffectTable effect={effect} poles={poles} />
      {onEnlarge ? (
        <button type="button" className="picture-button" title="Enlarge" onClick={onEnlarge}>
          <Curves {...{ effect, poles, wide }} />
        </button>
      ) : (
        <Curves {...{ effect, poles, wide }} />
      )}
      <Safety safety={safety} />
      <Fold title="Side effects" aside={sideEffectsSummary(side_effects)} open={wide}>
        <SideEffects effects={side_effects} poles={poles} />
      </Fold>
      <Fold title="Details" aside={`evaluated in ${duration(seconds)}`} open={wide}>
        <MethodFacts effect={effect} poles={poles} />
      </Fold>
    </>
  )
}

/** By one measure in the card, by both where there is room. */
function Curves({ effect, poles, wide }: Pick<Props, 'poles' | 'wide'> & Pick<Report, 'effect'>) {
  const measured = MEASURES.filter((measure) => effect.plain.effect[measure])
  return (
    <span className="curves">
      {measured.slice(0, wide ? measured.length : 1).map((measure) => {
        const svg = effectAgainstPerplexity(effect, poles, measure)
        const by = measure === 'features' ? 'text features' : 'a classifier'
        return (
          svg && (
            <Picture
              key={measure}
              svg={svg}
              alt={`Effect by ${by} over perplexity, ${poles.negative} to ${poles.positive}, with prompts and controls.`}
            />
          )
        )
      })}
    </span>
  )
}
