/** What several items say alike, and what each says of its own. Pure, over the sentences of their facts. */
const parts = /(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}|\d+(?:[.,]\d+)*)/;

/**
 * A sentence that all of them have but for its numbers and days is said once, with their range where they differ; then it stands
 * with each item too. A sentence that not all have stands with those that have it.
 * @param lists an item's sentences each, at least one item
 */
export function inCommon(lists: readonly (readonly string[])[]): { shared: string[]; own: string[][] } {
  const keyed = lists.map((list) => {
    const forms = list.map(formOf);
    // Two of one form on one item are two sentences: neither is the other's.
    return list.map((text, i) => {
      const form = forms[i] ?? text;
      return { text, key: forms.filter((f) => f === form).length > 1 ? text : form };
    });
  });
  const values = keyed.map((list) => new Map(list.map(({ key, text }) => [key, valuesOf(text)])));
  const everywhere = [...(values[0]?.keys() ?? [])].filter((key) => values.every((of) => of.has(key)));
  const same = new Set<string>();
  const shared = everywhere.map((key) => {
    const said = values.map((of) => of.get(key) ?? []);
    if (said.every((v) => v.join("\n") === said[0]?.join("\n"))) same.add(key);
    return filled(key, (at) => rangeOf(said.map((v) => v[at] ?? "")));
  });
  const own = keyed.map((list) => list.filter(({ key }) => !same.has(key)).map(({ text }) => text));
  return { shared, own };
}

const HOLE = "\u0000";
const formOf = (text: string) =>
  text
    .split(parts)
    .map((part, i) => (i % 2 ? HOLE : part))
    .join("");
const valuesOf = (text: string) => text.split(parts).filter((_, i) => i % 2);

function filled(form: string, value: (at: number) => string): string {
  let at = 0;
  return form.replaceAll(HOLE, () => value(at++));
}

function rangeOf(values: readonly string[]): string {
  const sorted = [...new Set(values)].sort((a, b) => weightOf(a) - weightOf(b));
  const [least, most] = [sorted[0] ?? "", sorted.at(-1) ?? ""];
  return least === most ? least : `${least} to ${most}`;
}

/** Milliseconds of a day, or the number itself. */
function weightOf(value: string): number {
  const day = value.includes(" ") ? Date.parse(`${value} UTC`) : Number.NaN;
  return Number.isNaN(day) ? Number(value.replaceAll(",", "")) : day;
}
