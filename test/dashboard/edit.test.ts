import { describe, expect, it } from 'vitest'
import { clashes, rebased, typed } from '../../edge/dashboard/src/ui/edit.ts'

const seen = { value: { name: 'Shop', basis: 'raw', origins: ['a'] }, tag: '"1"' }

describe('an edit upon what others may change', () => {
  it('holds what differs from what was seen, and is none once nothing does', () => {
    const once = typed(null, seen, 'name', 'Mine')
    expect(once).toEqual({ base: seen.value, tag: '"1"', fields: { name: 'Mine' } })
    expect(typed(once, seen, 'name', 'Shop')).toBeNull()
    expect(typed(null, seen, 'origins', ['a'])).toBeNull()
  })

  it('stays upon what was first seen, whatever is read while it is typed', () => {
    const once = typed(null, seen, 'name', 'Mine')
    const now = { value: { ...seen.value, name: 'Theirs' }, tag: '"2"' }
    expect(typed(once, now, 'basis', 'orthogonal')).toMatchObject({ tag: '"1"', base: { name: 'Shop' } })
  })

  it('tells what others changed, and what of that was typed into differently', () => {
    const edit = { base: seen.value, tag: '"1"', fields: { name: 'Mine', origins: ['b'] } }
    expect(clashes(edit, { name: 'Theirs', basis: 'orthogonal', origins: ['b'] })).toEqual([
      { field: 'name', theirs: 'Theirs', isTyped: true, yours: 'Mine' },
      { field: 'basis', theirs: 'orthogonal', isTyped: false, yours: undefined },
      { field: 'origins', theirs: ['b'], isTyped: false, yours: ['b'] },
    ])
  })

  it('goes on upon what there is now, without what is given up or the same by now', () => {
    const edit = { base: seen.value, tag: '"1"', fields: { name: 'Mine', origins: ['b'], basis: 'orthogonal' } }
    const now = { value: { name: 'Theirs', basis: 'raw', origins: ['b'] }, tag: '"2"' }
    expect(rebased(edit, now, [])).toEqual({
      base: now.value,
      tag: '"2"',
      fields: { name: 'Mine', basis: 'orthogonal' },
    })
    expect(rebased(edit, now, ['name', 'basis'])).toBeNull()
  })
})
