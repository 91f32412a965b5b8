import { AppError } from "@/lib/errors";
import { openCsv } from "./csv";
import { kindOfFile, kinds } from "./kinds";
import type { RawFile } from "./reader";
import type { AskedFormat, Format } from "./schema";
import { decoded } from "./utf8";

/**
 * What the files are. A folder with files of the import folder is one; one file is a JSON of AWS, or a CSV: an import
 * folder's identities.csv, which stands on its own, or a single CSV with columns to be mapped.
 * @param asked the format somebody named; `csv` also takes an import folder
 * @throws AppError `format`
 */
export async function detectFormat(files: readonly RawFile[], asked: AskedFormat): Promise<Format> {
  if (asked === "folder" || asked === "aws-iam") return asked;
  const ours = files.filter((f) => kindOfFile(f.name));
  const [only, ...more] = files;
  if (!only)
    throw new AppError("invalid", "format", "There is no file to import. Choose a file or a folder.");
  if (more.length) {
    if (ours.length) return "folder";
    throw new AppError(
      "invalid",
      "format",
      `Of the ${files.length} files none is one of an import folder (identities.csv, accounts.csv, …). Choose one file, or name the files as the import folder has them.`,
    );
  }
  if (asked === "auto" && (await firstCharacter(only)) === "{") return "aws-iam";
  return (await isIdentities(only)) ? "folder" : "csv";
}

/** The one file of a format that reads one. */
export function onlyFile(files: readonly RawFile[]): RawFile {
  const [only, ...more] = files;
  if (only && more.length === 0) return only;
  throw new AppError(
    "invalid",
    "format",
    `This format is one file, and there are ${files.length}. Choose the one to import.`,
  );
}

async function firstCharacter(file: RawFile): Promise<string> {
  for await (const text of decoded(file.open(), file.name)) {
    const start = text.trimStart();
    if (start) return start.charAt(0);
  }
  return "";
}

async function isIdentities(file: RawFile): Promise<boolean> {
  if (kindOfFile(file.name) !== "identities") return false;
  const csv = await openCsv(file.open(), file.name);
  await csv.rows.return(undefined);
  const names = new Set(csv.header.map((h) => h.toLowerCase()));
  return names.has("id") && kinds.identities.fields.filter((f) => names.has(f.name)).length > 1;
}
