/** One number an item, under each of the conditions asked for. */

export type Measure = {
  name: string
  unit: string
  better: 'higher' | 'lower' | 'neither'
  /** [condition][item] */
  values: number[][]
}
