/** Text as a paragraph for each of its lines; blank lines part them and are none themselves. */
export function Paragraphs({ text }: { text: string }) {
  return text.split("\n").map((line, n) =>
    line.trim() === "" ? null : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text's lines have no name but their place, and equal ones may stand in it.
      <p key={n}>{line}</p>
    ),
  );
}
