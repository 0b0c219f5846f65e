export type FitErrorCode =
  | 'bad_id'
  | 'poles_alike'
  | 'too_few_pairs'
  | 'too_few_texts'
  | 'too_few_anchors'
  | 'bad_option'
  | 'too_long'
  | 'too_large'
  | 'layer_out_of_range'
  | 'not_steerable'
  | 'cancelled'
  | 'disk_full'
  | 'folder_unusable'

/** A fit that cannot be finished. The message is for the admin: it names what was wrong and what to try. */
export class FitError extends Error {
  readonly code: FitErrorCode

  constructor(code: FitErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options)
    this.name = 'FitError'
    this.code = code
  }
}

export const cancelled = (cause?: unknown) => new FitError('cancelled', 'The fit was cancelled.', { cause })

export const tooLong = (cause: Error) =>
  new FitError(
    'too_long',
    `A text of this fit does not fit the model: ${cause.message}. Shorten the longest pairs, anchors or queries.`,
    { cause },
  )
