/** POST /v1/generate: an answer, streamed in OpenAI's chunks or whole. */
import { Hono } from 'hono'
import type { ChatChunk, ChatCompletion, Logprobs, Usage } from '../../../shared/wire/chat.ts'
import { generateRequest } from '../../../shared/wire/generate.ts'
import type { Tokenizer } from '../../model/tokenizer.ts'
import { type Answer, type Choice, finishReason } from '../answer.ts'
import { ChoiceText, type Delta } from '../choice-text.ts'
import type { Generations } from '../generations.ts'
import { toLogprobs } from '../logprobs.ts'
import { patientJson } from '../patient-json.ts'
import { explain } from '../problem.ts'
import type { Signed } from '../signature.ts'
import { eventStream } from '../sse.ts'
import { parseBody } from '../validate.ts'

/** `model` is the name that answers carry, unless the client has another for it. */
export function generateRoute(generations: Generations, model: string, tokenizer: Tokenizer) {
  return new Hono<Signed>().post('/', async (c) => {
    const request = parseBody(c.get('body'), generateRequest)
    const prepared = await generations.prepare(request)
    // Aborted when the client leaves before its answer is complete.
    const { signal } = c.req.raw
    const head = ({ id, created }: Answer) => ({ id, created, model: request.answers_as ?? model })
    const logprobsOf = ({ generation }: Choice, from = 0): Logprobs | null =>
      request.logprobs === null ? null : toLogprobs(generation.logprobs.slice(from), tokenizer)

    let take: (text: string, choice: number) => void = () => {}
    // Started before the response: what is wrong with the request is still a status code. No text comes before that.
    const answer = generations.start(request, prepared, signal, (text, choice) => take(text, choice))
    c.set('observed', { request, answer })
    const texts = answer.choices.map(({ reader }) => new ChoiceText(reader))

    if (!request.stream) {
      take = (text, choice) => void texts[choice]!.push(text)
      const made = answer.done.then(async (): Promise<ChatCompletion> => {
        await generations.noted(answer)
        return {
          ...head(answer),
          object: 'chat.completion',
          choices: answer.choices.map((choice) => {
            texts[choice.index]!.end()
            return {
              index: choice.index,
              message: texts[choice.index]!.message,
              logprobs: logprobsOf(choice),
              finish_reason: finishReason(choice)!,
              attune: answer.receipt(choice),
            }
          }),
          usage: answer.usage,
          attune: answer.receipt(answer.choices[0]!),
        }
      })
      return patientJson(made, (problem) => explain(problem, c))
    }

    return eventStream((events) => {
      const begun = new Set<number>()
      const told = new Array<number>(request.n).fill(0)
      const chunk = (choices: ChatChunk['choices'], usage: Usage | null): ChatChunk => ({
        ...head(answer),
        object: 'chat.completion.chunk',
        choices,
        ...(request.include_usage && { usage }),
      })
      const part = (choice: Choice, delta: Delta): ChatChunk['choices'][number] => {
        const { index, generation } = choice
        const from = told[index]!
        told[index] = generation.logprobs.length
        const logprobs = told[index] > from ? logprobsOf(choice, from) : null
        return { index, delta, logprobs, finish_reason: null }
      }
      /** What every choice begins with. */
      const begin = ({ index }: Choice, { tool_calls }: Delta) => {
        if (begun.has(index)) return
        begun.add(index)
        const delta = { role: 'assistant', content: tool_calls ? null : '', refusal: null } as const
        events.send(chunk([{ index, delta, logprobs: null, finish_reason: null }], null))
      }
      const tell = (choice: Choice, deltas: readonly Delta[]) => {
        for (const delta of deltas) {
          begin(choice, delta)
          events.send(chunk([part(choice, delta)], null))
        }
      }
      take = (text, index) => tell(answer.choices[index]!, texts[index]!.push(text))
      const ends = answer.choices.map(async (choice) => {
        await choice.generation.done
        tell(choice, texts[choice.index]!.end())
        await generations.noted(answer)
        begin(choice, {})
        const last = { ...part(choice, {}), finish_reason: finishReason(choice) }
        events.send({ ...chunk([last], null), attune: answer.receipt(choice) })
      })
      Promise.all(ends).then(
        () => {
          if (request.include_usage) events.send(chunk([], answer.usage))
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
