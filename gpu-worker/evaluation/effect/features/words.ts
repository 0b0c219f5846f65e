/** Counting words in English text. */

/** In lower case, apostrophes straight and kept: "don't" is one word. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/\p{L}[\p{L}\p{N}']*/gu) ?? []

export const per100Words = (count: number, text: string): number => (100 * count) / Math.max(wordsOf(text).length, 1)

/** How many of 100 words are in the list, or match the pattern. */
export const shareOf =
  (list: ReadonlySet<string> | RegExp) =>
  (text: string): number => {
    const isIn = list instanceof RegExp ? (word: string) => list.test(word) : (word: string) => list.has(word)
    return per100Words(wordsOf(text).filter(isIn).length, text)
  }

/** How often the pattern (with flag g) occurs for each 100 words. */
export const rateOf =
  (pattern: RegExp) =>
  (text: string): number =>
    per100Words(text.match(pattern)?.length ?? 0, text)

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean))
