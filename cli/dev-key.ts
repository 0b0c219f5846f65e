/**
 * The secrets of a development installation: made at the first start and kept in `.attune/`, a folder that git ignores.
 * They are for one machine; a deployment has its own.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyForm, newSecret } from '../shared/key-form.ts'

export type DevelopmentSecrets = {
  /** The key of the first project, with all scopes. */
  apiKey: string
  /** 32 bytes as hex: signs what edge and worker say to each other. */
  secret: string
}

const isSecrets = (value: Partial<DevelopmentSecrets> | null): value is DevelopmentSecrets =>
  keyForm(value?.apiKey ?? '') === 'whole' && /^[0-9a-f]{64}$/.test(value?.secret ?? '')

/** The secrets kept in `folder`, made if there are none yet; of several processes that start at once, all get the same. */
export async function developmentSecrets(folder: string): Promise<DevelopmentSecrets> {
  const path = join(folder, 'secrets.json')
  return (await read(path)) ?? (await create(folder, path))
}

/** Keeps another key in place of the one that was kept, the secret as it is. */
export async function replaceApiKey(folder: string, apiKey: string): Promise<void> {
  const { secret } = await developmentSecrets(folder)
  const path = join(folder, 'secrets.json')
  const draft = await writeDraft(path, { apiKey, secret })
  await rename(draft, path)
}

async function read(path: string): Promise<DevelopmentSecrets | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`The development key in '${path}' cannot be read: ${(error as Error).message}.`, { cause: error })
  }
  let value: Partial<DevelopmentSecrets> | null = null
  try {
    value = JSON.parse(text)
  } catch {
    // Said below, with the same remedy as for the wrong content.
  }
  if (!isSecrets(value)) {
    const remedy = 'Restore it, or delete it to have new ones made (the old key then stops working).'
    throw new Error(`'${path}' is damaged: it must hold an apiKey and a secret. ${remedy}`)
  }
  // Whoever copied the folder may have loosened it.
  await chmod(path, 0o600).catch(() => {})
  return { apiKey: value.apiKey, secret: value.secret }
}

async function create(folder: string, path: string): Promise<DevelopmentSecrets> {
  const secrets = { apiKey: newSecret(), secret: randomBytes(32).toString('hex') }
  let draft = ''
  try {
    // Nobody else's: what is kept here, other users of the machine could read without a key.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    draft = await writeDraft(path, secrets)
    // A link appears whole or not at all, and fails if another process was first: then its secrets count.
    await link(draft, path)
    return secrets
  } catch (error) {
    const theirs = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await read(path) : null
    if (theirs) return theirs
    throw new Error(`The development key cannot be kept in '${folder}': ${(error as Error).message}.`, { cause: error })
  } finally {
    if (draft) await rm(draft, { force: true })
  }
}

async function writeDraft(path: string, secrets: DevelopmentSecrets): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return draft
}
