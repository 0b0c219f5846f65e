/** Pairs that the model wrote itself: what the direction was learnt from. */
import type { Fit } from '../api/types.ts'
import { Fold } from '../ui/fold.tsx'
import { count } from '../ui/format.ts'
import type { PoleNames } from './poles.ts'

export function SamplePairs({ fit: { choices, characteristics }, poles }: { fit: Fit; poles: PoleNames }) {
  return (
    <>
      {choices.length > 0 && (
        <Fold title="Sample pairs" aside={count(choices.length, 'pair')}>
          <ul className="sample-pairs">
            {choices.map(({ prompt, chosen, rejected }) => (
              <li key={prompt}>
                <h3>{prompt}</h3>
                <div className="poles">
                  <Answer pole="negative" name={poles.negative} text={rejected} />
                  <Answer pole="positive" name={poles.positive} text={chosen} />
                </div>
              </li>
            ))}
          </ul>
        </Fold>
      )}
      {characteristics && characteristics.positive.length + characteristics.negative.length > 0 && (
        <Fold title="What marks each pole" aside="as the answers were asked for">
          <div className="poles">
            <Traits pole="negative" name={poles.negative} traits={characteristics.negative} />
            <Traits pole="positive" name={poles.positive} traits={characteristics.positive} />
          </div>
        </Fold>
      )}
    </>
  )
}

type Side = { pole: 'positive' | 'negative'; name: string }

const Answer = ({ pole, name, text }: Side & { text: string }) => (
  <div>
    <strong className={pole}>{name}</strong>
    <p className="sample-answer">{text}</p>
  </div>
)

const Traits = ({ pole, name, traits }: Side & { traits: readonly string[] }) => (
  <div>
    <strong className={pole}>{name}</strong>
    <ul className="reasons">
      {traits.map((trait) => (
        <li key={trait}>{trait}</li>
      ))}
    </ul>
  </div>
)
