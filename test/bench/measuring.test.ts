import { expect, onTestFinished, test, vi } from 'vitest'
import { keptFeatures, visibleFeatures } from '../../bench/harness/hidden-features.ts'
import { describeMachine, kernelsOf, parseTicks, shareOfOthers } from '../../bench/harness/machine.ts'
import { bytesOf } from '../../bench/harness/process-memory.ts'
import { inTurns, secondsOf } from '../../bench/harness/rounds.ts'
import { largestDifference, mean, median, pairedRatios, percentile, summarise } from '../../bench/harness/statistics.ts'
import { divergenceOf, logProbability, logSumExp } from '../../gpu-worker/model/distribution.ts'
import { cpuFeatures } from '../../gpu-worker/runtime/cpu.ts'

test('the median ignores a disturbed round, the range shows it', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(summarise([10, 11, 500])).toEqual({ value: 11, range: [10, 500] })
})

test('percentiles are interpolated and leave the values in their order', () => {
  const values = [40, 10, 20, 30]
  expect(percentile(values, 0)).toBe(10)
  expect(percentile(values, 50)).toBe(25)
  expect(percentile(values, 95)).toBeCloseTo(38.5)
  expect(percentile(values, 100)).toBe(40)
  expect(values).toEqual([40, 10, 20, 30])
})

test('no values are an error, not NaN', () => {
  for (const measure of [median, mean, summarise]) expect(() => measure([])).toThrow('no values were measured')
  expect(() => percentile([1], 101)).toThrow('there is no percentile 101; 0 to 100 are')
})

test('ratios are taken pair by pair', () => {
  expect(pairedRatios([1, 20], [2, 10])).toEqual([0.5, 2])
  expect(() => pairedRatios([1], [1, 2])).toThrow('1 and 2 measurements are no pairs')
})

test('variants take turns, in an order that turns round, and the warm-up is not kept', async () => {
  const order: string[] = []
  let clock = 0
  const variant = (name: string) => () => {
    order.push(name)
    return ++clock
  }
  const values = await inTurns({ a: variant('a'), b: variant('b') }, { rounds: 3, warmUp: 1 })
  expect(order.join('')).toBe('baabbaab')
  expect(values).toEqual({ a: [3, 6, 7], b: [4, 5, 8] })
})

test('what a variant throws ends the rounds', async () => {
  const failing = () => Promise.reject(new Error('no graph'))
  await expect(inTurns({ failing }, { rounds: 2 })).rejects.toThrow('no graph')
  await expect(secondsOf(failing)).rejects.toThrow('no graph')
})

test('the kernels that a processor runs are told by its features, whole words only', () => {
  const kernels = (features: string) => kernelsOf(features.split(' '))
  expect(kernels('fpu avx2 avx512f avx512_vnni avx_vnni')).toBe('AVX512-VNNI')
  expect(kernels('avx512_vnni amx_tile amx_int8')).toBe('AVX512-VNNI and AMX')
  expect(kernels('avx2 avx_vnni')).toBe('AVX-VNNI')
  expect(kernels('avx2 avx512f')).toBe('AVX-512 without VNNI')
  expect(kernels('avx avx2 avx512_vnni_lookalike')).toBe('AVX2 without VNNI')
  expect(kernels('sse2 avx')).toBe('AVX without AVX2')
  expect(kernels('fpu sse2')).toBe('no AVX')
  expect(kernels('fp asimd asimddp')).toBe('ARM64 with dot products')
  expect(kernels('fp asimd')).toBe('ARM64 without dot products')
  expect(kernelsOf([])).toBeNull()
})

test('what is hidden from a bench is not among its features', () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(visibleFeatures()).toEqual([...cpuFeatures()])
  vi.stubEnv('HIDE_FEATURES', 'avx2')
  expect(keptFeatures()).toBe('avx2')
  expect(visibleFeatures().filter((feature) => /avx512|vnni|amx/.test(feature))).toEqual([])
  const before = kernelsOf([...cpuFeatures()])
  if (before?.startsWith('AVX')) expect(describeMachine()).toContain('(all newer instructions hidden)')
})

test('the machine is described in one line', () => {
  expect(describeMachine()).toMatch(/^[^\n|]+, \d+ cores,.* Node \d+/)
})

test('the time of others is what was used and is not our own', () => {
  const stat = (user: number, idle: number) => `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 1 1 1\n`
  // pid (name with spaces and brackets) state …, utime 14th, stime 15th, cutime 16th, cstime 17th
  const self = (utime: number, cutime: number) => `7 (node) (x) S 1 1 1 0 -1 0 0 0 0 0 ${utime} 2 ${cutime} 4 20 0`
  const before = parseTicks(stat(100, 900), self(10, 0))
  const after = parseTicks(stat(200, 1000), self(40, 30))
  expect(before).toEqual({ total: 1000, used: 100, own: 16 })
  expect(shareOfOthers(before, after)).toBeCloseTo((100 - 60) / 200)
  expect(shareOfOthers(before, before)).toBe(0)
})

test("the time of others is never below nothing, however late the system counts one's own", () => {
  expect(shareOfOthers({ total: 0, used: 0, own: 0 }, { total: 100, used: 10, own: 12 })).toBe(0)
})

test('memory is read by the whole name, in bytes', () => {
  const status = 'VmPeak:\t  500 kB\nVmHWM:\t     123 kB\nRssAnon:\t 7 kB\n'
  expect(bytesOf(status, 'VmHWM')).toBe(123 * 1024)
  expect(() => bytesOf(status, 'Rss')).toThrow('the system does not say Rss; this bench needs Linux')
})

const logits = (probabilities: number[], shift = 0) => Float32Array.from(probabilities, (p) => Math.log(p) + shift)

test('a divergence is that of the distributions, whatever was added to the logits', () => {
  const p = logits([0.5, 0.25, 0.25], 3)
  const q = logits([0.25, 0.25, 0.5], -20)
  expect(divergenceOf(p, p)).toBe(0)
  expect(divergenceOf(p, q)).toBeCloseTo(0.5 * Math.log(2) - 0.25 * Math.log(2), 5)
  expect(logProbability(q, 2)).toBeCloseTo(Math.log(0.5), 5)
})

test('large logits do not overflow', () => {
  expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2))
})

test('vocabularies of different sizes are refused', () => {
  expect(() => divergenceOf(logits([1]), logits([0.5, 0.5]))).toThrow('vocabularies of 1 and 2 tokens')
})

test('the largest difference may point either way', () => {
  expect(largestDifference(Float32Array.of(1, 2, 3), Float32Array.of(1, 4, 2.5))).toBe(2)
})
