/** D1 with every round trip measured. */
import type { RequestTrace } from './request-trace.ts'

const SYSTEM = { 'db.system.name': 'sqlite' }

/** As much of D1 as is used through drizzle. */
export function timedDatabase(database: D1Database, trace: RequestTrace): D1Database {
  const timed = <Result>(
    name: string,
    run: () => Promise<Result>,
    more: Record<string, number> = {},
  ): Promise<Result> =>
    trace.measure('db', name, ({ attributes }) => {
      Object.assign(attributes, SYSTEM, more)
      return run()
    })
  /** D1 takes only its own statements in a batch. */
  const natives = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  const wrap = (native: D1PreparedStatement): D1PreparedStatement => {
    const statement = {
      bind: (...values: unknown[]) => wrap(native.bind(...values)),
      run: () => timed('D1 run', () => native.run()),
      all: () => timed('D1 all', () => native.all()),
      raw: (options: never) => timed('D1 raw', () => native.raw(options)),
      first: (column: never) => timed('D1 first', () => native.first(column)),
    } as unknown as D1PreparedStatement
    natives.set(statement, native)
    return statement
  }
  const batch = (statements: D1PreparedStatement[]) =>
    timed('D1 batch', () => database.batch(statements.map((one) => natives.get(one) ?? one)), {
      'db.operation.batch.size': statements.length,
    })
  return { prepare: (query: string) => wrap(database.prepare(query)), batch } as unknown as D1Database
}
