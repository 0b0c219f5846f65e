/**
 * A language model of a few lines of linear algebra that has exactly one style, along a known unit vector `style`.
 *
 * Words are bright (+1), gloomy (-1) or plain (0). A word's state after layer l is
 *     x_l = NORM_l · unit(base + .6 · own(word) + .25 · (tone(word) + tone(prompt)) · style)
 * and the next word's logit is `tone(word) · GAIN · lean`, less RARE for any toned word, where the lean is the prompt's
 * tone plus how far the edit moves the prompt's state along `style`, relative to each layer's norm and weighted by how much that layer counts:
 * layer 4 of 6 most. So a strong edit brings rare words, and the plain model finds the text odd.
 */

import type { LanguageModel, LongTask } from '../../gpu-worker/language/language-model.ts'
import { createRng, deriveSeed } from '../../gpu-worker/language/rng.ts'
import { unit } from '../../gpu-worker/language/vector.ts'
import { applyEdit, dot, type Edit } from '../../shared/steering/edit.ts'
import { type Hook, siteAndLayer } from '../../shared/steering/hook.ts'
import { afterPrompt } from '../../shared/steering/selection.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'

const HIDDEN = 32
const NORMS = [10, 14, 20, 28, 40, 60]
const normAt = (hook: Hook) => NORMS[siteAndLayer(hook)[1]]!
const LAYER_COUNTS = [0, 0.1, 0.3, 0.7, 1, 0.6]
const GAIN = 12
const RARE = 2.5

const BRIGHT = ['sunny', 'happy', 'lovely', 'golden', 'merry', 'gentle', 'sweet', 'glad', 'shiny', 'warm']
const GLOOMY = ['rainy', 'sad', 'dreadful', 'grey', 'bitter', 'harsh', 'sour', 'grim', 'dull', 'cold']
const PLAIN =
  'the a some table chair road house river stone paper walk talk look make goes comes seems takes here there often maybe then and but with under near from over morning evening city field window door'.split(
    ' ',
  )
export const WORDS = [...BRIGHT, ...GLOOMY, ...PLAIN]

const tone = (word: string): number => (BRIGHT.includes(word) ? 1 : GLOOMY.includes(word) ? -1 : 0)
const wordsOf = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? []
const gaussianish = (seed: number) => {
  const rng = createRng(seed)
  return Float32Array.from({ length: HIDDEN }, () => rng.float() + rng.float() + rng.float() - 1.5)
}

export type ToyModel = LanguageModel & {
  style: Float32Array
  calls: { generate: number; score: number; activations: number; texts: number }
}

export type ToyOptions = {
  /** Whether edits change what the model says. */
  steerable?: boolean
  /** Whether any edit at all makes it babble. */
  fragile?: boolean
  /** What it answers, instead of sampling. */
  says?: (messages: ChatMessage[]) => string
  /** Called before every request, so that a test can stop the model there. */
  onCall?: (kind: 'generate' | 'score' | 'activations', count: number) => void
}

