/** Texts of several people each, half to know them by and half to be known by: split by document, so that no topic is in both. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const row = z.object({ author: z.string(), document: z.string(), text: z.string() })

export type Person = { name: string; known: string[]; held: string[] }

/** Of a text that somebody is to be known by: scoring takes its time. */
const HELD_CHARACTERS = 320

/** @param most texts of each half of a person */
export function peopleIn(file: string, most: { known: number; held: number }): Person[] {
  const lines = readFileSync(path.join(import.meta.dirname, '..', 'data', file), 'utf8')
    .trim()
    .split('\n')
  const rows = lines.map((line) => row.parse(JSON.parse(line)))
  return [...Map.groupBy(rows, ({ author }) => author)].map(([name, own]) => {
    const halves: [string[], string[]] = [[], []]
    for (const texts of Map.groupBy(own, ({ document }) => document).values()) {
      const emptier = halves[0].length <= halves[1].length ? halves[0] : halves[1]
      emptier.push(...texts.map(({ text }) => text))
    }
    const held = spread(halves[1], most.held).map((text) => text.slice(0, HELD_CHARACTERS))
    return { name, known: spread(halves[0], most.known), held }
  })
}

/** So many, evenly from beginning to end. */
const spread = (texts: readonly string[], most: number): string[] =>
  texts.length <= most
    ? [...texts]
    : Array.from({ length: most }, (_, i) => texts[Math.floor((i * texts.length) / most)]!)
