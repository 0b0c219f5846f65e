import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patientJson } from '../../gpu-worker/server/patient-json.ts'
import { ApiError } from '../../shared/errors.ts'
import { readLateError } from '../../shared/wire/late-error.ts'

const explain = (problem: unknown) => new ApiError(500, 'broken', (problem as Error).message)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('JSON that is ready soon', () => {
  it('is sent plainly', async () => {
    const response = await patientJson(Promise.resolve({ answer: 42 }), explain)
    expect(await response.text()).toBe('{"answer":42}')
  })

  it('fails with a status of its own', async () => {
    await expect(patientJson(Promise.reject(new Error('no')), explain)).rejects.toThrow('no')
  })
})

describe('JSON that takes long', () => {
  it('begins with headers and spaces, and is still JSON', async () => {
    const { promise, resolve } = Promise.withResolvers<object>()
    const early = patientJson(promise, explain)
    await vi.advanceTimersByTimeAsync(600)
    const response = await early
    expect(response.headers.get('content-type')).toBe('application/json')
    const text = response.text()
    await vi.advanceTimersByTimeAsync(1000)
    resolve({ answer: 42 })
    expect(await text).toMatch(/^ {3,5}\{"answer":42\}$/)
    expect(JSON.parse(await text)).toEqual({ answer: 42 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that fails says the status that it would have had', async () => {
    const { promise, reject } = Promise.withResolvers<object>()
    const full = new ApiError(503, 'shutting_down', 'going', { retryAfterSeconds: 2 })
    const early = patientJson(promise, () => full)
    await vi.advanceTimersByTimeAsync(600)
    const text = (await early).text()
    reject(new Error('out of luck'))
    expect(readLateError((await text).trim())).toEqual({ status: 503, headers: { 'retry-after': '2' } })
  })

  it('ends with the error if it fails, and stops writing', async () => {
    const { promise, reject } = Promise.withResolvers<object>()
    const early = patientJson(promise, explain)
    await vi.advanceTimersByTimeAsync(600)
    const text = (await early).text()
    reject(new Error('out of luck'))
    expect(JSON.parse(await text)).toEqual({ error: expect.objectContaining({ message: 'out of luck' }) })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is written no further once the reader left', async () => {
    const { promise, resolve } = Promise.withResolvers<object>()
    const early = patientJson(promise, explain)
    await vi.advanceTimersByTimeAsync(600)
    await (await early).body!.cancel()
    expect(vi.getTimerCount()).toBe(0)
    resolve({ answer: 42 })
    await promise
  })
})
