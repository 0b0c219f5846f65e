/**
 * Makes a project on a deployed edge, and prints its key, which is shown only here:
 *
 *     ATTUNE_SECRET=… node cli/create-project.ts https://attune.example.com "My application"
 */
import type { Model } from '../edge/wire/model.ts'
import { api } from './api.ts'
import { createProject, seedAxes } from './seed.ts'

const [address = '', name = ''] = process.argv.slice(2)
const secret = process.env.ATTUNE_SECRET
try {
  if (!URL.canParse(address) || !name) throw new Error('usage: node cli/create-project.ts URL NAME')
  if (!secret) throw new Error('ATTUNE_SECRET must hold the secret that the edge shares with its workers')
  const url = new URL(address).origin
  const key = await createProject({ url, secret, name })
  console.log(key)
  const { data } = await api({ url, key }).json<{ data: Model[] }>('GET', '/v1/models')
  for (const { attune } of data) {
    const axes = await seedAxes({ url, key, modelHash: attune.hash })
    console.error(`${attune.id}: ${axes.length ? `steered by ${axes.join(', ')}` : 'no built-in axes; fit one'}`)
  }
} catch (problem) {
  console.error((problem as Error).message)
  process.exitCode = 1
}
