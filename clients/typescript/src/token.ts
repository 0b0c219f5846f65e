/** The credential: a key, or whatever brings a user's token, which lives for minutes and is brought again when it died. */
export type Credential = string | (() => string | Promise<string>)

export class Token {
  readonly #credential: Credential
  #current: Promise<string> | null = null

  constructor(credential: Credential) {
    this.#credential = credential
  }

  /** Brought once for all who ask meanwhile. */
  get(): Promise<string> {
    if (this.#current) return this.#current
    const credential = this.#credential
    const bringing = (async () => (typeof credential === 'string' ? credential : credential()))()
    this.#current = bringing
    // What could not be brought is brought again.
    bringing.catch(() => this.#forget(bringing))
    return bringing
  }

  /** It was refused. Returns whether there may be another. */
  async refused(token: string): Promise<boolean> {
    if (typeof this.#credential === 'string') return false
    const current = this.#current
    if (current && (await current.catch(() => null)) === token) this.#forget(current)
    return true
  }

  #forget(token: Promise<string>): void {
    if (this.#current === token) this.#current = null
  }
}
