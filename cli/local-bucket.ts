/**
 * The bucket of an edge on this machine. Miniflare serves the files of every bucket to whoever knows the bucket's name,
 * without a key; so its name is as secret as the installation.
 */
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { newMiniflare } from './miniflare.ts'

/** @param secret shared by edge and workers; it cannot be had from the name */
export const secretBucketName = (secret: string): string =>
  `attune-${createHmac('sha256', secret).update('the name of the local bucket').digest('hex').slice(0, 40)}`

/**
 * Moves the files of an installation that was made when the bucket's name was known. What is interrupted begins again at
 * the next start: a file is there under the new name before it goes under the old one.
 * @param data the folder in which miniflare keeps everything
 */
export async function moveBucket(data: string, from: string, to: string): Promise<void> {
  const files = join(data, 'r2', from)
  if (!existsSync(files)) return
  const miniflare = newMiniflare({
    modules: true,
    script: 'export default {}',
    r2Buckets: { FROM: from, TO: to },
    resourcePersistencePath: data,
  })
  try {
    const [source, target] = await Promise.all([miniflare.getR2Bucket('FROM'), miniflare.getR2Bucket('TO')])
    for (let cursor: string | undefined; ; ) {
      const page = await source.list({ cursor })
      for (const { key } of page.objects) {
        const file = await source.get(key)
        if (file) await target.put(key, await file.arrayBuffer())
      }
      if (!page.truncated) break
      cursor = page.cursor
    }
  } finally {
    await miniflare.dispose()
  }
  await rm(files, { recursive: true })
}
