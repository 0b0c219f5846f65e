import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWorkerProcess, type WorkerProcess } from '../../cli/worker-process.ts'

let folder: string
let worker: WorkerProcess | null = null
const lines: string[] = []
const starts = async () => (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n').map(Number)
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function start(behaviour: string): WorkerProcess {
  worker = startWorkerProcess({
    port: 1234,
    tag: 'a',
    secret: 's3cret',
    edge: 'http://127.0.0.1:1',
    state: folder,
    log: (line) => lines.push(line),
    env: { ...process.env, FAKE_WORKER: behaviour, FAKE_STARTS: join(folder, 'starts') },
    entry: join(import.meta.dirname, 'fake-worker-program.ts'),
  })
  return worker
}

beforeEach(async () => {
  lines.length = 0
  folder = await mkdtemp(join(tmpdir(), 'attune-worker-'))
})
afterEach(async () => {
  await worker?.stop()
  for (const pid of await starts()) expect(isAlive(pid)).toBe(false)
  await rm(folder, { recursive: true, force: true })
})

test('its start is shown in two steps, and it gets its settings', async () => {
  const { obtained, loaded, url } = start('serves')
  const seen: unknown[] = []
  await obtained((...report) => seen.push(report))
  const model = await loaded((...report) => seen.push(report))
  expect(seen).toEqual([
    [5, 10, 'fetching'],
    [1, 2, 'packing'],
  ])
  expect(model).toEqual({ id: 'a:1234:s3cret', hash: 'abc', form: 'q8', rowExact: true })
  expect(url).toBe('http://127.0.0.1:1234')
  await expect.poll(() => lines).toEqual(['something to say'])
})

test('one that cannot start says why, in its own words', async () => {
  const { obtained, loaded } = start('fails')
  await expect(obtained(() => {})).rejects.toThrow(/^The model file '.\/nope.gguf' does not exist.$/)
  await expect(loaded(() => {})).rejects.toThrow('does not exist')
  expect(await starts()).toHaveLength(1)
})

test('one that ends without a word is reported with its output', async () => {
  const { loaded } = start('dies')
  await expect(loaded(() => {})).rejects.toThrow(
    'The worker ended with exit code 3. Its last words:\na word before the end',
  )
})

test('one that crashes is reported and started again', async () => {
  const { loaded } = start('crashes once')
  await loaded(() => {})
  await expect.poll(async () => (await starts()).length, { timeout: 20_000 }).toBe(2)
  expect(lines[0]).toBe('The worker ended by SIGKILL.\nIt is started again in 1 s.')
})

test('stopping waits for its end; one that does not listen is killed', async () => {
  const { loaded, stop } = start('is stubborn')
  await loaded(() => {})
  const [pid] = await starts()
  expect(isAlive(pid)).toBe(true)
  await stop()
  expect(isAlive(pid)).toBe(false)
})

test('stopped before it serves, it rejects and nothing stays', async () => {
  const { loaded, stop } = start('hangs')
  const rejected = expect(loaded(() => {})).rejects.toThrow('stopped')
  await expect.poll(() => starts().catch(() => [])).toHaveLength(1)
  await stop()
  await rejected
})
