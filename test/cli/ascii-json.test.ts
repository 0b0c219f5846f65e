import { expect, test } from 'vitest'
import { asciiJson } from '../../cli/ascii-json.ts'

test.each(['plain', 'naïve – “≥ 1.6” 🙂', 'a\nb\t"c"\\d', '\u007f\u2028'])(
  '%j goes through a header unchanged',
  (reason) => {
    const text = asciiJson({ reasons: [reason] })
    expect(new Headers({ x: text }).get('x')).toBe(text)
    expect(text).toMatch(/^[ -~]+$/)
    expect(JSON.parse(text)).toEqual({ reasons: [reason] })
  },
)
