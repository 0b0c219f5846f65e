import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object from a file of a folder; null where there is no such file. @throws Error naming a file that is no object. */
export function readJson(folder: string, name: string): Json | null {
  const path = join(folder, name)
  if (!existsSync(path)) return null
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`${name} is not JSON: ${(error as Error).message}`, { cause: error })
  }
  if (!isJson(value)) throw new Error(`${name} holds no object`)
  return value
}
