/** Folders that nobody has used for long: what is kept only to save work is not kept forever. */
import fs from 'node:fs'
import path from 'node:path'

export const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Removes the folders in `parent` that `mayGo` and that were last changed more than `maxAgeMs` ago. What cannot be removed
 * is left for the next time: another process may be at it.
 */
export function removeStale(parent: string, maxAgeMs: number, mayGo: (name: string) => boolean): void {
  for (const entry of fs.readdirSync(parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || !mayGo(entry.name)) continue
    const folder = path.join(parent, entry.name)
    const changed = fs.statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - changed > maxAgeMs) fs.rmSync(folder, { recursive: true, force: true })
  }
}
