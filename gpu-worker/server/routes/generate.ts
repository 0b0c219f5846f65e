/** POST /v1/generate: an answer, streamed in OpenAI's chunks or whole. */
import { Hono } from 'hono'
import type { ChatChunk, ChatCompletion } from '../../../shared/wire/chat.ts'
import { generateRequest } from '../../../shared/wire/generate.ts'
import type { Generations, Running } from '../generations.ts'
import { patientJson } from '../patient-json.ts'
import { explain } from '../problem.ts'
import type { Signed } from '../signature.ts'
import { eventStream } from '../sse.ts'
import { parseBody } from '../validate.ts'

export function generateRoute(generations: Generations, model: string) {
  return new Hono<Signed>().post('/', async (c) => {
    const request = parseBody(c.get('body'), generateRequest)
    // Aborted when the client leaves before its answer is complete.
    const { signal } = c.req.raw
    if (!request.stream) {
      let text = ''
      const running = generations.start(request, signal, (more) => {
        text += more
      })
      const made = running.generation.done.then(() => completion(running, text, model, generations))
      return patientJson(made, (problem) => explain(problem, c))
    }
    let send: (text: string) => void = () => {}
    // Started before the response: what is wrong with the request is still a status code.
    const running = generations.start(request, signal, (text) => send(text))
    return eventStream((events) => {
      const chunk = (delta: ChatChunk['choices'][0]['delta']): ChatChunk => ({
        ...head(running, 'chat.completion.chunk', model),
        choices: [{ index: 0, delta, finish_reason: null }],
      })
      let first = true
      send = (content) => {
        events.send(chunk(first ? { role: 'assistant', content } : { content }))
        first = false
      }
      running.generation.done.then(
        () => {
          const last = chunk(first ? { role: 'assistant', content: '' } : {})
          last.choices[0].finish_reason = running.generation.finishReason
          last.usage = running.generation.usage
          last.attune = generations.receipt(running)
          events.send(last)
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

const head = <Kind extends string>({ generation, created }: Running, object: Kind, model: string) => ({
  id: generation.request.id,
  object,
  created,
  model,
})

function completion(running: Running, content: string, model: string, generations: Generations): ChatCompletion {
  const { generation } = running
  return {
    ...head(running, 'chat.completion', model),
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: generation.finishReason! }],
    usage: generation.usage,
    attune: generations.receipt(running),
  }
}
