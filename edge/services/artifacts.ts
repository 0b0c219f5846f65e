/** Directions' files in R2, under their hashes. */

export const artifactKey = (hash: string) => `directions/${hash}`

/** null if there is no such file. Hashes are not secret: callers ask only for directions of their project. */
export async function readArtifact(artifacts: R2Bucket, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const object = await artifacts.get(artifactKey(hash))
  return object && new Uint8Array(await object.arrayBuffer())
}
