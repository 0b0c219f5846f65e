/** Headers by which a change is made only if nobody else has made one meanwhile. */
import { z } from 'zod'

export const conditionHeaders = z.object({
  'if-match': z.string().max(4096).optional().meta({
    description:
      'The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`).',
  }),
})

export const creationHeaders = conditionHeaders.extend({
  'if-none-match': z.string().max(4096).optional().meta({
    description: '`*`: only if it is not stored yet; else nothing is changed (412 `exists_already`).',
  }),
})
