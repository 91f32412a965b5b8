/** The verifier as a program: what it is given, what it prints, how it ends. */
import { open, readFile, stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import { timestampVerify } from "@/lib/audit-log/timestamp-signature";
import { openFolder } from "@/lib/audit-log/verifier/folder";
import { isLarge, rebuildApart } from "@/lib/audit-log/verifier/leaf-thread";
import { linesFor } from "@/lib/audit-log/verifier/lines";
import { RECEIPT, verifyReceipt } from "@/lib/audit-log/verifier/receipt";
import { type Verdict, verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";

export const USAGE = `Usage: node verify.mjs PACK.zip|FOLDER|RECEIPT.tlog-proof [--vkey FILE] [--previous CHECKPOINT]
                      [--witness FILE]… [--tsa FILE] [--json]

  --vkey FILE            the log's public key, had from elsewhere than the pack
  --previous CHECKPOINT  a checkpoint of this log that you kept from before
  --witness FILE         the public key of a witness that must have cosigned the checkpoint
  --tsa FILE             certificates (PEM) of the authority that must have stamped its time
  --json                 the result as one line of JSON

Ends with 0 if all checks hold, 1 if something is wrong, 2 if it cannot be read.`;

/**
 * Verifies the pack, or the receipt, at a path; throws an Error of one sentence if it, or a file given with it, cannot be read.
 * @param program the file this runs from, where that can be a second thread's too
 */
export async function verifyPath(
  pack: string,
  given: { vkey?: string; previous?: string; witness?: readonly string[]; tsa?: string },
  program?: string,
): Promise<Verdict> {
  const options = {
    witnesses: await Promise.all((given.witness ?? []).map((file) => readFile(file, "utf8"))),
    ...(given.tsa === undefined ? {} : { tsa: await readFile(given.tsa, "utf8") }),
    ...(given.vkey === undefined ? {} : { vkey: await readFile(given.vkey, "utf8") }),
    ...(given.previous === undefined ? {} : { previous: await readFile(given.previous, "utf8") }),
    ...(program !== undefined && (await isLarge(pack)) ? { rebuild: rebuildApart(program, pack) } : {}),
    ...{ sha256, ed25519Verify, jwsVerify, timestampVerify },
  };
  if ((await stat(pack)).isDirectory()) return verifyPack(await openFolder(pack), options);
  if (await isReceipt(pack)) return verifyReceipt(await readFile(pack, "utf8"), options);
  const zip = openZip(pack);
  try {
    return await verifyPack(zip, options);
  } finally {
    zip.close();
  }
}

/** Whether a file is a receipt, by how it begins: it may be called anything. */
async function isReceipt(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(RECEIPT.length) });
    return buffer.toString("utf8") === RECEIPT;
  } finally {
    await file.close();
  }
}

/** Runs the program on its arguments; gives the exit code. */
export async function run(
  args: readonly string[],
  print: (line: string) => void,
  program?: string,
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vkey: { type: "string" },
        previous: { type: "string" },
        witness: { type: "string", multiple: true },
        tsa: { type: "string" },
        json: { type: "boolean" },
      },
    });
    const [pack, ...others] = positionals;
    if (pack === undefined || others.length > 0) {
      print(USAGE);
      return 2;
    }
    const { json, ...given } = values;
    const verdict = await verifyPath(pack, given, program);
    if (json) print(JSON.stringify(verdict));
    else for (const line of linesFor(pack, verdict)) print(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    print(`Cannot verify: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}
