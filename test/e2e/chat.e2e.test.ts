import OpenAI from 'openai'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { workerMetrics } from '../../cli/metrics.ts'
import { newProject, type Project, type Question } from './project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

describe("OpenAI's client", () => {
  it('gets a whole answer', async () => {
    const answer = await project.complete({ content: 'What is the capital of France?', temperature: 0 })
    expect(answer.object).toBe('chat.completion')
    expect(answer.choices[0].message.content).toContain('Paris')
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens)
    expect(answer.attune).toMatchObject({ generation: answer.id, model: inject('pair').model.id, edits: [] })
  })

  it('streams the same answer piece by piece', async () => {
    const question = { content: 'What is the capital of France?', temperature: 0 }
    const { text, chunks } = await project.stream(question)
    expect(text).toBe((await project.complete(question)).choices[0].message.content)
    expect(chunks.length).toBeGreaterThan(3)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.at(-1)!.choices[0].finish_reason).toMatch(/^(stop|length)$/)
    expect(chunks.at(-1)!.attune!.generation).toBe(chunks[0]!.id)
  })

  it('stops at a stop string and at the token limit', async () => {
    const question = { content: 'What is the capital of France?', temperature: 0 }
    const stopped = await project.complete({ ...question, stop: ['Paris'] })
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop' })
    expect(stopped.choices[0].message.content).not.toContain('Paris')
    const cut = await project.complete({ ...question, max_tokens: 3 })
    expect(cut.choices[0].finish_reason).toBe('length')
    expect(cut.usage.completion_tokens).toBe(3)
  })

  it('lists the model', async () => {
    const models = (await project.openai.models.list()).data
    expect(models.map(({ id }) => id)).toEqual([inject('pair').model.id])
  })

  const LONG = { max_tokens: 1500, content: 'Write a very long story.' }

  it('is told the status of an answer that its deadline cuts short', async () => {
    const late = { ...project.request(LONG), deadline_ms: 1000 }
    await expect(project.openai.chat.completions.create(late)).rejects.toMatchObject({
      status: 504,
      code: 'deadline_exceeded',
    })
  })

  it('does not take an answer that fails late for one, and is told why', async () => {
    const response = await project.openai.chat.completions.create(project.request(LONG)).asResponse()
    let text = ''
    const read = (async () => {
      const decoder = new TextDecoder()
      for await (const bytes of response.body!) text += decoder.decode(bytes, { stream: true })
    })()
    read.catch(() => {})
    expect(response.status).toBe(200)
    await project.ask('DELETE', `/v1/generations/${response.headers.get('x-attune-generation')}`)
    await expect(read).rejects.toThrow()
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'generation_cancelled', status: 409 } })
  })

  it.for([{ deadline_ms: 51_000 }, {}])('that leaves thirty-two answers frees their rows: %j', async (fields) => {
    const running = async () => {
      const read = await workerMetrics(inject('pair').workerUrl)
      return read('attune_generations_running') + read('attune_generations_waiting')
    }
    const leaving = new AbortController()
    const answers = Array.from({ length: 32 }, () =>
      fetch(`${inject('pair').url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${project.key}`,
          'content-type': 'application/json',
          'accept-encoding': 'gzip, br',
        },
        body: JSON.stringify({ ...project.request(LONG), ...fields }),
        signal: leaving.signal,
      }).then((response) => response.text()),
    )
    for (const answer of answers) answer.catch(() => {})
    await expect.poll(running, { timeout: 60_000, interval: 50 }).toBe(32)
    leaving.abort()
    await expect.poll(running, { timeout: 2_000, interval: 50 }).toBe(0)
  })

  it.for([true, false])(
    'frees the slot when it aborts, long before the answer would have ended (stream: %s)',
    async (stream) => {
      const metrics = () => workerMetrics(inject('pair').workerUrl)
      const before = await metrics()
      const limit = 1500
      const leaving = new AbortController()
      const answer = project.openai.chat.completions.create(
        { ...project.request({ max_tokens: limit, content: 'Write a very long story.' }), stream },
        { signal: leaving.signal },
      )
      const pieces = (async () => {
        const answered = await answer
        if (Symbol.asyncIterator in answered) for await (const _chunk of answered);
      })()
      pieces.catch(() => {})
      const decoded = async () =>
        (await metrics())('attune_decoded_tokens_total') - before('attune_decoded_tokens_total')
      await expect.poll(decoded, { timeout: 60_000 }).toBeGreaterThan(5)
      leaving.abort()
      await expect.poll(async () => (await metrics())('attune_generations_running'), { timeout: 60_000 }).toBe(0)
      expect(await decoded()).toBeLessThan(limit / 2)
    },
  )
})

describe('users', () => {
  /** Letters a word: children's words are short, experts' long. */
  const wordLength = (text: string) => {
    const words = text.match(/\p{L}+/gu) ?? []
    return words.join('').length / words.length
  }

  it('are answered each by their profile', async () => {
    await project.ask('PUT', '/v1/profiles/child', { strengths: { simple: 1 } })
    await project.ask('PUT', '/v1/profiles/expert', { strengths: { simple: -1 } })
    const ask = async (user: string) => {
      const answers = await Promise.all(
        [1, 2, 3].map((seed) => project.complete({ user, seed, max_tokens: 60, repetition_penalty: 1.1 })),
      )
      for (const { attune } of answers) expect(attune.edits.map(({ axis }) => axis)).toEqual(['simple'])
      return answers.map(({ choices }) => choices[0].message.content).join(' ')
    }
    const [child, expert] = await Promise.all([ask('child'), ask('expert')])
    expect(wordLength(child)).toBeLessThan(wordLength(expert) - 0.3)
  })

  it('never seen get the default profile, and a request may override or leave it', async () => {
    const own = await newProject()
    const plain = await own.complete({ user: 'nobody' })
    expect(plain.attune.edits).toEqual([])
    await own.ask('PUT', '/v1/default-profile', { strengths: { formal: -0.5 } })
    const byDefault = await own.complete({ user: 'nobody' })
    expect(byDefault.attune.edits).toMatchObject([{ axis: 'formal', strength: -0.5 }])
    const overridden = await own.complete({ user: 'nobody', steering: { strengths: { formal: 0.25 } } })
    expect(overridden.attune.edits).toMatchObject([{ axis: 'formal', strength: 0.25 }])
    const left = await own.complete({ user: 'nobody', steering: { profile: false } })
    expect(left.attune.edits).toEqual([])
    expect(left.choices[0].message.content).toBe(plain.choices[0].message.content)
  })
})

