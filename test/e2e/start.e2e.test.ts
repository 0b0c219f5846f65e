/** `npm start` as a user sees it: a process, its words, its end. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { assertPortFree, freePort } from '../../cli/ports.ts'

const PROGRAM = join(import.meta.dirname, '../../cli/start.ts')
const run = promisify(execFile)

type Started = { process: ChildProcess; output: () => string; ended: Promise<number | null> }
const running: Started[] = []
let state: string
let ports: { ATTUNE_PORT: string; ATTUNE_WORKER_PORT: string }

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'attune-start-'))
  ports = { ATTUNE_PORT: String(await freePort()), ATTUNE_WORKER_PORT: String(await freePort()) }
})
afterEach(async () => {
  for (const { process, ended } of running.splice(0)) {
    process.kill('SIGTERM')
    await ended
  }
})
afterAll(() => rm(state, { recursive: true, force: true }))

function start(env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, ATTUNE_STATE: state, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data))
  const started = { process: child, output: () => text, ended: once(child, 'close').then(([code]) => code) }
  running.push(started)
  return started
}

const ready = (started: Started) =>
  expect.poll(started.output, { timeout: 120_000, interval: 200 }).toMatch(/is ready in [\s\S]*Ctrl-C stops it/)

it('prints curl lines that work when pasted, survives a crash of the worker, and stops with everything it started', async () => {
  const started = start()
  await ready(started)
  const lines = started
    .output()
    .split('\n')
    .filter((line) => line.startsWith('curl '))
  expect(lines).toHaveLength(2)
  const [whole, streamed] = await Promise.all(lines.map((line) => run('sh', ['-c', line])))
  expect(JSON.parse(whole.stdout)).toMatchObject({
    choices: [{ message: { role: 'assistant' } }],
    attune: { edits: [{}] },
  })
  expect(streamed.stdout.trim().endsWith('data: [DONE]')).toBe(true)

  const { apiKey, secret } = JSON.parse(await readFile(join(state, 'secrets.json'), 'utf8'))
  expect(started.output()).toContain(apiKey)
  expect(started.output()).not.toContain(secret)

  const workers = () =>
    execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, parent, ...args]) => Number(parent) === started.process.pid && args.join(' ').includes('gpu-worker'))
      .map(([pid]) => Number(pid))
  const [first] = workers()
  process.kill(first, 'SIGKILL')
  await expect.poll(started.output, { timeout: 60_000 }).toContain('The worker ended by SIGKILL.')
  const answers = async () => (await run('sh', ['-c', lines[0]])).stdout.includes('"choices"')
  await expect.poll(answers, { timeout: 60_000, interval: 500 }).toBe(true)
  const [second] = workers()
  expect(second).not.toBe(first)

  started.process.kill('SIGINT')
  expect(await started.ended).toBe(0)
  expect(() => process.kill(second, 0)).toThrow('ESRCH')
  for (const [variable, port] of Object.entries(ports)) await assertPortFree(Number(port), variable)
})

it('starts again at once after it was killed, and with another key after its own was revoked', async () => {
  const killed = start()
  await ready(killed)
  const { apiKey } = JSON.parse(await readFile(join(state, 'secrets.json'), 'utf8'))
  const url = `http://127.0.0.1:${ports.ATTUNE_PORT}`
  const ask = (key: string, path: string, method = 'GET') =>
    fetch(url + path, { method, headers: { authorization: `Bearer ${key}` } })
  type Keys = { data: { id: string; revoked: boolean }[] }
  const { data } = (await (await ask(apiKey, '/v1/keys')).json()) as Keys
  const project = ((await (await ask(apiKey, '/v1/project')).json()) as { id: string }).id
  expect((await ask(apiKey, `/v1/keys/${data[0].id}`, 'DELETE')).status).toBe(200)
  killed.process.kill('SIGKILL')

  const again = start()
  await ready(again)
  expect(again.output()).toContain('another was made for the same project')
  const secrets = JSON.parse(await readFile(join(state, 'secrets.json'), 'utf8'))
  expect(secrets.apiKey).not.toBe(apiKey)
  expect(again.output()).toContain(secrets.apiKey)
  expect(await (await ask(secrets.apiKey, '/v1/project')).json()).toMatchObject({ id: project })
  expect((await ask(apiKey, '/v1/project')).status).toBe(401)
  again.process.kill('SIGINT')
  expect(await again.ended).toBe(0)
  for (const [variable, port] of Object.entries(ports)) await assertPortFree(Number(port), variable)
})

it('refuses a port in use, a port that is none, and a model that is not there, each in one sentence', async () => {
  const taken = new URL(inject('pair').url).port
  const failures: [Record<string, string>, RegExp][] = [
    [{ ATTUNE_PORT: taken }, new RegExp(`port ${taken} is in use: stop what uses it or set ATTUNE_PORT`)],
    [{ ATTUNE_WORKER_PORT: taken }, new RegExp(`port ${taken} is in use: stop what uses it or set ATTUNE_WORKER_PORT`)],
    [{ ATTUNE_PORT: 'http' }, /ATTUNE_PORT must be a port .* not 'http'/],
    [{ ATTUNE_MODEL: './nope.gguf' }, /The model '.*nope\.gguf' does not exist/],
    [{ ATTUNE_ROWS: 'many' }, /ATTUNE_ROWS is 'many'/],
  ]
  for (const [env, message] of failures) {
    const started = start(env)
    expect(await started.ended).toBe(1)
    expect(started.output()).toMatch(message)
    expect(started.output()).not.toContain('    at ')
  }
})

it('can be stopped before it is ready', async () => {
  const started = start()
  await expect.poll(started.output, { timeout: 60_000 }).toContain('engine: started')
  started.process.kill('SIGTERM')
  expect(await started.ended).toBe(130)
  expect(started.output()).toContain('Stopped.')
  for (const [variable, port] of Object.entries(ports)) await assertPortFree(Number(port), variable)
})
