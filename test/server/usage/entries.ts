/** Lines of a journal. */
import type { JournalEntry } from '../../../gpu-worker/usage/entry.ts'
import type { UsageEntry } from '../../../shared/wire/usage.ts'

const ENTRY: UsageEntry = {
  id: 'chatcmpl_a_1',
  project: 'proj_1',
  user: null,
  key: null,
  model: 'tiny',
  status: 'finished',
  prompt_tokens: 7,
  cached_tokens: 0,
  completion_tokens: 3,
  axes: [],
  positions: [],
  started: 1,
  ended: 2,
  worker: 'a',
}

export const journalEntry = (fields: Partial<JournalEntry> = {}): JournalEntry => ({ ...ENTRY, ...fields })
