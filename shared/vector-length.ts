/** ‖v‖, summed in double precision. Spread into a call's arguments, a long vector would overflow the stack. */
export function vectorLength(v: Float32Array): number {
  let sum = 0
  for (const x of v) sum += x * x
  return Math.sqrt(sum)
}
