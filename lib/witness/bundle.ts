/**
 * Makes witness.mjs, the witness as one file for a bare Node: `tsx lib/witness/bundle.ts` writes it beside this file, and a test
 * holds it to the sources. Internal audit copies that file to a machine of its own.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "@/lib/audit-log/verifier/bundle";

export const WITNESS_FILE = "lib/witness/witness.mjs";

/** The text of witness.mjs. */
export function bundleWitness(): Promise<string> {
  return bundleProgram(
    "lib/witness/main.ts",
    "witness.mjs",
    "Countersign: a witness of an audit log. It needs nothing but Node 20 or later, and no part of the portal.",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(path.resolve(process.cwd(), WITNESS_FILE), await bundleWitness());
