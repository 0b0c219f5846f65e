/** The files that commands read and write. */
import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { type Direction, decodeDirection } from '../../shared/direction.ts'

/** Its SHA-256 is what receipts name it by. @throws Error naming the file and what is wrong with it */
export async function readDirection(path: string): Promise<{ direction: Direction; hash: string }> {
  try {
    const bytes = await readFile(path)
    return { direction: decodeDirection(bytes), hash: createHash('sha256').update(bytes).digest('hex') }
  } catch (problem) {
    throw new Error(`cannot use ${path} as a direction: ${reason(problem)}`, { cause: problem })
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
