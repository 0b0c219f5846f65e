/** Something is wrong with what is in a file, as against with reading it: for whoever it came from to know. */
export class UnusableFile extends Error {
  override name = 'UnusableFile'
}
