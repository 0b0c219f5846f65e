/**
 * A route's name in clients, from its method and path, so that no route is without one and none has another's:
 * `GET /v1/profiles` is listProfiles, `PATCH /v1/profiles/{user}` updateProfile, `POST /v1/axes/{axis}/activate`
 * activateAxis.
 */

/** Of nouns whose singular is not told by their ending. */
const SINGULARS: Record<string, string> = { axes: 'axis' }

/** @param isList whether it answers with a page of what the path names */
export function operationId(method: string, path: string, isList: boolean): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'v1')
  // What stands before a parameter is one of its kind.
  const nouns = parts.flatMap((part, i) =>
    isParameter(part) ? [] : [isParameter(parts[i + 1]) ? singular(part) : part],
  )
  const last = nouns.at(-1)!
  const before = nouns.slice(0, -1)
  const name = (...words: string[]) => words.flatMap((word) => word.split(/[-_]/)).map(capitalised)
  const verbThen = (verb: string, ...words: string[]) => verb + name(...words).join('')
  switch (method) {
    case 'get':
      return verbThen(isList ? 'list' : 'get', ...nouns)
    case 'put':
      return verbThen('replace', ...nouns)
    case 'patch':
      return verbThen('update', ...nouns)
    case 'post':
      // A noun in the plural is a collection, to which something is added; anything else is what is done.
      if (isPlural(last)) return verbThen('create', ...before, singular(last))
      return lowered(verbThen(last, ...before))
    default:
      return verbThen(method, ...nouns)
  }
}

const isParameter = (part: string | undefined) => part?.startsWith('{') === true
const isPlural = (noun: string) => /[^s]s$/.test(noun)
const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
/** `bulk-upsert` is written bulkUpsert. */
const lowered = (name: string) => name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())

function singular(noun: string): string {
  if (SINGULARS[noun]) return SINGULARS[noun]
  return noun.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
}
