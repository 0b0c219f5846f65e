/**
 * `npm run client`: writes src/schema.ts, the types of the API, from its description. typescript 5 is here for
 * openapi-typescript, which builds its text with the compiler's own parts; later ones have none to offer.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { openApiDocument } from '../../cli/openapi-document.ts'

export const SCHEMA_FILE = join(import.meta.dirname, 'src', 'schema.ts')

const HEAD = '/** The types of the API. Written by `npm run client`; whatever is changed here is lost. */\n'

/** @param document as JSON */
export async function clientTypes(document: string): Promise<string> {
  // Fields with a default need not be sent; those of answers that are always there are required by their schema.
  const ast = await openapiTS(JSON.parse(document), { alphabetize: true, defaultNonNullable: false })
  return HEAD + astToString(ast)
}

if (import.meta.main) await writeFile(SCHEMA_FILE, await clientTypes(await openApiDocument()))
