/**
 * Values for a chat template that it must print as they were written. The template language here has JavaScript's numbers
 * and order of members, so what it would print in another way it is given as a mask: a text that stands nowhere else.
 * Once the template is rendered, the masks are replaced by what they stand for.
 */
import { isRecord, isSortedAsNumber, namesOf, WrittenNumber } from '../../shared/exact-json.ts'

export class ExactValues {
  /** Nobody can know it beforehand, so nobody's text has a mask in it. */
  readonly #nonce = crypto.randomUUID()
  readonly #texts: string[] = []

  /** The same value, with masks where JavaScript would change it. */
  of(value: unknown): unknown {
    if (value instanceof WrittenNumber) return this.verbatim(value.text)
    if (Array.isArray(value)) return value.map((item) => this.of(item))
    if (!isRecord(value)) return value
    const nameOf = (name: string) => (isSortedAsNumber(name) ? this.verbatim(JSON.stringify(name)) : name)
    return Object.fromEntries(namesOf(value).map((name) => [nameOf(name), this.of(value[name])]))
  }

  /** A text that is printed as it is, without quotes: where JSON is written, too. */
  verbatim(text: string): string {
    return `attune-${this.#nonce}-${this.#texts.push(text) - 1}-`
  }

  /** What was rendered, with the texts in place of their masks and the quotes around those. */
  fill(rendered: string): string {
    if (this.#texts.length === 0) return rendered
    const masks = new RegExp(`(?<quote>\\\\?")?attune-${this.#nonce}-(\\d+)-\\k<quote>`, 'g')
    return rendered.replace(masks, (_, quote: string | undefined, index: string) => {
      const text = this.#texts[Number(index)]!
      // Within a string of JSON, as where arguments are printed as text.
      return quote === '\\"' ? JSON.stringify(text).slice(1, -1) : text
    })
  }
}
