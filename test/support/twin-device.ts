/**
 * A device whose memory is apart from what JavaScript sees, though it is the host's: graphs run on the CPU provider, on
 * memory of the C library. What is not copied to it, or back, is not there; so it proves the paths that a GPU takes.
 */
import { cpu, type Device } from '../../gpu-worker/runtime/device.ts'
import koffi from '../../gpu-worker/runtime/koffi.ts'
import type { Pieces } from '../../gpu-worker/runtime/remote-memory.ts'

const libc = koffi.load('libc.so.6')
const calloc = libc.func('void* calloc(size_t count, size_t size)')
const free = libc.func('void free(void* at)')
const toMemory = libc.func('void* memcpy(void* to, const void* from, size_t bytes)')

/** How many allocations are there, and how many copies were made so far. */
export type TwinCounts = { allocations: number; writes: number; reads: number; moves: number }

export function twinDevice(): Device & { counts: TwinCounts } {
  const counts: TwinCounts = { allocations: 0, writes: 0, reads: 0, moves: 0 }
  const write = (to: bigint, source: Uint8Array) => void toMemory(to, source, source.byteLength)
  const read = (from: bigint, into: Uint8Array) => void toMemory(into, from, into.byteLength)
  const each = ({ size, count, stride, slices, sliceStride }: Pieces, visit: (there: bigint, here: number) => void) => {
    for (let slice = 0; slice < slices; slice++) {
      for (let i = 0; i < count; i++) visit(BigInt(slice * sliceStride + i * stride), (slice * count + i) * size)
    }
  }
  return {
    ...cpu,
    counts,
    remote: {
      allocate(bytes) {
        counts.allocations++
        return BigInt(calloc(Math.max(bytes, 1), 1))
      },
      free(address) {
        counts.allocations--
        free(address)
      },
      hostMemory: (bytes) => new ArrayBuffer(Math.max(bytes, 128)),
      write(to, source) {
        counts.writes++
        write(to, source)
      },
      read(from, into) {
        counts.reads++
        read(from, into)
      },
      writePieces(to, source, pieces) {
        counts.writes++
        each(pieces, (there, here) => write(to + there, source.subarray(here, here + pieces.size)))
      },
      readPieces(from, into, pieces) {
        counts.reads++
        each(pieces, (there, here) => read(from + there, into.subarray(here, here + pieces.size)))
      },
      movePieces(from, to, pieces) {
        counts.moves++
        each(pieces, (there) => void toMemory(to + there, from + there, pieces.size))
      },
    },
  }
}
