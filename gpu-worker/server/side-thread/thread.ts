/** The side thread itself: one piece of work after another. It reads the model's tokens from its file, as the worker did. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { compile } from '../../engine/grammar/grammar.ts'
import { tokenIndexOf } from '../../engine/grammar/token-index.ts'
import { createChatTemplate } from '../../model/chat-template.ts'
import { openModelFile } from '../../model/model-file.ts'
import { createTokenizer } from '../../model/tokenizer.ts'
import { promptTokens } from '../prompt.ts'
import { type Reply, type Results, toProblem, type Work } from './messages.ts'

/** What is worked out here can wait a little; what runs answers cannot. */
const NICENESS = 5
// Elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(0, NICENESS)

using file = openModelFile(workerData.model)
const tokenizer = createTokenizer(file.vocabulary())
const template = createChatTemplate(file.chatTemplate, tokenizer)
tokenIndexOf(tokenizer)

function done(work: Work): Results[keyof Results] {
  switch (work.kind) {
    case 'grammar':
      return compile(work.format, tokenizer)
    case 'prompt':
      return Int32Array.from(promptTokens(work.request, template, tokenizer))
    case 'text':
      return Int32Array.from(tokenizer.encode(work.text))
  }
}

parentPort!.on('message', (work: Work) => {
  let reply: Reply
  try {
    reply = { result: done(work) }
  } catch (thrown) {
    reply = { problem: toProblem(thrown) }
  }
  parentPort!.postMessage(reply)
})
