/** One stretch of work within a trace. */
export type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Record<string, AttributeValue | null | undefined>

export type Span = {
  id: string
  parent: string | null
  name: string
  kind: 'internal' | 'server' | 'client'
  /** Unix milliseconds, with a fraction. */
  start: number
  end: number
  attributes: Attributes
  failed: boolean
}

/** Unix milliseconds that only go forward. On Workers the clock stands while code runs, and goes on with every await. */
export const now = () => performance.timeOrigin + performance.now()
