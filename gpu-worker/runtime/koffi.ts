/** koffi as this project uses it: everything that loads a library imports it from here, since it is set up before the first. */
import koffi from 'koffi'

/**
 * Calls run on stacks that koffi makes. What it gives those of other threads, 128 KiB, is too little for CUDA's libraries,
 * which compile kernels within a run.
 */
const STACK_BYTES = 8 * 2 ** 20

koffi.config({ ...koffi.config(), async_stack_size: STACK_BYTES, sync_stack_size: STACK_BYTES })

export default koffi
