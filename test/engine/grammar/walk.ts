/** Random answers under a grammar: each token is drawn from those that may come. */
import type { Grammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import type { Vocabulary } from '../../../gpu-worker/engine/grammar/token-index.ts'
import type { Random } from '../../support/random.ts'

/**
 * The tokens of a whole answer. After `patience` tokens, whatever leads to an end is taken before
 * anything else, one byte at a time.
 * @throws Error at a dead end, and where the mask allows what is then not accepted
 */
export function randomAnswer(grammar: Grammar, vocabulary: Vocabulary, random: Random, patience = 40): number[] {
  const matcher = grammar.start()
  const answer: number[] = []
  while (!matcher.done) {
    const allowed = [...matcher.mask().ids()]
    if (allowed.length === 0) throw new Error(`no token may come after ${answer}`)
    if (answer.length > 20_000) throw new Error('the answer does not come to an end')
    const isLate = answer.length > patience
    const token = isLate
      ? nearestEnd(allowed, vocabulary, random)
      : allowed[Math.floor(random.uniform() * allowed.length)]!
    if (!matcher.accept(token)) throw new Error(`token ${token} was allowed and not accepted after ${answer}`)
    if (matcher.ended) break
    answer.push(token)
  }
  return answer
}

const byteOf = (char: string) => char.charCodeAt(0)

function nearestEnd(allowed: readonly number[], vocabulary: Vocabulary, random: Random): number {
  const end = allowed.find((id) => vocabulary.eosIds.has(id))
  if (end !== undefined) return end
  const single = allowed.filter((id) => vocabulary.bytesOf(id).length === 1)
  const written = (char: string) => single.find((id) => vocabulary.bytesOf(id)[0] === byteOf(char))
  const quote = written('"')
  if (quote !== undefined) return quote
  const bracket = written('}') ?? written(']')
  if (bracket !== undefined && random.uniform() < 0.5) return bracket
  return single[Math.floor(random.uniform() * single.length)] ?? allowed[0]!
}