export function toyModel({ steerable = true, fragile = false, says, onCall }: ToyOptions = {}): ToyModel {
  const style = unit(gaussianish(1))
  const base = unit(gaussianish(2))
  const own = new Map<string, Float32Array>()
  const ownOf = (word: string) => {
    if (!own.has(word)) own.set(word, unit(gaussianish(deriveSeed(3, word))))
    return own.get(word)!
  }
  const calls = { generate: 0, score: 0, activations: 0, texts: 0 }
  const begin = (kind: 'generate' | 'score' | 'activations', texts: number, task?: LongTask) => {
    calls[kind]++
    calls.texts += texts
    onCall?.(kind, calls.generate + calls.score + calls.activations)
    task?.signal?.throwIfAborted()
    task?.onProgress?.(texts, texts)
  }

  const promptTone = (messages: ChatMessage[]) => {
    const tones = messages.flatMap(({ content }) => wordsOf(content).map(tone))
    return Math.max(-1, Math.min(1, tones.reduce((sum, each) => sum + each, 0) / 2))
  }
  const lean = (messages: ChatMessage[], edit?: Edit) => {
    let moved = 0
    const chosen =
      edit && afterPrompt(edit, new Map([...edit.keys()].map((hook) => [hook, promptState(messages, hook)])))
    for (const [hook, at] of chosen ?? []) {
      const x = promptState(messages, hook)
      const after = applyEdit(x, at)
      moved += (LAYER_COUNTS[siteAndLayer(hook)[1]]! * (dot(after, style) - dot(x, style))) / normAt(hook)
    }
    return 0.25 * promptTone(messages) + (steerable ? moved : 0)
  }
  const logProbs = (messages: ChatMessage[], edit?: Edit) => {
    const noise = fragile && edit?.size ? 20 : 0
    const leaning = GAIN * lean(messages, edit)
    const logits = WORDS.map((word, i) => tone(word) * leaning - (tone(word) ? RARE : 0) + (i < 20 ? noise : 0))
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0))
    return new Map(WORDS.map((word, i) => [word, logits[i]! - total]))
  }
  const state = (word: string, fromPrompt: number) =>
    unit(base.map((x, i) => x + 0.6 * ownOf(word)[i]! + 0.25 * (tone(word) + fromPrompt) * style[i]!))
  const promptState = (messages: ChatMessage[], hook: Hook) =>
    state('the', promptTone(messages)).map((x) => x * normAt(hook))

  return {
    facts: {
      hash: 'a'.repeat(64),
      name: 'toy',
      architecture: 'toy',
      hiddenSize: HIDDEN,
      layers: NORMS.length,
      weightForm: 'exact',
      readingForm: 'exact',
      context: 4096,
    },
    style,
    calls,
    async generate(requests, task) {
      begin('generate', requests.length, task)
      return requests.map(({ messages, maxTokens, seed, edit }) => {
        if (says) {
          const text = says(messages)
          return { text, tokens: wordsOf(text).length, finish: 'stop' as const }
        }
        const rng = createRng(seed)
        const probabilities = [...logProbs(messages, edit)].map(([word, logProb]) => [word, Math.exp(logProb)] as const)
        const draw = () => {
          let left = rng.float()
          for (const [word, probability] of probabilities) {
            left -= probability
            if (left < 0) return word
          }
          return 'the'
        }
        return { text: Array.from({ length: maxTokens }, draw).join(' '), tokens: maxTokens, finish: 'length' as const }
      })
    },
    async score(requests, task) {
      begin('score', requests.length, task)
      return requests.map(({ messages, answer, edit }) => {
        const known = logProbs(messages, edit)
        return { logProbs: Float32Array.from(wordsOf(answer), (word) => known.get(word) ?? -5) }
      })
    },
    async activations(readings, hooks, task) {
      begin('activations', readings.length, task)
      return readings.map(({ messages, answer }) => {
        const words = wordsOf(answer)
        const mean = new Float32Array(HIDDEN)
        const fromPrompt = promptTone(messages)
        for (const word of words) for (const [i, x] of state(word, fromPrompt).entries()) mean[i]! += x / words.length
        return {
          tokens: words.length,
          means: new Map(hooks.map((hook) => [hook, mean.map((x) => x * normAt(hook))])),
          norms: new Map(hooks.map((hook) => [hook, normAt(hook)])),
        }
      })
    },
  }
}

export const BRIGHT_POLE = { name: 'bright', description: 'Use sunny, happy, lovely words.' }
export const GLOOMY_POLE = { name: 'gloomy', description: 'Use rainy, sad, dreadful words.' }

/** Ten written pairs whose answers differ in tone only; `label(i)` false swaps the poles of pair i. */
export function tonePairs(count = 10, label: (i: number) => boolean = () => true) {
  return Array.from({ length: count }, (_, i) => {
    const rng = createRng(deriveSeed(7, 'pair', i))
    const text = (tones: string[]) => {
      const plain = rng.shuffled(PLAIN).slice(0, 8)
      return rng.shuffled([...plain, ...rng.shuffled(tones).slice(0, 4)]).join(' ')
    }
    const [bright, gloomy] = [text(BRIGHT), text(GLOOMY)]
    const prompt = `Where is the ${PLAIN[i]} number ${i}?`
    return label(i) ? { prompt, chosen: bright, rejected: gloomy } : { prompt, chosen: gloomy, rejected: bright }
  })
}
