/**
 * Which trace a request is part of, as W3C's Trace Context has it: taken over from whoever asks, where what they say is
 * right to the letter, and begun anew where it is not.
 * https://www.w3.org/TR/trace-context/
 */
import { toHex } from '../ids.ts'

export type TraceContext = {
  /** 32 hex digits. */
  trace: string
  /** The span that asks: 16 hex digits; null where the trace begins here. */
  parent: string | null
  sampled: boolean
  /** What other systems have to say of the trace; passed on as it is. */
  state: string | null
}

const VERSION_0 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
/** What later versions may add comes behind a dash; ff is none. */
const LATER = /^(?!ff|00)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/
const SAMPLED = 1

/** @param sampled whether a trace that begins here is recorded */
export function readTraceContext(header: (name: string) => string | null | undefined, sampled: boolean): TraceContext {
  const text = header('traceparent') ?? ''
  const [, trace, parent, flags] = VERSION_0.exec(text) ?? LATER.exec(text) ?? []
  if (!trace || !parent || isZero(trace) || isZero(parent))
    return { trace: newTraceId(), parent: null, sampled, state: null }
  const state = header('tracestate')
  return {
    trace,
    parent,
    sampled: (Number.parseInt(flags!, 16) & SAMPLED) !== 0,
    state: state && isTraceState(state) ? state : null,
  }
}

/** What a span tells whomever it asks. */
export function traceHeaders({ trace, sampled, state }: TraceContext, span: string): Record<string, string> {
  return { traceparent: `00-${trace}-${span}-${sampled ? '01' : '00'}`, ...(state && { tracestate: state }) }
}

export const newSpanId = () => randomHex(8)
const newTraceId = () => randomHex(16)

/** Of zeros alone, which name nothing, there are none: that is less likely than that this machine fails. */
const randomHex = (bytes: number) => toHex(crypto.getRandomValues(new Uint8Array(bytes)).buffer)

const isZero = (hex: string) => /^0+$/.test(hex)

const MOST_MEMBERS = 32
const MOST_CHARACTERS = 512
const KEY = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})$/
/** Printable ASCII without comma and equals sign, and no blank at its end. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

function isTraceState(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false
  const members = text.split(',').map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
  const named = members.filter((member) => member !== '').map((member) => member.split('='))
  const keys = named.map(([key]) => key!)
  return (
    named.length > 0 &&
    named.length <= MOST_MEMBERS &&
    new Set(keys).size === keys.length &&
    named.every(
      ([key, value, ...more]) => more.length === 0 && KEY.test(key!) && value !== undefined && VALUE.test(value),
    )
  )
}
