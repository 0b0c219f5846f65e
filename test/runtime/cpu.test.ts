import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cpuFeatures, hasFastBytes } from '../../gpu-worker/runtime/cpu.ts'

test.runIf(existsSync('/proc/cpuinfo'))('features are those that the kernel lists', () => {
  const listed = readFileSync('/proc/cpuinfo', 'utf8')
  const features = cpuFeatures()
  expect(features.size).toBeGreaterThan(5)
  for (const feature of features) expect(listed).toContain(feature)
  expect(features).not.toContain('flags')
})

test.runIf(existsSync('/proc/cpuinfo'))(
  'bytes are fast where the CPU multiplies and sums them in one instruction',
  () => {
    const words = readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/)
    const known = ['avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp']
    expect(hasFastBytes()).toBe(known.some((name) => words.includes(name)))
  },
)
