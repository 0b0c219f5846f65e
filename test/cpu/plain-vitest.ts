/**
 * As much of vitest as the suites need that `npm run check:cpu` runs, in plain Node: vitest itself, with its server and its
 * workers, takes minutes to start on an emulated CPU. Expectations are vitest's own.
 */
import { format } from 'node:util'
import { expect, vi } from 'vitest'

export { expect, vi }

type Body = (...args: never[]) => unknown
type Test = { kind: 'test'; name: string; body: Body; args: readonly unknown[]; skipped: boolean }
type Group = {
  kind: 'group'
  name: string
  children: (Group | Test)[]
  before: (() => unknown)[]
  after: (() => unknown)[]
  skipped: boolean
}

const groupNamed = (name: string, skipped: boolean): Group => ({
  kind: 'group',
  name,
  children: [],
  before: [],
  after: [],
  skipped,
})

let collecting = groupNamed('', false)
let cleanups: (() => unknown)[] = []

type Declare = (name: string, body: Body) => void

function addTest(name: string, body: Body, args: readonly unknown[] = [], skipped = false): void {
  collecting.children.push({ kind: 'test', name, body, args, skipped: skipped || collecting.skipped })
}

function addGroup(name: string, body: Body, args: readonly unknown[] = [], skipped = false): void {
  const group = groupNamed(name, skipped || collecting.skipped)
  const outer = collecting
  outer.children.push(group)
  collecting = group
  body(...(args as never[]))
  collecting = outer
}

type Add = typeof addTest

/** Rows that are lists are spread, as vitest does. */
const listOf = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : [row])

const declaring = (add: Add) =>
  Object.assign((name: string, body: Body) => add(name, body), {
    each:
      (rows: readonly unknown[]): Declare =>
      (name, body) => {
        for (const row of rows) add(titleOf(name, listOf(row)), body, listOf(row))
      },
    for:
      (rows: readonly unknown[]): Declare =>
      (name, body) => {
        for (const row of rows) add(titleOf(name, listOf(row)), body, [row, context])
      },
    runIf:
      (holds: unknown): Declare =>
      (name, body) =>
        add(name, body, [], !holds),
    skipIf:
      (holds: unknown): Declare =>
      (name, body) =>
        add(name, body, [], Boolean(holds)),
  })

const titleOf = (name: string, row: readonly unknown[]) => {
  const places = name.match(/%[sdijo]/g)?.length ?? 0
  return format(name, ...row.slice(0, places))
}

export const test = declaring(addTest)
export const it = test
export const describe = declaring(addGroup)
export const beforeAll = (hook: () => unknown) => void collecting.before.push(hook)
export const afterAll = (hook: () => unknown) => void collecting.after.push(hook)
export const onTestFinished = (hook: () => unknown) => void cleanups.push(hook)

class Skipped extends Error {}

const context = {
  skip(holds: unknown = true): void {
    if (holds) throw new Skipped()
  },
}

export type PlainCount = { passed: number; failed: number; skipped: number }

/** Imports a file of tests and runs them in their order; tells each failure. */
export async function runFile(url: string, onFailure: (name: string, problem: unknown) => void): Promise<PlainCount> {
  const root = groupNamed('', false)
  collecting = root
  await import(url)
  const count = { passed: 0, failed: 0, skipped: 0 }
  await runGroup(root, [], count, onFailure)
  return count
}

async function runGroup(
  group: Group,
  path: readonly string[],
  count: PlainCount,
  onFailure: (name: string, problem: unknown) => void,
): Promise<void> {
  const here = group.name ? [...path, group.name] : path
  const hasWork = ({ children }: Group): boolean =>
    children.some((child) => (child.kind === 'test' ? !child.skipped : hasWork(child)))
  const fail = (name: string, problem: unknown) => {
    count.failed++
    onFailure([...here, name].join(' › '), problem)
  }
  try {
    if (hasWork(group)) for (const hook of group.before) await hook()
    for (const child of group.children) {
      if (child.kind === 'group') await runGroup(child, here, count, onFailure)
      else if (child.skipped) count.skipped++
      else await runTest(child, count, fail)
    }
  } catch (problem) {
    fail('(before all)', problem)
  } finally {
    if (hasWork(group)) for (const hook of group.after.toReversed()) await hook()
  }
}

async function runTest(
  { name, body, args }: Test,
  count: PlainCount,
  fail: (name: string, problem: unknown) => void,
): Promise<void> {
  cleanups = []
  try {
    await body(...((args.length ? args : [context]) as never[]))
    count.passed++
  } catch (problem) {
    if (problem instanceof Skipped) count.skipped++
    else fail(name, problem)
  } finally {
    for (const hook of cleanups.toReversed()) await hook()
  }
}
