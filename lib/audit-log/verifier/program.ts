/** The verifier as a program: what it is given, what it prints, how it ends. */
import { readFile, stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Check } from "@/lib/audit-log/verifier/check";
import { openFolder } from "@/lib/audit-log/verifier/folder";
import { type Verdict, verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";

export const USAGE = `Usage: node verify.mjs PACK.zip|FOLDER [--vkey FILE] [--previous CHECKPOINT] [--json]

  --vkey FILE            the log's public key, had from elsewhere than the pack
  --previous CHECKPOINT  a checkpoint of this log that you kept from before
  --json                 the result as one line of JSON

Ends with 0 if all checks hold, 1 if something is wrong, 2 if the pack cannot be read.`;

/** Verifies the pack at a path; throws an Error of one sentence if it, or a file given with it, cannot be read. */
export async function verifyPath(
  pack: string,
  given: { vkey?: string; previous?: string },
): Promise<Verdict> {
  const options = {
    ...(given.vkey === undefined ? {} : { vkey: await readFile(given.vkey, "utf8") }),
    ...(given.previous === undefined ? {} : { previous: await readFile(given.previous, "utf8") }),
    ...{ sha256, ed25519Verify, jwsVerify },
  };
  if ((await stat(pack)).isDirectory()) return verifyPack(await openFolder(pack), options);
  const zip = openZip(pack);
  try {
    return await verifyPack(zip, options);
  } finally {
    zip.close();
  }
}

/** Runs the program on its arguments; gives the exit code. */
export async function run(args: readonly string[], print: (line: string) => void): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { vkey: { type: "string" }, previous: { type: "string" }, json: { type: "boolean" } },
    });
    const [pack, ...others] = positionals;
    if (pack === undefined || others.length > 0) {
      print(USAGE);
      return 2;
    }
    const { json, ...given } = values;
    const verdict = await verifyPath(pack, given);
    if (json) print(JSON.stringify(verdict));
    else for (const line of linesFor(pack, verdict)) print(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    print(`Cannot verify: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

/** The result for a person: a line for each check, and the conclusion. */
export function linesFor(pack: string, { ok, checks }: Verdict): string[] {
  const wrong = checks.filter((check) => check.ok === false).map((check) => check.name);
  const open = checks.filter((check) => check.ok === null).map((check) => check.name);
  return [
    `Evidence pack ${pack}`,
    ...checks.map((check) => `  ${wordFor(check)} ${check.name.padEnd(13)} ${check.detail}`),
    ok ? "All checks hold." : `Something is wrong: ${wrong.join(", ")}.`,
    ...(open.length > 0 ? [`This pack alone does not answer: ${open.join(", ")}.`] : []),
  ];
}

function wordFor({ ok }: Check): string {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
}
