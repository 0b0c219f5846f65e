import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cpuFeatures } from '../../gpu-worker/runtime/cpu.ts'

test.runIf(existsSync('/proc/cpuinfo'))('features are those that the kernel lists', () => {
  const listed = readFileSync('/proc/cpuinfo', 'utf8')
  const features = cpuFeatures()
  expect(features.size).toBeGreaterThan(5)
  for (const feature of features) expect(listed).toContain(feature)
  expect(features).not.toContain('flags')
})
