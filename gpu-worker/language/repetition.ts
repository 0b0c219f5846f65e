/** Whether a text got stuck: the way in which a model that is steered too far fails at a *low* perplexity. */

const SAME_IN_A_ROW = 4
const SAME_CHARACTERS = 8
/** Ordinary prose of this length has .94 to 1.00 distinct pairs of neighbouring words. */
const DISTINCT_PAIRS = 0.7
const ENOUGH_PAIRS = 8

export function isRepeating(text: string): boolean {
  if (longestRun([...text].filter((character) => !/[\s.\-_=*#]/u.test(character))) >= SAME_CHARACTERS) return true
  const units = unitsOf(text)
  if (longestRun(units) >= SAME_IN_A_ROW) return true
  return units.length > ENOUGH_PAIRS && distinctOf(units) < DISTINCT_PAIRS
}

/** distinct-2: different pairs of neighbouring words ÷ all pairs; null where there is no pair. */
export function distinctPairs(text: string): number | null {
  const units = unitsOf(text)
  return units.length > 1 ? distinctOf(units) : null
}

function distinctOf(units: readonly string[]): number {
  const pairs = units.slice(1).map((unit, i) => `${units[i]} ${unit}`)
  return new Set(pairs).size / pairs.length
}

/** Words; characters where a script puts no spaces between words. */
function unitsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
  const letters = words.join('')
  return words.length * 12 < letters.length ? [...letters] : words
}

function longestRun(items: readonly string[]): number {
  let longest = 0
  let run = 0
  items.forEach((item, i) => {
    run = item === items[i - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  })
  return longest
}
