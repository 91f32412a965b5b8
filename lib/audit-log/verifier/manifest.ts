/** manifest.json: {"files": {path: SHA-256 in hexadecimal}} for every file of the pack but itself. */
import { toHex } from "@/lib/audit-log/bytes";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import { isObject, type PackFiles, readJsonObject } from "@/lib/audit-log/verifier/pack";

export const MANIFEST = "manifest.json";

/** Every file is the one the manifest names, none is missing and none was added. */
export async function checkManifest(files: PackFiles, sha256: Sha256): Promise<Check> {
  const findings = new Findings();
  const { files: listed } = await readJsonObject(files, MANIFEST);
  if (!isObject(listed)) throw new Error(`${MANIFEST} has no object "files"`);
  for (const { where, what } of files.problems?.() ?? []) findings.add(where, what);
  const present = new Set(files.names().filter((name) => name !== MANIFEST));
  for (const [name, hash] of Object.entries(listed)) {
    if (!present.delete(name)) findings.add(name, `is in ${MANIFEST} but not in the pack`);
    else await compare(files, sha256, name, hash, findings);
  }
  for (const name of present) findings.add(name, `is in the pack but not in ${MANIFEST}`);
  return findings.check(
    "manifest",
    `${Object.keys(listed).length} files are those that ${MANIFEST} lists`,
    "A file was changed, added or removed after the pack was made.",
  );
}

async function compare(
  files: PackFiles,
  sha256: Sha256,
  name: string,
  listed: unknown,
  findings: Findings,
): Promise<void> {
  try {
    const hash = toHex(await (files.digest?.(name) ?? files.bytes(name).then(sha256)));
    if (hash !== listed) findings.add(name, `its SHA-256 is ${hash}, ${MANIFEST} says ${String(listed)}`);
  } catch (error) {
    findings.add(name, error instanceof Error ? error.message : String(error));
  }
}
