/** Requests with instructions that a program can check, in IFEval's columns. */
import { z } from 'zod'
import { listOf, textOf } from '../../../shared/wire/bounds.ts'
import { checkOf } from '../measures/instruction-checks.ts'
import { readColumns } from './columns.ts'
import type { Format, InstructedPrompt } from './data-set.ts'

const row = z.object({
  prompt: textOf(1, 8000),
  instruction_id_list: listOf(textOf(1, 100), 1, 20),
  kwargs: listOf(z.record(z.string(), z.unknown()), 1, 20),
})

/** Rows with an instruction that nothing here can check cannot be measured. */
export const INSTRUCTION_FORMAT: Format<InstructedPrompt> = {
  columns: Object.keys(row.shape),
  read(value) {
    const { prompt, instruction_id_list: ids, kwargs } = readColumns(row, value)
    if (ids.length !== kwargs.length)
      throw new Error(`'kwargs' has ${kwargs.length} entries for ${ids.length} instructions; one for each is expected`)
    const instructions = ids.map((id, i) => ({ id, arguments: kwargs[i]! }))
    return instructions.every((instruction) => checkOf(instruction)) ? { prompt, instructions } : null
  },
}
