import { readFile } from "node:fs/promises";
import path from "node:path";

/** The verifier as one file, made by `bundle.ts`; from the root of the repository. */
export const VERIFIER_FILE = "lib/audit-log/verifier/verify.mjs";

/** The text of verify.mjs as it goes into a pack. The process runs in the root of the repository. */
export function verifierSource(): Promise<string> {
  return readFile(path.resolve(process.cwd(), VERIFIER_FILE), "utf8");
}
