/**
 * Where a model comes from: one file, or a folder of them. Small interfaces: the store asks a source for its name and for
 * the files, and knows nothing else about it.
 */
export type FetchContext = {
  /** `bytes` received so far, never fewer than before; `total` where it is known. */
  onProgress(bytes: number, total: number | null): void
  signal?: AbortSignal
}

/** What was written: its length and the SHA-256 (lower-case hex) that was computed while it streamed. */
export type Written = { bytes: number; sha256: string }

/** A file somewhere else, which the store fetches once and keeps. */
export type RemoteSource = {
  readonly kind: 'remote'
  /** The canonical form of its specification: the same file always has the same name. */
  describe(): string
  /** Name of the model's file at the source. */
  readonly fileName: string
  /**
   * Writes the complete file to `into`, which does not exist yet, in a folder that is this call's alone and is removed
   * after it. Throws `ModelStoreError`; an aborted fetch throws the signal's reason.
   */
  fetch(into: string, context: FetchContext): Promise<Written>
}

/** A folder of files somewhere else, which the store fetches once and keeps. */
export type RemoteFolder = {
  readonly kind: 'remote-folder'
  /** The canonical form of its specification. */
  describe(): string
  /** The folder's name at the source. */
  readonly fileName: string
  /** What there is to fetch. Throws as `fetch` does. */
  list(signal?: AbortSignal): Promise<FolderListing>
}

export type FolderListing = {
  /** Files of equal version and name are equal. A name that is safe in a file system. */
  version: string
  files: readonly RemoteFile[]
}

export type RemoteFile = {
  /** In the folder; never a path. */
  name: string
  bytes: number
  /** As a RemoteSource's. */
  fetch(into: string, context: FetchContext): Promise<Written>
}

/** A file or folder on this machine, used where it lies. */
export type LocalSource = {
  readonly kind: 'local'
  describe(): string
  readonly fileName: string
  readonly path: string
}

export type ModelSource = RemoteSource | RemoteFolder | LocalSource

export type ModelStoreErrorCode =
  /** The specification cannot be read. */
  | 'bad_spec'
  /** No such file, package, repository or revision. */
  | 'not_found'
  /** It is a model that cannot be run here. */
  | 'unsupported'
  /** The source wants (other) credentials, or the file system refuses. */
  | 'denied'
  /** The network, or the tool that uses it, failed. */
  | 'unreachable'
  /** The bytes are not the ones that were expected. */
  | 'damaged'
  /** The disk is full. */
  | 'no_space'

/** What went wrong with a model file, in words for the person who started the program. */
export class ModelStoreError extends Error {
  readonly code: ModelStoreErrorCode

  constructor(code: ModelStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ModelStoreError'
    this.code = code
  }
}
