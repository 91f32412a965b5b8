import { readFile } from "node:fs/promises";
import path from "node:path";

/** The verifier as one file, made by `bundle.ts`; from the root of the repository. */
export const VERIFIER_FILE = "lib/audit-log/verifier/verify.mjs";

/** The verifier as one page, made by `bundle.ts` too. */
export const PAGE_FILE = "lib/audit-log/verifier/verify.html";

/** The text of verify.html, as it is served and as it goes into a pack. */
export function pageSource(): Promise<string> {
  return readFile(path.resolve(process.cwd(), PAGE_FILE), "utf8");
}

/** The text of verify.mjs as it goes into a pack. The process runs in the root of the repository. */
export function verifierSource(): Promise<string> {
  return readFile(path.resolve(process.cwd(), VERIFIER_FILE), "utf8");
}
