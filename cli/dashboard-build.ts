/** The dashboard's build, made anew only when its sources changed since it was made here. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const DASHBOARD = join(ROOT, 'edge', 'dashboard')
const BUILT_PAGE = join(DASHBOARD, 'dist', 'index.html')
/** Beside the build, not in it: everything in there is served. */
const RECORD = join(ROOT, '.attune', 'dashboard.json')

/** What was built from what. The page names every other file by a hash of its content, so it stands for all. */
type Record = { sources: string; page: string }

/** Returns whether it had to build. */
export async function buildDashboard(): Promise<boolean> {
  const sources = await digest(await sourceFiles())
  const [record, page] = await Promise.all([readRecord(), digest([BUILT_PAGE]).catch(() => null)])
  if (page !== null && record?.sources === sources && record.page === page) return false
  const { build } = await import('vite')
  await build({ root: DASHBOARD, configFile: join(DASHBOARD, 'vite.config.ts'), logLevel: 'warn' })
  const built: Record = { sources, page: await digest([BUILT_PAGE]) }
  await mkdir(join(ROOT, '.attune'), { recursive: true })
  await writeFile(RECORD, JSON.stringify(built))
  return true
}

/** The page's own files, and the lock file, which stands for all packages. Of other folders it takes only types. */
async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(DASHBOARD, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const sources = files.filter((file) => !/^(dist|node_modules)[/\\]/.test(relative(DASHBOARD, file)))
  return [...sources.sort(), join(ROOT, 'package-lock.json')]
}

async function digest(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = await readFile(file)
    hash.update(`${relative(ROOT, file)}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

const readRecord = async (): Promise<Record | null> =>
  readFile(RECORD, 'utf8').then(
    (text) => JSON.parse(text),
    () => null,
  )