describe('what the receipt proves', () => {
  /** Of formal's direction: size of +1 and neutral projection, both relative to the layer's mean norm. */
  async function calibration() {
    const { body } = await project.ask('GET', '/v1/axes/formal/directions')
    const { hash, manifest } = body.data[0]
    const [{ layer, positive, neutral, residual_norm }] = manifest.layers
    return { hash, layer, positive, neutral: neutral / residual_norm }
  }
  const edit = async (strength: number | { value: number; mode: string }) => {
    const { attune } = await project.complete({ steering: { strengths: { formal: strength } } })
    expect(attune.edits).toHaveLength(1)
    const [{ projection_before: before, projection_after: after, ...rest }] = attune.edits
    return { before: before!, after: after!, ...rest }
  }

  it('add moves the state by the calibrated size', async () => {
    const { hash, layer, positive } = await calibration()
    const { before, after, ...facts } = await edit(0.5)
    expect(after - before).toBeCloseTo(positive / 2, 3)
    expect(facts).toMatchObject({ version: 1, direction: hash, mode: 'add', strength: 0.5, layers: [layer] })
    expect(facts.tokens_edited).toBeGreaterThan(20)
  })

  it('says when the sum of the edits was capped, and not that one axis at its maximum was', async () => {
    const one = await project.complete({ max_tokens: 2, steering: { strengths: { formal: 1 } } })
    expect(one.attune.capped).toBe(false)
    const strengths = { simple: 1, enthusiastic: 1, warm: 1 }
    const many = await project.complete({ max_tokens: 2, steering: { strengths } })
    expect(many.attune.capped).toBe(true)
  })

  it('boost doubles how far the text leans from neutral', async () => {
    const { neutral } = await calibration()
    const { before, after, mode } = await edit({ value: 1, mode: 'boost' })
    expect(mode).toBe('boost')
    expect(after - neutral).toBeCloseTo(2 * (before - neutral), 3)
  })

  it('neutralise pulls it to neutral', async () => {
    const { neutral } = await calibration()
    const { before, after, mode } = await edit({ value: 1, mode: 'neutralise' })
    expect(mode).toBe('neutralise')
    expect(before).not.toBeCloseTo(neutral, 3)
    expect(after).toBeCloseTo(neutral, 3)
  })
})

describe('a bad request is told what is wrong and what would be right', () => {
  const steered = (strengths: Record<string, unknown>): Question => ({ steering: { strengths } })

  it.each<[string, Question, number, string, string | null, RegExp]>([
    ['an unknown model', { model: 'gpt-9' }, 404, 'model_not_found', 'model', /gpt-9.*smollm2/],
    ['an unknown axis', steered({ polite: 1 }), 400, 'unknown_axis', 'steering.strengths.polite', /formal.*warm/],
    [
      'a strength out of range',
      steered({ formal: 1.2 }),
      400,
      'strength_out_of_range',
      'steering.strengths.formal',
      /-1 to 1/,
    ],
    [
      'a strength beyond overdrive',
      steered({ formal: 3 }),
      400,
      'invalid_value',
      'steering.strengths.formal',
      /-1\.5 and 1\.5/,
    ],
    [
      'an unknown mode',
      steered({ formal: { value: 1, mode: 'more' } }),
      400,
      'invalid_value',
      'steering.strengths.formal',
      /./,
    ],
    ['a temperature out of range', { temperature: 9 }, 400, 'invalid_value', 'temperature', /0.*2/],
    [
      'a context too long',
      { content: 'word '.repeat(5000) },
      400,
      'context_length_exceeded',
      'messages',
      /\d{4} tokens.*\d{4} fit/,
    ],
  ])('%s', async (_what, question, status, code, param, message) => {
    const answer = await project.ask('POST', '/v1/chat/completions', project.request(question))
    expect(answer).toMatchObject({ status, body: { error: { code, param } } })
    expect(answer.body.error.message).toMatch(message)
    expect(answer.body.error.type).toMatch(/_error$/)
  })

  it('malformed JSON', async () => {
    const { status, body } = await project.ask('POST', '/v1/chat/completions', '{"model": ')
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'malformed_json', type: 'invalid_request_error' })
  })

  it('a wrong key, as an error of the client', async () => {
    const stranger = new OpenAI({
      baseURL: `${inject('pair').url}/v1`,
      apiKey: `sk-attune-${'0'.repeat(52)}`,
      maxRetries: 0,
    })
    await expect(stranger.models.list()).rejects.toThrow(OpenAI.AuthenticationError)
  })

  it('a request to the worker that the edge did not sign', async () => {
    const { workerUrl } = inject('pair')
    const response = await fetch(`${workerUrl}/v1/generate`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(401)
  })
})
