import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "csv-stringify/sync";
import { demoCompany } from "@/lib/demo/company";
import { type DemoSource, FILE_NAMES, type FileName } from "@/lib/demo/source-files";

/** The CSV text (RFC 4180, UTF-8, header) of each file of a source, by file name. */
export function sourceFiles({ files }: DemoSource): { name: `${FileName}.csv`; text: string }[] {
  return FILE_NAMES.flatMap((name) => {
    const rows = files[name];
    const first = rows?.[0];
    if (!rows || !first) return [];
    const columns = Object.keys(first);
    return [
      {
        name: `${name}.csv` as const,
        text: stringify(rows, { header: true, columns, record_delimiter: "\r\n" }),
      },
    ];
  });
}

/** Writes one import folder, creating it where needed. Files of the same names are replaced. */
export function writeFolder(dir: string, source: DemoSource): void {
  mkdirSync(dir, { recursive: true });
  for (const { name, text } of sourceFiles(source)) writeFileSync(path.join(dir, name), text, "utf8");
}

/** Writes sources below `dir`, each into a folder named after it, and says where and as of when. */
export function writeFolders(
  dir: string,
  sources: DemoSource[],
): { name: string; asOf: string; path: string }[] {
  return sources.map((source) => {
    const folder = path.join(dir, source.name.toLowerCase().replaceAll(" ", "-"));
    writeFolder(folder, source);
    return { name: source.name, asOf: source.asOf, path: folder };
  });
}

/** Writes the company of an ISO date as four import folders below `dir`. */
export function demoFolders(today: string, dir: string): { name: string; asOf: string; path: string }[] {
  return writeFolders(dir, demoCompany(today));
}
