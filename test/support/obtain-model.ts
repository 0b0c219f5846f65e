/** Before tests on the real model: its file is in the cache. */
import { progress } from '../../cli/progress.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'

export default async function setup(): Promise<void> {
  await progress().run('model', (onProgress) => obtainModel(undefined, { onProgress }))
}
