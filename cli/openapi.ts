/**
 * `npm run openapi [-- FILE]`: writes the API's description, for generators of clients. It is not kept in the repository: a
 * running edge serves it at /openapi.json, and what it says is kept, and looked at in reviews, as the types of
 * clients/typescript.
 */
import { writeFile } from 'node:fs/promises'
import { openApiDocument } from './openapi-document.ts'

const file = process.argv[2] ?? 'openapi.json'
await writeFile(file, await openApiDocument())
console.log(`The API is described in ${file}.`)
