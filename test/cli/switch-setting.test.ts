import { expect, test } from 'vitest'
import { switchSetting } from '../../cli/switch-setting.ts'

test.each([
  [undefined, false],
  ['', false],
  ['false', false],
  ['true', true],
])('%s is %s', (text, on) => expect(switchSetting('ATTUNE_SWITCH', { ATTUNE_SWITCH: text })).toBe(on))

test.each(['1', 'yes', 'TRUE', ' true'])("'%s' is refused rather than taken for off", (text) =>
  expect(() => switchSetting('ATTUNE_SWITCH', { ATTUNE_SWITCH: text })).toThrow(
    `ATTUNE_SWITCH must be true or false, not '${text}'`,
  ),
)
