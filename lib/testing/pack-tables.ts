import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type Json } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { csvLine } from "@/lib/audit-log/verifier/csv-cell";
import { isObject } from "@/lib/audit-log/verifier/pack";
import type { LoggedEvent, Words } from "@/lib/testing/pack-log";
import { CAMPAIGN, launchOf, type PackItem } from "@/lib/testing/pack-story";

const POPULATION =
  "item_id,source,application_id,account_id,entitlement_id,fate,reason,evidence_hash,type,credential_id,identity_id".split(
    ",",
  );
const ITEMS =
  "item_id,subject,source,application_id,account_id,identity_id,entitlement_id,reviewer_id,risk,need_score,recommendation,state,decision,type,credential_id,answered_by,arm,arm_why,drawn_as,launch_reviewer_id,findings,disposition,decided_at".split(
    ",",
  );
const DECISIONS =
  "decision_id,item_id,account_id,entitlement_id,reviewer_id,decision,until,disposition,recommendation_seen,rationale,decided_at,arm,batch,evidence_hash,draft_hash,supersedes,leaf_index,batch_size,batch_taken,seconds,reason_code,change,seed,type,credential_id,identity_id,answers,in_view,started_from,draft_share".split(
    ",",
  );

const ASSIGNMENTS = "item_id,at,from,to,by,kind,missing,basis".split(",");

/** The tables of an invented pack, by the events it is made of. */
export function packTables(
  items: readonly PackItem[],
  events: readonly LoggedEvent[],
  words: readonly Words[],
): [string, string][] {
  const decisions = events.filter((event) => event.type === "decision.recorded");
  const last = new Map(decisions.map((event) => [event.item, text(event.data.outcome)]));
  const answer = new Map(items.map((item) => [item.id, item.answeredBy ?? ""]));
  const lastOf = (id: string) => decisions.findLast((event) => event.item === id);
  const outcomeOf = (id: string) => last.get(answer.get(id) || id);
  const stateOf = (id: string) =>
    outcomeOf(id) !== undefined ? "decided" : id === "item-6" ? "removed_at_source" : "not_certified";
  const hashOf = (item: PackItem) => toHex(sha256(canonicalRecordBytes(item.packet)));
  const rationaleOf = (commit?: string) =>
    text(words.find((word) => word.commit === commit)?.payload.rationale);
  const keysOf = (id?: string) => items.find((item) => item.id === id)?.keys ?? {};
  const count = (state: string) => items.filter((item) => stateOf(item.id) === state).length;
  const [decided, notCertified, removed] = [
    count("decided"),
    count("not_certified"),
    count("removed_at_source"),
  ];

  const moves = events
    .filter(
      ({ type, campaign }) =>
        type === "item.abstained" || (type === "item.reassigned" && campaign === CAMPAIGN),
    )
    .map(({ type, item, at, actor, data }) => ({
      item: text(item),
      at,
      from: text(data.from) || text(actor?.id),
      to: text(data.to),
      by: actor?.kind === "person" ? actor.id : "",
      kind: type === "item.abstained" ? "dont_know" : "reassigned",
      missing: text(data.missing),
    }));
  const assignmentRows = [
    ...items.map(({ id, drawn }) => ({
      item_id: id,
      at: events.find((e) => e.type === "campaign.launched" && e.campaign === CAMPAIGN)?.at ?? "",
      to: drawn?.launch_reviewer_id ?? "person-odalys",
      kind: "assigned",
      basis: "manager",
    })),
    ...moves.map(({ item, ...move }) => ({ item_id: item, ...move })),
  ];
  const population = [
    ...items.map((item) => ({ ...item.keys, item_id: item.id, fate: "item", evidence_hash: hashOf(item) })),
    { ...items[0]?.keys, account_id: "account-90", fate: "covered", reason: "by the group ledger-staff" },
    { ...items[0]?.keys, account_id: "account-91", fate: "excluded", reason: "birthright" },
  ];
  const itemRows = items.map((item) => ({
    ...item.keys,
    ...{
      item_id: item.id,
      subject: "Somebody Invented",
      reviewer_id:
        moves.findLast((move) => move.item === item.id)?.to ??
        item.drawn?.launch_reviewer_id ??
        "person-odalys",
      risk: "low",
      need_score: "-3",
    },
    ...{
      state: stateOf(item.id),
      decision: outcomeOf(item.id) ?? "",
      answered_by: item.answeredBy ?? "",
      findings: findingsOf(item),
      disposition: text(lastOf(item.id)?.data.disposition),
      decided_at: lastOf(item.answeredBy || item.id)?.at ?? "",
      ...item.drawn,
    },
  }));
  const decisionRows = decisions.map(({ item, index, at, data, actor, refs, commit }) => ({
    ...keysOf(item),
    ...{ decision_id: text(data.decision), item_id: text(item), reviewer_id: text(actor?.id) },
    ...{ decision: text(data.outcome), until: text(data.until), disposition: text(data.disposition) },
    ...{
      recommendation_seen: text(data.recommendation_seen),
      rationale: rationaleOf(commit),
      decided_at: at,
    },
    ...{
      arm: text(data.arm),
      batch: text(data.batch),
      batch_size: number(data.batch_size),
      batch_taken: text(data.batch_taken),
      seconds: number(data.seconds),
      supersedes: text(data.supersedes),
      leaf_index: String(index),
      reason_code: text(data.reason_code),
      change: text(data.target),
      seed: text(data.seed),
      answers: number(data.answers) || "0",
      in_view: text(data.in_view),
      started_from: text(data.started_from),
      draft_share: number(data.draft_share),
    },
    ...{ evidence_hash: unprefixed(refs?.evidence), draft_hash: unprefixed(refs?.draft) },
  }));
  const tieOut = {
    imports: [{ source: "lantern-hr", read: 14, stored: 11, duplicates: 2, rejected: 1 }],
    launch: launchOf(items),
    close: { items: items.length, decided, not_certified: notCertified, removed },
  };
  return [
    ["population.csv", table(POPULATION, population)],
    ["items.csv", table(ITEMS, itemRows)],
    ["decisions.csv", table(DECISIONS, decisionRows)],
    ["assignments.csv", table(ASSIGNMENTS, assignmentRows)],
    [
      "evidence.jsonl",
      jsonl(items.map((item) => ({ item: item.id, version: 1, hash: hashOf(item), packet: item.packet }))),
    ],
    ["payloads.jsonl", jsonl(words)],
    ["tie-out.json", JSON.stringify(tieOut)],
    [
      "counts.json",
      JSON.stringify({
        items: items.length,
        decided,
        revoke: items.filter((item) => outcomeOf(item.id) === "revoke").length,
        pages: 4,
      }),
    ],
  ];
}

function table(columns: readonly string[], rows: readonly Record<string, string>[]): string {
  return csvLine(columns) + rows.map((row) => csvLine(columns.map((column) => row[column] ?? ""))).join("");
}

function jsonl(values: readonly Json[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function number(value: Json | undefined): string {
  return typeof value === "number" ? String(value) : "";
}

function findingsOf({ packet: { rules } }: PackItem): string {
  return isObject(rules) ? number(rules.failed) : "";
}

function unprefixed(value: Json | undefined): string {
  return text(value).replace("sha256:", "");
}
