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
export const writeWhole = (path: string, content: Uint8Array | string): Promise<void> =>
  writeTogether([[path, content]])

/**
 * Files that belong together: none of them appears before there was room for all. In this order, the last one being what
 * the others are about.
 * @throws Error naming the first that could not be written
 */
export async function writeTogether(
  files: readonly (readonly [path: string, content: Uint8Array | string])[],
): Promise<void> {
  const partOf = (path: string) => `${path}.${process.pid}.part`
  let at = ''
  try {
    for (const [path, content] of files) {
      at = path
      await writeFile(partOf(path), content, { flush: true })
    }
    for (const [path] of files) {
      at = path
      await rename(partOf(path), path)
    }
  } catch (problem) {
    for (const [path] of files) await rm(partOf(path), { force: true }).catch(() => {})
    throw new Error(`cannot write ${at}: ${reason(problem)}`, { cause: problem })
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
