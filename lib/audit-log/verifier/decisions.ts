/** decisions.csv and proofs/: each decision as a table row, and its receipt, against its leaf. */
import { fromUtf8, toHex } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json } from "@/lib/audit-log/canonical";
import { leafHash, type Sha256 } from "@/lib/audit-log/merkle";
import { verifyInclusion } from "@/lib/audit-log/merkle-proof";
import { parseTlogProof } from "@/lib/audit-log/tlog-proof";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import type { Words } from "@/lib/audit-log/verifier/payloads";
import type { Population } from "@/lib/audit-log/verifier/population";
import type { Decision } from "@/lib/audit-log/verifier/recorded";
import type { SignedHead } from "@/lib/audit-log/verifier/signed-head";

const FILE = "decisions.csv";
const PROOF = /^proofs\/(.+)\.tlog-proof$/;

const COLUMNS = [
  "decision_id",
  "item_id",
  "account_id",
  "entitlement_id",
  "reviewer_id",
  "decision",
  "until",
  "disposition",
  "recommendation_seen",
  "rationale",
  "decided_at",
  "arm",
  "batch",
  "evidence_hash",
  "draft_hash",
  "supersedes",
  "leaf_index",
  "reason_code",
  "change",
  "seed",
  "type",
  "credential_id",
  "identity_id",
  "answers",
  "batch_size",
  "batch_taken",
  "seconds",
  "in_view",
  "started_from",
  "draft_share",
] as const;

/** Every row of decisions.csv says what its leaf says, and every decision has one row. */
export async function checkRows(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  words: Words,
): Promise<Check> {
  const findings = new Findings();
  const rows = new Map<string, number>();
  for await (const { line, cell } of csvRows(files, FILE, COLUMNS)) {
    const where = `${FILE}:${line}`;
    const id = cell("decision_id");
    const decision = log.decisions.get(id);
    const before = rows.get(id);
    if (before !== undefined) findings.add(where, `repeats decision ${id} of line ${before}`);
    rows.set(id, line);
    if (!decision) {
      findings.add(where, `no leaf records the decision ${id}`);
      continue;
    }
    const expected = rowOf(decision, population, words);
    for (const column of COLUMNS) {
      const due = expected[column];
      if (cell(column) === due) continue;
      findings.add(where, `${column} is "${cell(column)}", leaf ${decision.index} makes it "${due}"`);
    }
    if (!population.items.get(decision.item)?.packets.includes(decision.evidence ?? "none")) {
      findings.add(where, `leaf ${decision.index} names evidence that is no packet of item ${decision.item}`);
    }
  }
  for (const { id, index } of log.decisions.values()) {
    if (!rows.has(id)) findings.add(FILE, `has no row for decision ${id} of leaf ${index}`);
  }
  return findings.check(
    "rows",
    `${rows.size} rows of ${FILE} say what their leaves say`,
    "The table was edited, or does not show every decision.",
  );
}

function rowOf(
  decision: Decision,
  { items }: Population,
  words: Words,
): Record<(typeof COLUMNS)[number], string> {
  const { data } = decision;
  const item = items.get(decision.item);
  const keys = item?.keys ?? {};
  return {
    decision_id: decision.id,
    item_id: decision.item,
    account_id: keys.account_id ?? "",
    entitlement_id: keys.entitlement_id ?? "",
    reviewer_id: decision.reviewer,
    decision: textOf(data.outcome),
    until: textOf(data.until),
    disposition: textOf(data.disposition),
    recommendation_seen: textOf(data.recommendation_seen),
    rationale: words.get(decision.commit ?? "") ?? "",
    decided_at: decision.at,
    arm: textOf(data.arm),
    batch: textOf(data.batch),
    evidence_hash: decision.evidence ?? "",
    draft_hash: decision.draft ?? "",
    supersedes: textOf(data.supersedes),
    leaf_index: String(decision.index),
    batch_size: textOf(data.batch_size),
    batch_taken: textOf(data.batch_taken),
    seconds: textOf(data.seconds),
    in_view: textOf(data.in_view),
    started_from: textOf(data.started_from),
    draft_share: textOf(data.draft_share),
    reason_code: textOf(data.reason_code),
    change: textOf(data.target),
    seed: textOf(data.seed),
    type: keys.type ?? "",
    credential_id: keys.credential_id ?? "",
    identity_id: item?.row?.identity ?? "",
    answers: textOf(data.answers ?? 0),
  };
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : canonicalRecord(value);
}

/** Every decision has a receipt that leads from its leaf to the pack's checkpoint, and there is no other. */
export async function checkInclusion(
  files: PackFiles,
  log: CampaignLog,
  head: SignedHead,
  sha256: Sha256,
): Promise<Check> {
  const findings = new Findings();
  const proven = new Set<string>();
  for (const name of files.names()) {
    const id = PROOF.exec(name)?.[1];
    const decision = log.decisions.get(id ?? "");
    if (id === undefined) continue;
    proven.add(id);
    const problem = decision
      ? await proofProblem(files, name, decision, head, sha256)
      : "no leaf records its decision";
    if (problem !== undefined) findings.add(name, problem);
  }
  for (const { id, index } of log.decisions.values()) {
    if (!proven.has(id))
      findings.add(`proofs/${id}.tlog-proof`, `is missing for the decision of leaf ${index}`);
  }
  return findings.check(
    "inclusion",
    `${proven.size} decisions are proven to be in the log`,
    "A receipt was changed, exchanged or left out, or a decision is not in the log.",
  );
}

async function proofProblem(
  files: PackFiles,
  name: string,
  decision: Decision,
  head: SignedHead,
  sha256: Sha256,
): Promise<string | undefined> {
  try {
    const proof = parseTlogProof(fromUtf8(await files.bytes(name)) ?? "");
    const hash = leafHash(sha256, proof.extra ?? new Uint8Array(0));
    if (proof.checkpoint !== head.text) return "does not end with the pack's checkpoint";
    if (proof.index !== decision.index)
      return `is for leaf ${proof.index}, the decision is leaf ${decision.index}`;
    if (toHex(hash) !== decision.hash) return `does not hold the bytes of leaf ${decision.index}`;
    const { size, root } = head.checkpoint;
    const holds = verifyInclusion(sha256, {
      leafHash: hash,
      index: proof.index,
      size,
      proof: proof.hashes,
      root,
    });
    return holds ? undefined : `its hashes do not lead from leaf ${decision.index} to the checkpoint's root`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
