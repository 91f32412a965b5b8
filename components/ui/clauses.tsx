/** A sentence that breaks at its commas before it breaks anywhere else, so that a date stays whole. */
export function Clauses({ text }: { text: string }) {
  const clauses = text.split(", ");
  return clauses.map((clause, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a clause has no identity but its place.
    <span key={index}>
      <span className="inline-block">{index < clauses.length - 1 ? `${clause},` : clause}</span>{" "}
    </span>
  ));
}
