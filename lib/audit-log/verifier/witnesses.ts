/** Who besides the log stands behind its head: the witnesses that cosigned it, and the authorities that stamped its time. */
import { sameBytes, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { cosignaturesOf, parseWitnessKey, verifyCosignature } from "@/lib/audit-log/cosignature";
import type { Sha256 } from "@/lib/audit-log/merkle";
import type { Ed25519Verify, NoteKey } from "@/lib/audit-log/note";
import { readTimestamp, type TimestampVerify } from "@/lib/audit-log/timestamp";
import { type Check, Findings, failed, unanswered } from "@/lib/audit-log/verifier/check";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import type { SignedHead } from "@/lib/audit-log/verifier/signed-head";

const STAMPS = /^timestamps\/[^/]+\.tsr$/;

/** The time stamps of a pack, by name. */
export function stampsIn(files: PackFiles): string[] {
  return files.names().filter((name) => STAMPS.test(name));
}

/** The public keys of witnesses; throws an Error of one sentence if one cannot be read. */
export function witnessKeys(sha256: Sha256, texts: readonly string[]): NoteKey[] {
  return texts.map((text) => parseWitnessKey(sha256, text));
}

/** Every witness whose key was given has cosigned this head; of others only their name can be said. */
export async function checkWitnesses(
  head: SignedHead,
  given: readonly NoteKey[],
  verify: Ed25519Verify,
): Promise<Check> {
  const lines = cosignaturesOf(head.note);
  const others = lines.filter(
    (line) => !given.some((key) => key.name === line.name && sameBytes(key.id, line.keyId)),
  );
  const unknown = others.map(({ name, at }) => `${name} (${instant(at * 1000)})`).join(", ");
  if (given.length === 0)
    return unanswered(
      "witnesses",
      lines.length === 0
        ? "no witness has cosigned this checkpoint; whoever holds the log's key can keep two histories unseen"
        : `cosigned by ${unknown}, key not independently known: give it as --witness`,
    );
  const findings = new Findings();
  const held: string[] = [];
  for (const key of given) {
    const found = await verifyCosignature(head.note, key, verify);
    if ("problem" in found) findings.add("checkpoint", found.problem);
    else held.push(`${key.name} on ${instant(found.at * 1000)}`);
  }
  return findings.check(
    "witnesses",
    `cosigned by ${held.join(", ")}${unknown === "" ? "" : `; also by ${unknown}, key not independently known`}`,
    "The witness never saw this head, or refused it: the log may keep another history for it.",
  );
}

/** Each time stamp is over this head; its signature is checked where that is possible, its authority only if it was given. */
export async function checkTimestamps(
  files: PackFiles,
  head: SignedHead,
  sha256: Sha256,
  verify: TimestampVerify | undefined,
  authority: string | undefined,
): Promise<Check> {
  const names = stampsIn(files);
  if (names.length === 0)
    return failed(
      "timestamps",
      "timestamps/: nobody has stamped the time of this checkpoint. Its times are the log's own word.",
    );
  const findings = new Findings();
  const held: string[] = [];
  let open = false;
  for (const name of names) {
    try {
      const stamp = readTimestamp(await files.bytes(name));
      if (!sameBytes(stamp.imprint, sha256(toUtf8(head.note.text)))) {
        findings.add(
          name,
          `it is over ${toHex(stamp.imprint)}, which is not the hash of this checkpoint's text`,
        );
        continue;
      }
      const found = verify ? verify(stamp, authority) : { unable: "its signature is not checked here" };
      if ("problem" in found) findings.add(name, found.problem);
      else if ("unable" in found) {
        open = true;
        held.push(`${instant(stamp.at)} (${found.unable})`);
      } else {
        open ||= !found.known;
        const whose = found.known
          ? "the authority you gave"
          : "authority not independently known: give it as --tsa";
        held.push(`${instant(stamp.at)} by ${found.by} (its signature holds; ${whose})`);
      }
    } catch (error) {
      findings.add(name, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const check = findings.check(
    "timestamps",
    `this checkpoint existed at ${held.join(", ")}`,
    "The stamp is of another checkpoint, or was made by somebody else.",
  );
  return check.ok && open ? { ...check, ok: null } : check;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
