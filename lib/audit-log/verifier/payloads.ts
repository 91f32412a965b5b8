/** payloads.jsonl: {id, commit, salt, payload}, people's words, to which leaves commit by SHA-256(salt ‖ JCS(payload)). */
import { concatBytes, fromHex, toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type Json } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject, linesOf, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";

const FILE = "payloads.jsonl";

/** Rationale by commitment, for the words that are here. */
export type Words = Map<string, string>;

/** An identity provider's token by commitment, where one is among the payloads. */
export type Tokens = Map<string, string>;

/** What a payload holds as its words, by commitment: what control owners say of figures, for one. */
export type Said = Map<string, string>;

/** Reads the words and holds each against its commitment. A pack without words has no such file. */
export async function readPayloads(
  files: PackFiles,
  sha256: Sha256,
): Promise<{ words: Words; tokens: Tokens; said: Said; findings: Findings }> {
  const words: Words = new Map();
  const tokens: Tokens = new Map();
  const said: Said = new Map();
  const findings = new Findings();
  if (!files.names().includes(FILE)) return { words, tokens, said, findings };
  let number = 0;
  for await (const line of linesOf(files, FILE)) {
    const where = `${FILE}:${++number}`;
    const entry = parseJson(line);
    if (!isObject(entry) || typeof entry.commit !== "string" || typeof entry.salt !== "string") {
      findings.add(where, "is not an object with commit, salt and payload");
      continue;
    }
    if (words.has(entry.commit)) findings.add(where, `repeats the words of commitment ${entry.commit}`);
    if (commitmentOf(sha256, entry.salt, entry.payload) !== entry.commit) {
      findings.add(where, "its words and salt do not make the commitment beside them");
    }
    const rationale = isObject(entry.payload) ? entry.payload.rationale : undefined;
    words.set(entry.commit, typeof rationale === "string" ? rationale : "");
    const own = isObject(entry.payload) ? entry.payload.words : undefined;
    if (typeof own === "string") said.set(entry.commit, own);
    const token = isObject(entry.payload) ? entry.payload.token : undefined;
    if (typeof token === "string") tokens.set(entry.commit, token);
  }
  return { words, tokens, said, findings };
}

/** Every commitment of the campaign has its words here, or an erasure that names it, and not both. */
export function checkPayloads(log: CampaignLog, words: Words, findings: Findings, redacted = false): Check {
  if (redacted && words.size === 0 && findings.count === 0)
    return unanswered(
      "payloads",
      `${log.committed.size} commitments to words, which are withheld from this pack`,
    );
  let erased = 0;
  for (const [commit, index] of log.committed) {
    const erasure = log.erased.get(commit);
    if (erasure !== undefined) erased++;
    if (words.has(commit) && erasure !== undefined) {
      findings.add(FILE, `holds the words of leaf ${index}, which leaf ${erasure} says were erased`);
    } else if (!words.has(commit) && erasure === undefined) {
      findings.add(`leaf ${index}`, `commits to words that are neither in ${FILE} nor named by an erasure`);
    }
  }
  return findings.check(
    "payloads",
    `${log.committed.size} commitments to words hold${erased > 0 ? `, ${erased} of them erased` : ""}`,
    "Somebody's words were changed, or withheld without an erasure.",
  );
}

function commitmentOf(sha256: Sha256, salt: string, payload: Json | undefined): string | undefined {
  const saltBytes = fromHex(salt);
  if (!saltBytes || payload === undefined) return undefined;
  try {
    return toHex(sha256(concatBytes([saltBytes, canonicalRecordBytes(payload)])));
  } catch {
    return undefined;
  }
}
