import { expect, it } from 'vitest'
import { filtersOf } from '../../edge/dashboard/src/audit/audit-search.ts'
import { changesOf } from '../../edge/dashboard/src/audit/changes.ts'

it('a change is told by the fields that differ, however deep, lists as a whole', () => {
  const before = { name: 'a', learning: { explore: true, weights: { thumb: 1 } }, origins: ['x'] }
  const after = { name: 'a', learning: { explore: true, weights: { thumb: 2 } }, origins: ['x', 'y'] }
  expect(changesOf(before, after)).toEqual([
    { path: 'learning.weights.thumb', before: 1, after: 2 },
    { path: 'origins', before: ['x'], after: ['x', 'y'] },
  ])
})

it('of what was made or removed, all fields are told, empty ones too', () => {
  expect(changesOf(null, { url: 'u', events: [], edits: {} })).toEqual([
    { path: 'url', before: undefined, after: 'u' },
    { path: 'events', before: undefined, after: [] },
    { path: 'edits', before: undefined, after: {} },
  ])
  expect(changesOf({ key: null }, null)).toEqual([{ path: 'key', before: null, after: undefined }])
})

it('a value that takes the place of an object is told as a whole', () => {
  expect(changesOf({ limits: { running: 2 } }, { limits: 'none' })).toEqual([
    { path: 'limits', before: { running: 2 }, after: 'none' },
  ])
  expect(changesOf(null, null)).toEqual([])
})

it('days of the filter are the reader’s own, the last one whole, and what is no day is left out', () => {
  const { since, until } = filtersOf({ since: '2026-03-01', until: '2026-03-01' })
  expect(since).toBe(new Date(2026, 2, 1).getTime() / 1000)
  expect(until).toBe(new Date(2026, 2, 2).getTime() / 1000)
  expect(filtersOf({ since: 'soon', until: '2026-13-01' })).toEqual({})
})
