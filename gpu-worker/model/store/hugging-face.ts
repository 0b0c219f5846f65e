/** Models in Hugging Face repositories: one file of it, or the repository as a folder. */
import { basename } from 'node:path'
import { readHuggingFaceConfig } from '../hugging-face/config.ts'
import { CONFIG } from '../hugging-face/files.ts'
import { Hub, type HubFile, type Repository, repositorySpec } from './hub.ts'
import { modelFilesOf } from './model-folder.ts'
import { type FetchContext, ModelStoreError, type RemoteFolder, type RemoteSource } from './source.ts'

export type HuggingFaceFile = Repository & { path: string }

export function huggingFaceSource(file: HuggingFaceFile, env: NodeJS.ProcessEnv): RemoteSource {
  const { owner, name, path } = file
  const hub = new Hub(file, env)
  const spec = `${repositorySpec(file)}/${path}`
  return {
    kind: 'remote',
    describe: () => spec,
    fileName: basename(path),
    fetch: (into, context) =>
      hub.explaining(spec, context.signal, async () => {
        const found = await hub.file(path, context.signal)
        if (!found) throw missingFile(`${owner}/${name}`, path, await hub.files(context.signal))
        return hub.download(found, into, context, spec)
      }),
  }
}

/** The error for a path that is not in the repository, with the models that are. */
function missingFile(repository: string, path: string, files: readonly HubFile[]): ModelStoreError {
  const models = files.map((file) => file.path).filter((name) => /\.gguf$/i.test(name))
  const has = models.length > 0 ? `Its .gguf files: ${models.slice(0, 30).join(', ')}.` : 'It has no .gguf file at all.'
  return new ModelStoreError('not_found', `The repository '${repository}' has no file '${path}'. ${has}`)
}

/** A whole repository, of which the files that make up its model are fetched, all as they are at one commit. */
export function huggingFaceRepository(repository: Repository, env: NodeJS.ProcessEnv): RemoteFolder {
  const hub = new Hub(repository, env)
  const spec = repositorySpec(repository)
  return {
    kind: 'remote-folder',
    describe: () => spec,
    fileName: repository.name,
    list: (signal) =>
      hub.explaining(spec, signal, async () => {
        const version = await hub.commit(signal)
        const snapshot = hub.at(version)
        const all = new Map((await snapshot.files(signal)).map((file) => [file.path, file]))
        const names = await modelFilesOf({
          describe: () => spec,
          names: [...all.keys()],
          read: (name) => snapshot.text(all.get(name)!, signal),
        })
        refuseUnsupported(spec, await snapshot.text(all.get(CONFIG)!, signal))
        const files = names.map((name) => ({
          name,
          bytes: all.get(name)!.bytes,
          fetch: (into: string, context: FetchContext) =>
            hub.explaining(`${spec}/${name}`, context.signal, () =>
              snapshot.download(all.get(name)!, into, context, `${spec}/${name}`),
            ),
        }))
        return { version, files }
      }),
  }
}

/** Before gigabytes of weights are fetched. */
function refuseUnsupported(spec: string, config: string): void {
  try {
    readHuggingFaceConfig(JSON.parse(config))
  } catch (error) {
    throw new ModelStoreError('unsupported', `cannot use ${spec} as a model: ${(error as Error).message}`, error)
  }
}
