import { AppError } from "@/lib/errors";
import { openCsv } from "./csv";
import { type Kind, type KindName, kindNames, kindOfFile, kinds } from "./kinds";
import type { RawFile, Reading, Seen } from "./reader";
import { type Line, readRecord, type Values } from "./record";

/** Opens an import folder: the CSV files and columns of `kinds.ts`. Files of other names are not read, which is said. */
export async function openFolder(files: readonly RawFile[], seen?: Seen): Promise<Reading> {
  const known = new Map<KindName, RawFile>();
  const notes: string[] = [];
  for (const file of files) {
    const kind = kindOfFile(file.name);
    if (!kind) notes.push(`${file.name} is not a file of an import folder and was not read.`);
    else if (known.has(kind))
      throw new AppError(
        "invalid",
        "folder",
        `The folder has ${known.get(kind)?.name} and ${file.name}, which hold the same. Take one out and import again.`,
      );
    else known.set(kind, file);
  }
  const present = kindNames.filter((k) => known.has(k));
  mustBeUsable(present);
  const opened = present.flatMap((name) => {
    const file = known.get(name);
    return file ? [{ kind: kinds[name], file }] : [];
  });
  for (const { kind, file } of opened) notes.push(...(await checkHeader(kind, file)));
  return { notes, lines: inOrder(opened, seen) };
}

type Opened = { kind: Kind; file: RawFile };

async function* inOrder(opened: readonly Opened[], seen?: Seen): AsyncGenerator<Line> {
  for (const { kind, file } of opened) yield* linesOf(kind, file, seen);
}

function mustBeUsable(present: readonly KindName[]): void {
  if (!present.includes("identities") && !present.includes("accounts"))
    throw new AppError(
      "invalid",
      "folder",
      "The folder has neither identities.csv nor accounts.csv, so there is nobody in it. Add one of them and import again.",
    );
  for (const name of present)
    for (const needed of kinds[name].needs)
      if (!present.includes(needed))
        throw new AppError(
          "invalid",
          "folder",
          `${name}.csv refers to ${needed}.csv, which is not in the folder. Add ${needed}.csv and import again.`,
        );
}

/** Reads a header and no row. */
async function checkHeader(kind: Kind, file: RawFile): Promise<string[]> {
  const csv = await openCsv(file.open(), file.name);
  await csv.rows.return(undefined);
  const { missing, extra } = placesOf(kind, csv.header);
  if (missing.length)
    throw new AppError(
      "invalid",
      "columns",
      `${file.name} has no column ${missing.join(" and no column ")}; its header is ${csv.header.slice(0, 20).join(", ")}. Add or rename the column and import again.`,
    );
  if (extra.length === 0 || kind.attributes) return [];
  const names = extra.map((e) => e.name).join(", ");
  return [
    `${file.name}: the column${extra.length > 1 ? "s" : ""} ${names} ${extra.length > 1 ? "were" : "was"} not kept.`,
  ];
}

type Place = { name: string; at: number };

/** Where a header has the kind's columns, and the columns that are not ours. Names are compared without case. */
function placesOf(
  kind: Kind,
  header: readonly string[],
): { missing: string[]; ours: Place[]; extra: Place[] } {
  const places = new Map(header.map((name, at) => [name.toLowerCase(), at]));
  const fields = kind.fields.filter((f) => !f.internal);
  const names = new Set(fields.map((f) => f.name));
  return {
    missing: fields.filter((f) => f.required && !places.has(f.name)).map((f) => f.name),
    ours: fields.flatMap((f) => {
      const at = places.get(f.name);
      return at === undefined ? [] : [{ name: f.name, at }];
    }),
    extra: header.flatMap((name, at) => (names.has(name.toLowerCase()) ? [] : [{ name, at }])),
  };
}

async function* linesOf(kind: Kind, { name: file, open }: RawFile, seen?: Seen): AsyncGenerator<Line> {
  const csv = await openCsv(open(), file, seen);
  const { ours, extra } = placesOf(kind, csv.header);
  let any = false;
  for await (const { line, cells } of csv.rows) {
    any = true;
    const uneven = unevenRow(cells, csv.header.length);
    if (uneven) {
      yield { file, line, reject: uneven };
      continue;
    }
    const read = readRecord(kind.name, picked(ours, cells), kind.attributes ? picked(extra, cells) : {});
    if ("problem" in read) yield { file, line, reject: read.problem };
    else yield { file, line, records: [{ ...read, lead: true }] };
  }
  if (!any && kind.neverEmpty)
    throw new AppError(
      "invalid",
      "no-rows",
      `${file} has a header and no rows, which looks like a failed export. Export it again; if there really are none, leave the file out.`,
    );
}

function picked(places: readonly Place[], cells: readonly string[]): Values {
  return Object.fromEntries(places.map(({ name, at }) => [name, cells[at]]));
}

/** Why a row does not fit its header; cells beyond it that hold nothing do no harm. */
export function unevenRow(cells: readonly string[], width: number): string | undefined {
  const filled = cells.findLastIndex((cell) => cell.trim() !== "") + 1;
  if (cells.length >= width && filled <= width) return undefined;
  return `The row has ${cells.length} cells and the header ${width}. A separator is missing or one too many; put cells that hold one in quotation marks.`;
}
