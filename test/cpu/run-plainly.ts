/** `node --import ./test/cpu/resolve-vitest.ts test/cpu/run-plainly.ts FILE…`: runs suites without vitest's machinery. */
import { pathToFileURL } from 'node:url'
import { runFile } from './plain-vitest.ts'

const total = { passed: 0, failed: 0, skipped: 0 }
for (const file of process.argv.slice(2)) {
  const began = performance.now()
  const count = await runFile(pathToFileURL(file).href, (name, problem) => {
    console.log(`  ✗ ${name}\n    ${problem instanceof Error ? (problem.stack ?? problem.message) : problem}`)
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(`  ${file}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, ${seconds} s`)
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
}
// A line that whoever started this reads.
console.log(JSON.stringify(total))
process.exit(total.failed || !total.passed ? 1 : 0)
