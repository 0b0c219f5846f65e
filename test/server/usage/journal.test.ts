import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Journal } from '../../../gpu-worker/usage/journal.ts'
import { openUsage } from '../../../gpu-worker/usage/usage.ts'
import { journalEntry } from './entries.ts'

let folder: string
const journals: Journal[] = []
async function opened(...where: Parameters<typeof Journal.open>): Promise<Journal> {
  const journal = await Journal.open(...where)
  journals.push(journal)
  return journal
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-journal-'))
})
afterEach(async () => {
  for (const journal of journals.splice(0)) await journal.close()
  await rm(folder, { recursive: true, force: true })
})

const filesOf = async (of = folder) => (await readdir(of)).filter((name) => name.endsWith('.jsonl'))
const idsOf = (journal: Journal) => journal.ended(100).map(({ id }) => id)
/** As the next process finds it: nothing was closed. */
const reopened = () => opened(folder)

test('what was put is found again, by a process that follows one that was killed', async () => {
  const journal = await opened(folder)
  await journal.put(journalEntry({ id: 'one', completion_tokens: 3 }))
  expect((await reopened()).ended(10)).toEqual([journalEntry({ id: 'one', completion_tokens: 3 })])
})

test('an answer that was being made then has failed, with the tokens of its last checkpoint', async () => {
  const journal = await opened(folder)
  await journal.put(journalEntry({ status: 'running', completion_tokens: 0, ended: 10 }))
  await journal.put(journalEntry({ status: 'running', completion_tokens: 5, ended: 20 }))
  expect(journal.ended(10)).toEqual([])
  expect((await reopened()).ended(10)).toEqual([journalEntry({ status: 'failed', completion_tokens: 5, ended: 20 })])
})

test('what a former version wrote is read: it told no positions', async () => {
  const { positions: _, ...former } = journalEntry({ id: 'former' })
  await writeFile(join(folder, '00000001.jsonl'), `${JSON.stringify(former)}\n`)
  expect((await opened(folder)).ended(10)).toEqual([journalEntry({ id: 'former', positions: [] })])
})

test('what the edge has taken is gone, here and after a restart', async () => {
  const journal = await opened(folder)
  for (const id of ['one', 'two', 'three']) await journal.put(journalEntry({ id }))
  await journal.taken(['one', 'three'])
  expect(idsOf(journal)).toEqual(['two'])
  expect(idsOf(await reopened())).toEqual(['two'])
})

test('a last line that broke off is passed over, wherever it broke', async () => {
  const line = `${JSON.stringify(journalEntry({ id: 'torn' }))}\n`
  for (const length of [1, 10, line.length - 2]) {
    const journal = await opened(folder)
    await journal.put(journalEntry({ id: 'whole' }))
    const [name] = await filesOf()
    await appendFile(join(folder, name!), line.slice(0, length))
    expect(idsOf(await reopened())).toEqual(['whole'])
  }
})

test('a new file that broke off beside its old one, and an old one that stayed, say nothing new', async () => {
  const journal = await opened(folder)
  for (const id of ['one', 'two']) await journal.put(journalEntry({ id }))
  await journal.taken(['one'])
  const [name] = await filesOf()
  const text = await readFile(join(folder, name!), 'utf8')
  // Killed while it wrote the next one; then after that, before the old one was removed.
  await writeFile(join(folder, '00000002.jsonl'), JSON.stringify(journalEntry({ id: 'two' })).slice(0, 20))
  expect(idsOf(await reopened())).toEqual(['two'])
  await writeFile(join(folder, '00000001.jsonl'), text)
  expect(idsOf(await reopened())).toEqual(['two'])
})

test('the file is written anew when it has grown, with what still concerns anybody', async () => {
  const journal = await opened(folder, { rotateAt: 2000 })
  await journal.put(journalEntry({ id: 'kept' }))
  for (let i = 0; i < 100; i++) {
    await journal.put(journalEntry({ id: `answer-${i}` }))
    await journal.taken([`answer-${i}`])
  }
  const [name, ...others] = await filesOf()
  expect(others).toEqual([])
  expect(Number(name!.slice(0, 8))).toBeGreaterThan(5)
  expect((await readFile(join(folder, name!), 'utf8')).length).toBeLessThan(2500)
  expect(idsOf(await reopened())).toEqual(['kept'])
})

test('all that are put at once are on the disk when each is told so', async () => {
  const journal = await opened(folder, { rotateAt: 5000 })
  const ids = Array.from({ length: 200 }, (_, i) => `answer-${i}`)
  await Promise.all(
    ids.map(async (id) => {
      await journal.put(journalEntry({ id }))
      const texts = await Promise.all(
        (await filesOf()).map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
      )
      expect(texts.join('')).toContain(`"${id}"`)
    }),
  )
  expect(idsOf(journal)).toEqual(ids.slice(0, 100))
})

test('a disk that takes nothing is told once; what it did not take is kept, and written when it does', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const journal = await opened(join(folder, 'journal'), { rotateAt: 0 })
  await rm(join(folder, 'journal'), { recursive: true })
  await writeFile(join(folder, 'journal'), 'a file where a folder should be')
  await journal.put(journalEntry({ id: 'one' }))
  await journal.put(journalEntry({ id: 'two' }))
  await journal.taken(['one'])
  expect([idsOf(journal), journal.isKept, error.mock.calls.length]).toEqual([['two'], false, 1])
  await rm(join(folder, 'journal'))
  await (await opened(join(folder, 'journal'))).close()
  await journal.put(journalEntry({ id: 'three' }))
  expect(journal.isKept).toBe(true)
  expect(idsOf(await opened(join(folder, 'journal')))).toEqual(['two', 'three'])
  error.mockRestore()
})

test('workers that share a folder have places of their own; what one left that has gone, another takes over', async () => {
  const options = { folder, edge: 'http://127.0.0.1:9', secret: 's'.repeat(32) }
  const now = () => AbortSignal.abort()
  const first = await openUsage({ ...options, worker: 'a' })
  const second = await openUsage({ ...options, worker: 'b' })
  expect((await readdir(folder)).sort()).toEqual(['0', '1'])
  // As if the second had been killed with these.
  await second.close(now())
  const left = await opened(join(folder, '1'))
  await left.put(journalEntry({ id: 'of the second', worker: 'b' }))
  await left.put(journalEntry({ id: 'in the making', worker: 'b', status: 'running' }))
  await left.close()
  await first.close(now())
  const third = await openUsage({ ...options, worker: 'c' })
  await third.close(now())
  expect((await opened(join(folder, '1'))).all).toEqual([])
  expect((await opened(join(folder, '0'))).all.map(({ id, status }) => [id, status])).toEqual([
    ['of the second', 'finished'],
    ['in the making', 'failed'],
  ])
})
