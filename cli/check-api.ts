/**
 * `npm run check:api`: thousands of requests that the API's own description allows, and many that it does not, drawn by
 * schemathesis (from PyPI) against the edge as it runs, in front of a worker without a model. No answer may be a 5xx, or
 * other than the description says. What an asker could do to end the run itself is left out (NOT_ASKED).
 *
 *     npm run check:api                      at least 5,000 requests
 *     npm run check:api -- --examples 20     so many for each route and kind of request
 *     npm run check:api -- --seed 7          others
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { startTestEdge } from '../test/socket/edge.ts'

const SCHEMATHESIS = 'schemathesis==4.32.5'

/** Its own key's end, the project's, and limits under which hardly anything would be answered. */
const NOT_ASKED = ['deleteKey', 'rotateKey', 'deleteProject', 'replaceLimits', 'updateKey']
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
]

const { values } = parseArgs({
  options: { examples: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
})

/** The program, in an environment of its own that is made once. */
function schemathesis(): string {
  const folder = join(cacheFolder(), 'check-api', SCHEMATHESIS)
  const program = join(folder, 'bin', 'schemathesis')
  if (existsSync(program)) return program
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', SCHEMATHESIS],
  ] as const) {
    const { status } = spawnSync(command, args, { stdio: 'inherit' })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: python3 with venv and pip is needed`)
  }
  return program
}

type Document = { paths: Record<string, Record<string, { operationId: string }>> }

const program = schemathesis()
const edge = await startTestEdge()
const folder = mkdtempSync(join(tmpdir(), 'attune-check-api-'))
try {
  const document = (await (await fetch(`${edge.url}/openapi.json`)).json()) as Document
  const known = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  const gone = NOT_ASKED.filter((id) => !known.includes(id))
  if (gone.length > 0) throw new Error(`the API has no ${gone.join(', ')} any more: bring NOT_ASKED up to date`)
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  // The worker answers in this process: it is not to wait for the other.
  const asking = spawn(
    program,
    [
      ...['run', file, '--url', edge.url, '--header', `Authorization: Bearer ${edge.key}`],
      ...['--checks', CHECKS.join(','), '--max-examples', values.examples, '--seed', values.seed, '--workers', '1'],
      ...NOT_ASKED.flatMap((id) => ['--exclude-operation-id', id]),
    ],
    // What it keeps for itself goes with the folder.
    { stdio: 'inherit', cwd: folder },
  )
  const [status] = (await once(asking, 'exit')) as [number | null]
  // Names that lead nowhere are workerd's to tell; what went wrong in the edge is a line of its own.
  for (const line of edge.log.filter((line) => line.startsWith('{'))) console.log(line)
  process.exitCode = status ?? 1
} finally {
  await edge.close()
  rmSync(folder, { recursive: true, force: true })
}
