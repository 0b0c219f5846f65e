import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encodeControlVector } from '../../gpu-worker/control-vector/encode.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { newProject } from './project.ts'

it('takes a control vector over the API, and steers by it as by the direction that it was made of', async () => {
  const project = await newProject()
  const direction = decodeDirection(new Uint8Array(readFileSync(join(BUILTIN_DIRECTIONS, 'formal.safetensors'))))
  await project.ask('POST', '/v1/axes', {
    id: 'imported',
    positive: { name: 'formal', description: 'Formal.' },
    negative: { name: 'casual', description: 'Casual.' },
  })
  const { status, body: made } = await project.send('/v1/axes/imported/directions', encodeControlVector(direction))
  expect(status).toBe(201)
  expect(made).toMatchObject({ version: 1, verified: false, active: false, manifest: { method: 'imported' } })
  await project.ask('POST', '/v1/axes/imported/activate', { version: 1 })

  const moved = async (axis: string) => {
    const { attune } = await project.complete({ steering: { strengths: { [axis]: 1 }, profile: false } })
    const [edit] = attune.edits
    return edit!.projection_after! - edit!.projection_before!
  }
  expect(await moved('imported')).toBeCloseTo(await moved('formal'), 1)
})

it('says what is wrong with a vector of another model', async () => {
  const project = await newProject()
  const text = new TextEncoder().encode('GGUF, but only in name')
  expect(await project.send('/v1/axes/formal/directions', Uint8Array.from(text))).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_control_vector', param: 'body' } },
  })
})
