import { openCsv } from "./csv";
import type { Mapping } from "./mapping";
import type { RawFile } from "./reader";
import { suggestMapping } from "./suggest";

/** A CSV's header, and how it was probably meant, judged by its first 50 rows. */
export async function suggestForFile(
  file: RawFile,
): Promise<{ header: readonly string[]; mapping: Mapping }> {
  const csv = await openCsv(file.open(), file.name);
  const sample: (readonly string[])[] = [];
  for await (const { cells } of csv.rows) {
    sample.push(cells);
    if (sample.length === 50) break;
  }
  return { header: csv.header, mapping: suggestMapping(csv.header, sample) };
}

/** Whether a mapping's columns are all in the header, so that it can be used again. */
export function fits(mapping: Mapping, header: readonly string[]): boolean {
  const needed = Object.entries(mapping.columns).filter(
    ([, field]) => field !== "attribute" && field !== "ignore",
  );
  return needed.every(([name]) => header.includes(name));
}
