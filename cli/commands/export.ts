/** `attune export`: a direction's file → a control vector for llama.cpp. */
import { encodeControlVector } from '../../gpu-worker/control-vector/encode.ts'
import { printable } from '../terminal.ts'
import type { Command } from './command.ts'
import { readDirection, writeWhole } from './files.ts'
import { choiceOption, readOptions } from './options.ts'

const HELP = `attune export --direction FILE.safetensors --out FILE.gguf [--pole positive|negative]

Writes a direction as a control vector: llama.cpp's --control-vector-scaled FILE.gguf:1 then adds
to every token what Attune's strength 1 adds (scope 'all'), and :0.5 half of it.

  --direction FILE   the direction
  --out FILE         the control vector, GGUF
  --pole POLE        which pole FILE.gguf:1 moves to (default: positive). The poles' sizes may
                     differ: ':-1' of the positive pole's file is not strength -1, the negative's ':1' is`

export const exportVector: Command = {
  help: HELP,
  async run(args) {
    const options = readOptions(args, { required: ['direction', 'out'], optional: ['pole'] })
    const pole = choiceOption('pole', options.pole ?? 'positive', ['positive', 'negative'])
    const { direction } = await readDirection(options.direction)
    await writeWhole(options.out, encodeControlVector(direction, pole))
    const { axis, poles, model } = direction.manifest
    console.log(printable(`${options.out}: '${axis}' of ${model.name}, towards '${poles[pole]}'.`))
    console.log(`llama.cpp takes it with --control-vector-scaled ${options.out}:1`)
  },
}
