/** The edge on a disk that fills up: a small file system of its own, which needs the right to mount one. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startEdge } from '../../cli/edge-process.ts'
import { createProject } from '../../cli/seed.ts'
import { startFakeWorker } from '../support/fake-worker-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-disk-'))
const isMounted = mount()
afterAll(() => {
  if (isMounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** All of the room but `left` bytes. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const path = join(folder, 'filler')
  // What runs beside writes too: there may be less room by now, or soon.
  for (let block = bavail * bsize; block >= bsize; ) {
    try {
      writeFileSync(path, new Uint8Array(block), { flag: 'a' })
    } catch {
      block = Math.floor(block / 2)
    }
  }
  truncateSync(path, Math.max(0, statSync(path).size - left))
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test is about
type Answer = { status: number; body: any }

test.runIf(isMounted)(
  'what was acknowledged stays, what fails says so, nothing is there by halves, and the next write works',
  async () => {
    const secret = 'a secret of this test, known to nobody else'
    const fake = await startFakeWorker(secret)
    const workers = [{ tag: 'a', url: fake.url }]
    const options = { host: '127.0.0.1', port: 0, state: join(folder, 'state'), workers, secret, log: () => {} }
    await using stack = new AsyncDisposableStack()
    stack.defer(() => fake.close())
    const edge = await startEdge(options)
    stack.defer(() => edge.stop())
    const key = await createProject({ url: edge.url, secret, name: 'full' })
    const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const response = await fetch(edge.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
      return { status: response.status, body: await response.json() }
    }
    const pole = (name: string) => ({ name, description: `Answer in a ${name} way.` })
    const axis = (id: string) => ({ id, positive: pole('formal'), negative: pole('casual') })
    expect((await ask('POST', '/v1/axes', axis('formal'))).status).toBe(201)

    const kept: string[] = []
    const refused: unknown[] = []
    for (const left of [300_000, 100_000, 40_000, 0]) {
      fill(left)
      for (let i = 0; i < 40 && refused.length < 4 * (kept.length + 1); i++) {
        const user = `user-${left}-${i}`
        const { status, body } = await ask('PUT', `/v1/profiles/${user}`, { strengths: { formal: 0.5 } })
        if (status === 200) kept.push(user)
        else refused.push([status, body.error.code])
        const order = { axis: axis(`axis-${left}-${i}`), source: 'context-shift', activate: 'never' }
        const fit = await ask('POST', '/v1/fits', order)
        if (fit.status !== 202) refused.push([fit.status, fit.body.error.code])
        if (status !== 200 && fit.status !== 202) break
      }
      rmSync(join(folder, 'filler'))
      expect((await ask('PUT', `/v1/profiles/after-${left}`, { strengths: { formal: 1 } })).status).toBe(200)
    }
    expect(refused.length).toBeGreaterThan(0)
    const named = [
      [503, 'storage_unavailable'],
      [503, 'fit_not_started'],
      [507, 'storage_full'],
    ]
    for (const one of refused) expect(named).toContainEqual(one)
    for (const user of kept) {
      expect((await ask('GET', `/v1/profiles/${user}`)).body.strengths).toEqual({ formal: { value: 0.5, mode: 'add' } })
    }
    // An axis is there only with the fit that it was made for.
    const fits = (await ask('GET', '/v1/fits?limit=100')).body.data.map((fit: { axis: string }) => fit.axis)
    const axes = (await ask('GET', '/v1/axes')).body.data.map(({ id }: { id: string }) => id)
    expect(axes.filter((id: string) => id !== 'formal' && !fits.includes(id))).toEqual([])
  },
)
