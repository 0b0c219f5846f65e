/** A signal in words. */
import type { Signal } from '../api/types.ts'

export function signalWords({ type, value, axis }: Pick<Signal, 'type' | 'value' | 'axis'>): string {
  switch (type) {
    case 'thumb':
      return value === 'up' ? 'liked an answer' : 'disliked an answer'
    case 'grade':
      return `graded an answer ${Number(value) > 0 ? '+' : ''}${String(value).replace('-', '\u2212')}`
    case 'pick':
      return 'picked one of several answers'
    case 'adjust':
      return `asked for ${value} ${axis ?? 'of an axis'}`
    case 'edit':
      return 'edited an answer'
    case 'regenerate':
      return 'asked for an answer again'
    case 'copy':
      return 'copied an answer'
    case 'texts':
      return 'gave texts of their own'
  }
}
