/** The one error shape, and that nothing of the inside gets into it. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ApiError, INTERNAL_ERROR, invalidRequest, malformedJson, toApiError } from '../../shared/errors.ts'
import { strictObject } from '../../shared/wire/strict.ts'

describe('ApiError', () => {
  test("has OpenAI's body", () => {
    const error = new ApiError(404, 'no_such_axis', "There is no axis 'x'.", { param: 'axis' })
    expect(error.body()).toEqual({
      error: { message: "There is no axis 'x'.", type: 'not_found_error', param: 'axis', code: 'no_such_axis' },
    })
    expect(error.headers()).toEqual({})
  })

  test('has every field even where there is nothing to say', () => {
    expect(new ApiError(400, 'code', 'message').body().error).toEqual({
      message: 'message',
      type: 'invalid_request_error',
      param: null,
      code: 'code',
    })
  })

  test('carries facts beside the message', () => {
    const error = new ApiError(409, 'direction_missing', 'A direction is missing.', { details: { missing: ['ab'] } })
    expect(error.body().error).toMatchObject({ code: 'direction_missing', missing: ['ab'] })
  })

  test('says when to come back', () => {
    expect(new ApiError(429, 'queue_full', 'Busy.', { retryAfterSeconds: 2 }).headers()).toEqual({ 'retry-after': '2' })
    expect(new ApiError(429, 'queue_full', 'Busy.', { retryAfterSeconds: 0 }).headers()).toEqual({ 'retry-after': '0' })
  })

  test('keeps its cause for the log and out of the body', () => {
    const cause = new Error('secret inside')
    const error = new ApiError(500, 'code', 'message', { cause })
    expect(error.cause).toBe(cause)
    expect(JSON.stringify(error.body())).not.toContain('secret')
  })

  test.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [409, 'conflict_error'],
    [413, 'invalid_request_error'],
    [415, 'invalid_request_error'],
    [422, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'server_error'],
    [502, 'server_error'],
    [503, 'overloaded_error'],
  ])('%d is of type %s', (status, type) => {
    expect(new ApiError(status, 'code', 'message').type).toBe(type)
  })
})

describe('what was thrown', () => {
  test('is shown if it was made to be shown', () => {
    const error = new ApiError(400, 'code', 'message')
    expect(toApiError(error)).toBe(error)
  })

  test.each([new Error('password in a stack'), 'text', null, undefined, { status: 400, message: 'looks alike' }])(
    'is otherwise an internal error that tells nothing: %s',
    (thrown) => {
      expect(toApiError(thrown)).toBe(INTERNAL_ERROR)
      expect(INTERNAL_ERROR.status).toBe(500)
      expect(JSON.stringify(INTERNAL_ERROR.body())).not.toMatch(/password|looks alike/)
    },
  )
})

describe('a malformed request', () => {
  test('is told by its first problem, with the parameter', () => {
    const issues = [
      { path: ['steering', 'strengths', 'formal'], message: 'too large' },
      { path: ['model'], message: 'missing' },
    ]
    const error = invalidRequest(issues)
    expect(error.status).toBe(400)
    expect(error.param).toBe('steering.strengths.formal')
    expect(error.message).toBe('steering.strengths.formal: too large')
  })

  test('is told by the name that does not exist, rather than by the one that is missing for it', () => {
    const body = strictObject({ messages: z.array(z.string()), model: z.string() })
    const error = invalidRequest(body.safeParse({ mesages: ['x'] }).error!.issues)
    expect(error.message).toBe('mesages: there is no such parameter; did you mean messages?')
    expect(error.param).toBe('mesages')
  })

  test('names places in lists', () => {
    expect(invalidRequest([{ path: ['messages', 0, 'role'], message: 'unknown' }]).param).toBe('messages.0.role')
  })

  test('may be wrong as a whole', () => {
    const error = invalidRequest([{ path: [], message: 'an object is expected' }])
    expect(error.param).toBeNull()
    expect(error.message).toBe('an object is expected')
    expect(invalidRequest([]).message).toBe('The request is malformed.')
  })

  test('may be no JSON', () => {
    expect(malformedJson().body().error).toMatchObject({ type: 'invalid_request_error', code: 'malformed_json' })
  })
})
