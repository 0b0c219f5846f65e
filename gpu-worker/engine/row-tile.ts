/**
 * How many rows a graph must be given at a time so that a row's result does not depend on how many there are. A CPU's
 * kernels may sum a single row, or the odd ones left over from blocks of rows, in another order than the rest: where the
 * proof at load (row-exactness.ts) finds that, steps and stretches are filled up to a multiple; rotary tables reach as far
 * beyond the context (SPARE_POSITIONS).
 */
export const ROW_TILES = [1, 2, 4, 8] as const
export type RowTile = (typeof ROW_TILES)[number]

/** Rows of a decode step; tokens of a stretch. */
export type RowTiles = Readonly<{ decode: RowTile; prefill: RowTile }>

export const UNPADDED: RowTiles = { decode: 1, prefill: 1 }

/** The least multiple of the tile that holds `count`. */
export const padded = (count: number, tile: RowTile): number => Math.ceil(count / tile) * tile
