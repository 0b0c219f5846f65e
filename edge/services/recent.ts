/** What an isolate remembers for a while, in bounded number: what was set longest ago is forgotten first. */
export class Recent<Value> {
  readonly #most: number
  readonly #values = new Map<string, Value>()

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): Value | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: Value): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size <= this.#most) return
    const [oldest] = this.#values.keys()
    this.#values.delete(oldest!)
  }

  delete(key: string): void {
    this.#values.delete(key)
  }

  deleteWhere(isGone: (value: Value) => boolean): void {
    for (const [key, value] of this.#values) if (isGone(value)) this.#values.delete(key)
  }
}
