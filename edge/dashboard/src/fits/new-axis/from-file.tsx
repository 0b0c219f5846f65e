/** Fills a field with a file's text. */
export function FromFile({ accept, onText }: { accept: string; onText: (text: string) => void }) {
  return (
    <label className="button button-quiet button-small file">
      From a file
      <input
        type="file"
        className="visually-hidden"
        accept={accept}
        onChange={(event) => void event.target.files?.[0]?.text().then(onText)}
      />
    </label>
  )
}
