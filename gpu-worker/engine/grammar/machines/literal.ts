import { DEAD, type Machine, NOTHING_PLAIN } from './machine.ts'

/** Exactly this text. A state is how many of its bytes are read. */
export function literal(text: string): Machine {
  const bytes = new TextEncoder().encode(text)
  return {
    start: 0,
    key: `literal ${text}`,
    region: null,
    step: (state, byte) => (bytes[state] === byte ? state + 1 : DEAD),
    accepts: (state) => state === bytes.length,
    continues: (state) => state < bytes.length,
    plain: () => NOTHING_PLAIN,
    alike: (state) => state,
  }
}
