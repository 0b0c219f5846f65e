/** Where the question is written. Enter sends, Shift+Enter breaks the line. */
import { type FormEvent, type KeyboardEvent, useId, useRef } from 'react'
import { useDraft } from '../ui/use-draft.ts'

const EXAMPLES = [
  'What should I do this weekend?',
  'Why is the sky blue?',
  'Tell me about dogs.',
  'Write a thank-you note.',
]

type Props = { running: boolean; ready: boolean; onSend: (prompt: string) => void; onStop: () => void }

export function PromptBox({ running, ready, onSend, onStop }: Props) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [prompt, setPrompt] = useDraft('playground.prompt', '')
  const canSend = ready && !running && prompt.trim() !== ''

  function submit(event?: FormEvent) {
    event?.preventDefault()
    if (canSend) onSend(prompt.trim())
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter also ends a word in an input method (Japanese, Chinese …): that one is not ours.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }

  return (
    <form className="prompt" onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        Prompt
      </label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        placeholder="Ask something; it is answered twice, plain and steered."
        value={prompt}
        onChange={(event) => setPrompt(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="prompt-foot">
        <ul className="examples" aria-label="Example prompts">
          {EXAMPLES.map((example) => (
            <li key={example}>
              <button
                type="button"
                className="chip"
                onClick={() => {
                  setPrompt(example)
                  field.current?.focus()
                }}
              >
                {example}
              </button>
            </li>
          ))}
        </ul>
        {/* The keys keep these two apart: one element turned from Stop into Send within a click would submit. */}
        {running ? (
          <button key="stop" type="button" className="button button-stop" onClick={onStop}>
            Stop
          </button>
        ) : (
          <button key="send" type="submit" className="button button-primary" disabled={!canSend}>
            Send
          </button>
        )}
      </div>
    </form>
  )
}
