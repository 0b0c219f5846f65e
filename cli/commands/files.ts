/** The files that commands read and write. */
import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { type Direction, decodeDirection } from '../../shared/direction.ts'

/** Its SHA-256 is what receipts name it by. @throws Error naming the file and what is wrong with it */
export const readDirection = (path: string): Promise<{ direction: Direction; hash: string }> =>
  reading(path, 'a direction', async () => {
    const bytes = await readFile(path)
    return { direction: decodeDirection(bytes), hash: createHash('sha256').update(bytes).digest('hex') }
  })

/** The text of a file that is to be used as `what`. @throws Error naming the file */
export const readText = (path: string, what: string): Promise<string> =>
  reading(path, what, () => readFile(path, 'utf8'))

async function reading<Value>(path: string, what: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (problem) {
    throw new Error(`cannot use ${path} as ${what}: ${reason(problem)}`, { cause: problem })
  }
}

/** The file is there whole or not at all. @throws Error naming it */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const part = `${path}.${process.pid}.part`
  try {
    await writeFile(part, content)
    await rename(part, path)
  } catch (problem) {
    await rm(part, { force: true }).catch(() => {})
    throw new Error(`cannot write ${path}: ${reason(problem)}`, { cause: problem })
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  ENOSPC: 'the disk is full',
}

function reason(problem: unknown): string {
  const { code, message } = problem as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message
}
