import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../gpu-worker/engine/open.ts'
import { readSettings } from '../../gpu-worker/settings.ts'

const ATTUNE_SECRET = 'x'.repeat(32)

test('a secret is all that must be set', () => {
  const { tag, ...settings } = readSettings({ ATTUNE_SECRET })
  expect(tag).toMatch(/^[0-9a-z]{6}$/)
  expect(settings).toEqual({
    host: '127.0.0.1',
    port: 8788,
    secrets: [ATTUNE_SECRET],
    state: '.attune/worker',
    edge: null,
    journal: '.attune/worker/usage',
    metricsToken: null,
    announce: null,
    drainMs: 20_000,
    telemetry: { log: { level: 'info', share: 1 }, collector: null },
    engine: DEFAULT_SETTINGS,
  })
})

test('an edge that is known is not told of the worker unless it is said where it reaches it', () => {
  expect(readSettings({ ATTUNE_SECRET, ATTUNE_EDGE_URL: 'https://edge.example.com' }).announce).toBeNull()
})

test('workers that are not told their tags have different ones', () => {
  expect(readSettings({ ATTUNE_SECRET }).tag).not.toBe(readSettings({ ATTUNE_SECRET }).tag)
})

test('every variable is read', () => {
  const settings = readSettings({
    ATTUNE_SECRET,
    ATTUNE_WORKER_HOST: '::1',
    ATTUNE_WORKER_PORT: '0',
    ATTUNE_WORKER_TAG: 'gpu7',
    ATTUNE_STATE: '/var/lib/attune',
    ATTUNE_JOURNAL: '/var/lib/journal',
    ATTUNE_METRICS_TOKEN: 'scrape-me-if-you-can',
    ATTUNE_EDGE_URL: 'https://edge.example.com, http://127.0.0.1:8787/',
    ATTUNE_WORKER_URL: 'http://10.0.0.7:8788',
    ATTUNE_DRAIN: '7',
    ATTUNE_LOG_LEVEL: 'warn',
    ATTUNE_LOG_SHARE: '0.1',
    ATTUNE_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    ATTUNE_OTLP_HEADERS: 'api-key=abc',
    ATTUNE_DEVICE: 'cuda',
    ATTUNE_FORM: 'fp32',
    ATTUNE_PREFILL_FORM: 'exact',
    ATTUNE_ROWS: '4',
    ATTUNE_CONTEXT: '1024',
    ATTUNE_PREFIX_CACHE: '64',
    ATTUNE_QUEUE: '40',
    ATTUNE_THREADS: '2',
    ATTUNE_SPIN: '50',
  })
  expect(settings).toEqual({
    host: '::1',
    port: 0,
    secrets: [ATTUNE_SECRET],
    tag: 'gpu7',
    state: '/var/lib/attune',
    edge: 'https://edge.example.com',
    journal: '/var/lib/journal',
    metricsToken: 'scrape-me-if-you-can',
    announce: { edges: ['https://edge.example.com', 'http://127.0.0.1:8787'], url: 'http://10.0.0.7:8788' },
    drainMs: 7000,
    telemetry: {
      log: { level: 'warn', share: 0.1 },
      collector: { url: 'http://127.0.0.1:4318/v1/traces', headers: { 'api-key': 'abc' } },
    },
    engine: {
      device: 'cuda',
      form: 'fp32',
      prefill: 'exact',
      rows: 4,
      context: 1024,
      prefixCache: 64,
      queue: 40,
      threads: 2,
      spin: 50,
    },
  })
})

test('the secret before this one is accepted beside it', () => {
  const before = 'y'.repeat(32)
  expect(readSettings({ ATTUNE_SECRET, ATTUNE_SECRET_OLD: before }).secrets).toEqual([ATTUNE_SECRET, before])
})

test('an empty variable is as good as none: above all, no host is not every host', () => {
  const names = [
    'ATTUNE_WORKER_HOST',
    'ATTUNE_WORKER_PORT',
    'ATTUNE_WORKER_TAG',
    'ATTUNE_STATE',
    'ATTUNE_EDGE_URL',
    'ATTUNE_JOURNAL',
    'ATTUNE_METRICS_TOKEN',
    'ATTUNE_DRAIN',
    'ATTUNE_LOG_LEVEL',
    'ATTUNE_LOG_SHARE',
    'ATTUNE_OTLP_ENDPOINT',
    'ATTUNE_OTLP_HEADERS',
    'ATTUNE_DEVICE',
    'ATTUNE_FORM',
    'ATTUNE_PREFILL_FORM',
    'ATTUNE_ROWS',
    'ATTUNE_CONTEXT',
    'ATTUNE_PREFIX_CACHE',
    'ATTUNE_QUEUE',
    'ATTUNE_THREADS',
    'ATTUNE_SPIN',
    'ATTUNE_SECRET_OLD',
  ]
  const empty = readSettings({ ATTUNE_SECRET, ...Object.fromEntries(names.map((name) => [name, ''])) })
  expect({ ...empty, tag: 'any' }).toEqual({ ...readSettings({ ATTUNE_SECRET }), tag: 'any' })
})

