/** What an axis is, in the words by which it is fitted, and when it acts. */
import type { Axis } from '../api/types.ts'
import { conditionWords } from './condition-words.ts'

export const WordsSection = ({ axis, onEdit }: { axis: Axis; onEdit: () => void }) => (
  <section className="card section" aria-labelledby="words">
    <header className="section-head">
      <h2 id="words">Poles</h2>
      <button type="button" className="button button-small" onClick={onEdit}>
        Edit
      </button>
    </header>
    <div className="poles">
      {(['negative', 'positive'] as const).map((pole) => (
        <div key={pole} className={`pole pole-${pole}`}>
          <h3 className={pole}>
            {axis[pole].name} <small className="muted">{pole === 'positive' ? '+1' : '−1'}</small>
          </h3>
          <p>{axis[pole].description}</p>
        </div>
      ))}
    </div>
    <p className="muted">{conditionWords(axis.condition)}</p>
  </section>
)
