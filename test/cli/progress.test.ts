import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ahead, progress } from '../../cli/progress.ts'
import { recorder, screen } from './support.ts'

const TERMINAL = { columns: 80, rows: 24 }
const SHOW_CURSOR = '\x1b[?25h'
const HIDE_CURSOR = '\x1b[?25l'

afterEach(() => vi.unstubAllEnvs())

describe('on a terminal', () => {
  test('a step ends as one line, with its last text; its result is returned', async () => {
    const stream = recorder(TERMINAL)
    const steps = progress(stream)
    const result = await steps.run('Model', async (report) => {
      report(1, 2, 'fetching')
      report(2, 2)
      return 42
    })
    await steps.run('Graph', async () => {})
    expect(result).toBe(42)
    expect(screen(stream.written)).toEqual([
      expect.stringMatching(/^✓ Model {8}\d+\.\d s {2}fetching$/),
      expect.stringMatching(/^✓ Graph {8}\d+\.\d s$/),
      '',
    ])
  })

  test('while it runs, the line has a bar, stays within the terminal and is redrawn in place', async () => {
    const stream = recorder({ columns: 60, rows: 24 })
    const halfway = Promise.withResolvers<void>()
    const running = progress(stream).run('Model', async (report) => {
      report(1, 2, 'x'.repeat(200))
      await halfway.promise
    })
    await vi.waitFor(() => expect(stream.written).toContain('50 %'))
    const lines = screen(stream.written)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^. Model {8}━{10}╌{10} {2}50 % {2}\d+\.\d s {2}x+$/)
    expect(lines[0].length).toBeLessThan(60)
    halfway.resolve()
    await running
  })

  test('a step that fails is marked, and its error is thrown on', async () => {
    const stream = recorder(TERMINAL)
    const failing = progress(stream).run('Model', async () => {
      throw new Error('no network')
    })
    await expect(failing).rejects.toThrow('no network')
    expect(screen(stream.written)[0]).toMatch(/^✗ Model {8}failed after \d+\.\d s$/)
  })

  test('the cursor is shown again, whether a step succeeds or fails, and no listener stays', async () => {
    const listeners = () => ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name))
    const before = listeners()
    for (const work of [async () => {}, async () => Promise.reject(new Error('x'))]) {
      const stream = recorder(TERMINAL)
      await progress(stream)
        .run('Step', work)
        .catch(() => {})
      expect(stream.written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stream.written.lastIndexOf(HIDE_CURSOR))
    }
    expect(listeners()).toEqual(before)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle shows the cursor and still ends the process',
    async (signal) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'endless-step.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, TERM: 'xterm' },
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (text) => {
        if (!output.includes('Endless') && text.includes('Endless')) child.kill(signal)
        output += text
      })
      const ended = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)))
      expect(ended).toBe(signal)
      expect(output.startsWith(HIDE_CURSOR)).toBe(true)
      expect(output.endsWith(SHOW_CURSOR)).toBe(true)
    },
  )

  test('text from outside cannot send escape sequences or break the line', async () => {
    const stream = recorder(TERMINAL)
    await progress(stream).run('Step', async (report) => report(0, null, 'a\x1b[2Jb\nc\u009b5m\r'))
    expect(stream.written).not.toContain('\x1b[2J')
    expect(screen(stream.written)[0]).toMatch(/a\[2Jb c5m $/)
  })

  test('NO_COLOR is respected', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences are what is looked for.
    const colour = /\x1b\[[\d;]*m/
    vi.stubEnv('NO_COLOR', '')
    const coloured = recorder(TERMINAL)
    await progress(coloured).run('Step', async () => {})
    expect(coloured.written).toMatch(colour)
    vi.stubEnv('NO_COLOR', '1')
    const plain = recorder(TERMINAL)
    await progress(plain).run('Step', async () => {})
    expect(plain.written).not.toMatch(colour)
  })
})

describe('elsewhere', () => {
  test('every event is a plain line, without repetition', async () => {
    const stream = recorder()
    await progress(stream).run('Model', async (report) => {
      for (let done = 0; done <= 100; done++) report(done, 100, 'fetching')
      report(0, 10, 'checking')
      report(10, 10, 'checking')
    })
    expect(stream.written.split('\n')).toEqual([
      'Model: started',
      'Model: fetching',
      ...['25 %', '50 %', '75 %', '100 %'].map((percent) => `Model: ${percent}`),
      'Model: checking',
      'Model: 100 %',
      expect.stringMatching(/^Model: done in \d+\.\d s$/),
      '',
    ])
  })

  test('also on a terminal that cannot redraw', async () => {
    vi.stubEnv('TERM', 'dumb')
    const stream = recorder(TERMINAL)
    await progress(stream).run('Model', async () => {})
    expect(stream.written).toMatch(/^Model: started\nModel: done in \d+\.\d s\n$/)
  })

  test('a failed step says so', async () => {
    const stream = recorder()
    const failing = progress(stream).run('Model', async () => Promise.reject(new Error('no network')))
    await expect(failing).rejects.toThrow('no network')
    expect(stream.written).toMatch(/^Model: started\nModel: failed after \d+\.\d s\n$/)
  })
})

describe('work that began before its step', () => {
  test('shows its last report at once, and returns its result', async () => {
    const stream = recorder(TERMINAL)
    let finish = (_result: number) => {}
    const step = ahead<number>((report) => {
      report(1, 4, 'first')
      report(2, 4, 'second')
      return new Promise((resolve) => {
        finish = resolve
      })
    })
    const run = progress(stream).run('Edge', step)
    finish(7)
    expect(await run).toBe(7)
    expect(screen(stream.written)[0]).toMatch(/^✓ Edge +\d+\.\d s {2}second$/)
  })

  test('throws where it is shown, not before', async () => {
    const step = ahead(async () => {
      throw new Error('no')
    })
    await new Promise((resolve) => setImmediate(resolve))
    await expect(progress(recorder()).run('Edge', step)).rejects.toThrow('no')
  })
})
