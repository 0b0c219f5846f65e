/** The tokenizers of the tiny models against the Rust library, as a folder and as a GGUF file. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createChatTemplate } from '../../gpu-worker/model/chat-template.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { createTokenizer } from '../../gpu-worker/model/tokenizer.ts'
import {
  ARCHITECTURES,
  type ArchitectureName,
  architectureFolder,
  oddStrings,
  readArchitectureReference,
} from '../support/architectures.ts'
import { writeGgufOf } from '../support/gguf-of-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-vocabularies-'))
afterAll(() => rmSync(folder, { recursive: true }))

const strings = oddStrings()

function pathOf(name: ArchitectureName, format: string): string {
  if (format === 'folder') return architectureFolder(name)
  const path = join(folder, `${name}.gguf`)
  writeGgufOf(architectureFolder(name), path)
  return path
}

const IN_GGUF: ArchitectureName[] = ['llama', 'mistral', 'qwen2', 'gemma3']

describe.each([
  ...ARCHITECTURES.map((name) => ({ name, format: 'folder' })),
  ...IN_GGUF.map((name) => ({ name, format: 'GGUF' })),
])('$name as a $format', ({ name, format }) => {
  const reference = readArchitectureReference(name)
  using file = openModelFile(pathOf(name, format))
  const tokenizer = createTokenizer(file.vocabulary())
  const template = createChatTemplate(file.chatTemplate, tokenizer)

  test('odd strings as plain text', () => {
    for (const [i, text] of strings.entries()) expect(tokenizer.encode(text), text).toEqual(reference.plain[i])
  })

  test('odd strings with control tokens', () => {
    for (const [i, text] of strings.entries()) {
      expect(tokenizer.encode(text, { special: true }), text).toEqual(reference.special[i])
    }
  })

  test('what begins a text', () => {
    expect(tokenizer.addBos ? [tokenizer.bosId] : []).toEqual(reference.start)
  })

  test.runIf(reference.chat)('a chat', () => {
    expect(template.encode([{ role: 'user', content: 'Hello there' }])).toEqual(reference.chat)
  })

  test('come back as the text they were made of', () => {
    for (const text of strings) {
      const back = tokenizer.decode(tokenizer.encode(text))
      expect([text.normalize('NFC'), ` ${text}`, text].map((one) => one.toWellFormed())).toContain(back)
    }
  })
})