test.for<[NodeJS.ProcessEnv, RegExp]>([
  [{ ATTUNE_SECRET: undefined }, /^ATTUNE_SECRET must hold at least 32 characters/],
  [{ ATTUNE_SECRET: '' }, /^ATTUNE_SECRET must hold at least 32 characters/],
  [{ ATTUNE_SECRET: 'short' }, /^ATTUNE_SECRET must hold at least 32 characters/],
  [{ ATTUNE_SECRET_OLD: 'short' }, /^ATTUNE_SECRET_OLD must hold at least 32 characters/],
  [{ ATTUNE_WORKER_TAG: 'GPU-7' }, /^ATTUNE_WORKER_TAG is 'GPU-7'; 1 to 16 of 0-9 and a-z/],
  [{ ATTUNE_WORKER_TAG: 'x'.repeat(17) }, /^ATTUNE_WORKER_TAG is/],
  [{ ATTUNE_WORKER_PORT: '65536' }, /^ATTUNE_WORKER_PORT is '65536'; a whole number from 0 to 65535/],
  [{ ATTUNE_WORKER_PORT: '-1' }, /^ATTUNE_WORKER_PORT is '-1'/],
  [{ ATTUNE_WORKER_PORT: 'http' }, /^ATTUNE_WORKER_PORT is 'http'/],
  [{ ATTUNE_DEVICE: 'tpu' }, /^ATTUNE_DEVICE is 'tpu'; there are cpu, cuda$/],
  [{ ATTUNE_FORM: 'q2' }, /^ATTUNE_FORM is 'q2'; there are .*q8/],
  [{ ATTUNE_FORM: 'toString' }, /^ATTUNE_FORM is 'toString'/],
  [{ ATTUNE_PREFILL_FORM: 'best' }, /^ATTUNE_PREFILL_FORM is 'best'; there are auto, /],
  [{ ATTUNE_ROWS: '0' }, /^ATTUNE_ROWS is '0'; a whole number from 1 to 256/],
  [{ ATTUNE_ROWS: '1.5' }, /^ATTUNE_ROWS is '1.5'/],
  [{ ATTUNE_CONTEXT: '15' }, /^ATTUNE_CONTEXT is '15'; a whole number from 16 to 1048576/],
  [{ ATTUNE_THREADS: '257' }, /^ATTUNE_THREADS is '257'/],
  [{ ATTUNE_EDGE_URL: 'edge.example.com' }, /^ATTUNE_EDGE_URL is 'edge.example.com'; a url is like http:/],
  [{ ATTUNE_EDGE_URL: 'https://edge.example.com/v1' }, /^ATTUNE_EDGE_URL is 'https:.*no path/],
  [{ ATTUNE_SPIN: 'yes' }, /^ATTUNE_SPIN is 'yes'; a whole number from 0/],
  [{ ATTUNE_LOG_LEVEL: 'loud' }, /^ATTUNE_LOG_LEVEL or ATTUNE_LOG_SHARE: a level is one of off, info, warn, error$/],
  [{ ATTUNE_LOG_SHARE: '2' }, /^ATTUNE_LOG_LEVEL or ATTUNE_LOG_SHARE: a share is/],
  [{ ATTUNE_OTLP_ENDPOINT: 'collector' }, /^ATTUNE_OTLP_ENDPOINT or ATTUNE_OTLP_HEADERS: is like https:/],
  [{ ATTUNE_WORKER_URL: 'http://10.0.0.7' }, /^ATTUNE_WORKER_URL .* ATTUNE_EDGE_URL must say which/],
  [
    { ATTUNE_EDGE_URL: 'https://edge.example.com/v1', ATTUNE_WORKER_URL: 'http://10.0.0.7' },
    /^ATTUNE_EDGE_URL is 'https:.*no path/,
  ],
  [{ ATTUNE_EDGE_URL: 'http://a', ATTUNE_WORKER_URL: '10.0.0.7' }, /^ATTUNE_WORKER_URL is '10.0.0.7'; a url is/],
  [{ ATTUNE_METRICS_TOKEN: 'short' }, /^ATTUNE_METRICS_TOKEN must hold at least 16/],
  [{ ATTUNE_METRICS_TOKEN: 'sixteen letters and a space' }, /^ATTUNE_METRICS_TOKEN must hold/],
])('%o is refused with the variable named', ([env, message]) => {
  expect(() => readSettings({ ATTUNE_SECRET, ...env })).toThrow(message)
})

test('no message repeats a secret', () => {
  for (const env of [
    { ATTUNE_SECRET: 'too short to be used' },
    { ATTUNE_SECRET, ATTUNE_METRICS_TOKEN: 'with a space in it' },
    { ATTUNE_SECRET, ATTUNE_OTLP_ENDPOINT: 'http://collector', ATTUNE_OTLP_HEADERS: 'a key without a name' },
  ]) {
    const secrets = Object.values(env)
    try {
      readSettings(env)
      expect.unreachable()
    } catch (problem) {
      for (const secret of secrets) expect((problem as Error).message).not.toContain(secret)
    }
  }
})
