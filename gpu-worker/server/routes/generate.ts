/** POST /v1/generate: an answer, streamed in OpenAI's chunks or whole. */
import { Hono } from 'hono'
import type { ChatChunk, ChatCompletion, Logprobs } from '../../../shared/wire/chat.ts'
import { generateRequest } from '../../../shared/wire/generate.ts'
import type { Tokenizer } from '../../model/tokenizer.ts'
import type { Answer, Choice } from '../answer.ts'
import type { Generations } from '../generations.ts'
import { toLogprobs } from '../logprobs.ts'
import { patientJson } from '../patient-json.ts'
import { explain } from '../problem.ts'
import type { Signed } from '../signature.ts'
import { eventStream } from '../sse.ts'
import { parseBody } from '../validate.ts'

type Delta = ChatChunk['choices'][0]['delta']

/** `model` is the name that answers carry. */
export function generateRoute(generations: Generations, model: string, tokenizer: Tokenizer) {
  return new Hono<Signed>().post('/', async (c) => {
    const request = parseBody(c.get('body'), generateRequest)
    // Aborted when the client leaves before its answer is complete.
    const { signal } = c.req.raw
    const head = ({ id, created }: Answer) => ({ id, created, model })
    const logprobsOf = ({ generation }: Choice, from = 0): Logprobs | null =>
      request.logprobs === null ? null : toLogprobs(generation.logprobs.slice(from), tokenizer)

    if (!request.stream) {
      const texts = new Array<string>(request.n).fill('')
      const answer = generations.start(request, signal, (text, choice) => {
        texts[choice] += text
      })
      const made = answer.done.then(
        (): ChatCompletion => ({
          ...head(answer),
          object: 'chat.completion',
          choices: answer.choices.map((choice) => ({
            index: choice.index,
            message: { role: 'assistant', content: texts[choice.index]! },
            logprobs: logprobsOf(choice),
            finish_reason: choice.generation.finishReason!,
            attune: answer.receipt(choice),
          })),
          usage: answer.usage,
          attune: answer.receipt(answer.choices[0]!),
        }),
      )
      return patientJson(made, (problem) => explain(problem, c))
    }

    let send: (text: string, choice: number) => void = () => {}
    // Started before the response: what is wrong with the request is still a status code.
    const answer = generations.start(request, signal, (text, choice) => send(text, choice))
    return eventStream((events) => {
      const begun = new Set<number>()
      const told = new Array<number>(request.n).fill(0)
      const chunk = (choice: Choice, delta: Delta): ChatChunk => {
        const { index, generation } = choice
        const role = begun.has(index) ? {} : ({ role: 'assistant' } as const)
        begun.add(index)
        const logprobs = logprobsOf(choice, told[index])
        told[index] = generation.logprobs.length
        return {
          ...head(answer),
          object: 'chat.completion.chunk',
          choices: [{ index, delta: { ...role, ...delta }, ...(logprobs && { logprobs }), finish_reason: null }],
        }
      }
      send = (content, index) => events.send(chunk(answer.choices[index]!, { content }))
      let open = answer.choices.length
      for (const choice of answer.choices) {
        const { index, generation } = choice
        generation.done.then(
          () => {
            const last = chunk(choice, begun.has(index) ? {} : { content: '' })
            last.choices[0].finish_reason = generation.finishReason
            last.attune = answer.receipt(choice)
            if (--open === 0) last.usage = answer.usage
            events.send(last)
          },
          () => {},
        )
      }
      answer.done.then(
        () => {
          events.send('[DONE]')
          events.end()
        },
        (problem) => {
          events.send(explain(problem, c).body())
          events.end()
        },
      )
    })
  })
}
