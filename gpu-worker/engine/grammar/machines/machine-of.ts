/** A machine from its plan. */
import { automatonMachine } from './automaton-machine.ts'
import type { Characters } from './characters.ts'
import { freeText } from './free-text.ts'
import { literal } from './literal.ts'
import type { Machine, MachinePlan } from './machine.ts'
import { stringContent } from './string-content.ts'

/** What machines know of a vocabulary; a `TokenIndex` is one. */
export type Readers = { anyCharacter: Characters; jsonCharacter: Characters }

export function machineOf(plan: MachinePlan, { anyCharacter, jsonCharacter }: Readers): Machine {
  switch (plan.kind) {
    case 'literal':
      return literal(plan)
    case 'text':
      return freeText(plan, anyCharacter)
    case 'string':
      return stringContent(plan, jsonCharacter)
    case 'automaton':
      return automatonMachine(plan)
  }
}
