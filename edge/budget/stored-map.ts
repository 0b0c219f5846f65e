/** A map whose entries a Durable Object's database keeps: read once, written as they change. */

/** @param table a name of ours: it goes into statements as it is */
export class StoredMap<Value> extends Map<string, Value> {
  readonly #sql: SqlStorage
  readonly #table: string

  constructor(sql: SqlStorage, table: string) {
    super()
    this.#sql = sql
    this.#table = table
    sql.exec(`create table if not exists ${table} (name text primary key, value text not null) without rowid`)
    for (const { name, value } of sql.exec<{ name: string; value: string }>(`select name, value from ${table}`)) {
      super.set(name, JSON.parse(value))
    }
  }

  override set(name: string, value: Value): this {
    this.#sql.exec(`insert or replace into ${this.#table} values (?, ?)`, name, JSON.stringify(value))
    return super.set(name, value)
  }

  override delete(name: string): boolean {
    this.#sql.exec(`delete from ${this.#table} where name = ?`, name)
    return super.delete(name)
  }
}
