/** The finished stages of fits as files that travel: given to the edge here, taken from it on the worker that goes on. */
import { join } from 'node:path'
import { ApiError } from '../../shared/errors.ts'
import type { FitStage } from '../../shared/wire/fit.ts'
import { MOST_STAGE_BYTES } from '../../shared/wire/fit-stage.ts'
import { FitError } from '../fitting/fit-error.ts'
import { StageFolder } from '../fitting/stage-folder.ts'

export class FitStages {
  readonly #directory: string

  /** `directory` holds the fits' folders. */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** @throws ApiError 404 `stage_not_found`, 413 `stage_too_large` */
  async pack(id: string, stage: FitStage): Promise<Uint8Array<ArrayBuffer>> {
    const folder = await this.#open(id)
    const packed = await folder.pack(stage)
    if (!packed) throw new ApiError(404, 'stage_not_found', `fit ${id} has not finished '${stage}' here`)
    if (packed.length > MOST_STAGE_BYTES) {
      throw new ApiError(413, 'stage_too_large', `'${stage}' has ${packed.length} bytes; ${MOST_STAGE_BYTES} travel`)
    }
    return packed
  }

  /** @throws ApiError 400 `invalid_stage`, 507 where it cannot be kept */
  async unpack(id: string, stage: FitStage, packed: Uint8Array): Promise<void> {
    const folder = await this.#open(id)
    const isTaken = await storing(() => folder.unpack(stage, packed))
    if (!isTaken) throw new ApiError(400, 'invalid_stage', 'this is no stage as a worker packs it, or it is damaged')
  }

  #open(id: string): Promise<StageFolder> {
    return storing(() => StageFolder.open(join(this.#directory, id)))
  }
}

async function storing<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (thrown) {
    if (thrown instanceof FitError) throw new ApiError(507, thrown.code, thrown.message)
    throw thrown
  }
}
