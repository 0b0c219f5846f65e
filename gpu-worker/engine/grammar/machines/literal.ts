import { DEAD, type Machine, NOTHING_PLAIN } from './machine.ts'

export type LiteralPlan = { kind: 'literal'; text: string }

/** Exactly this text. A state is how many of its bytes are read. */
export function literal(plan: LiteralPlan): Machine {
  const bytes = new TextEncoder().encode(plan.text)
  return {
    plan,
    start: 0,
    region: null,
    step: (state, byte) => (bytes[state] === byte ? state + 1 : DEAD),
    accepts: (state) => state === bytes.length,
    continues: (state) => state < bytes.length,
    plain: () => NOTHING_PLAIN,
    alike: (state) => state,
  }
}
