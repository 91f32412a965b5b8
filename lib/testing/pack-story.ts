import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";

export type PackItem = {
  id: string;
  /** Without a `type` a grant, as packs of before there were other items have it. */
  keys: Record<string, string>;
  packet: JsonObject;
  /** The item of the identity whose decision answers this one. */
  answeredBy?: string;
  /** How it was assigned to be drafted, as items.csv says it. */
  drawn?: Record<"arm" | "arm_why" | "drawn_as" | "launch_reviewer_id", string>;
};

/** The launch's equations over these items, with two grants that became none. */
export function launchOf(items: readonly PackItem[]): JsonObject {
  const n = (type: string) => items.filter((item) => (item.keys.type ?? "grant") === type).length;
  const subjects = (type: string) => ({ all: n(type), items: n(type), excluded: 0 });
  return {
    grants: n("grant") + 2,
    items: n("grant"),
    covered: 1,
    excluded: 1,
    ...(items.length === n("grant")
      ? {}
      : { credentials: subjects("credential"), identities: subjects("identity") }),
  };
}

export type StoryEvent = {
  type: string;
  data: JsonObject;
  campaign?: string;
  item?: string;
  actor?: { kind: string; id: string };
  refs?: JsonObject;
  words?: JsonObject;
  /** Said instead of the hash of the item's event before. */
  prev?: string;
};

export const CAMPAIGN = "campaign-lanterns";
const OTHER_CAMPAIGN = "campaign-of-others";

/** SHA-256 with the prefix it has inside leaves. */
export function prefixed(hash: Uint8Array | string): string {
  return `sha256:${typeof hash === "string" ? hash : toHex(hash)}`;
}

/** Nine items: decided in every way there is, not certified, and gone at the source. */
export function packItems(): PackItem[] {
  return Array.from({ length: 9 }, (_, at) => {
    const keys = {
      source: "lantern-hr",
      application_id: "ledger",
      account_id: `account-${at + 1}`,
      identity_id: `identity-${at + 1}`,
      // The last two are alike, and decided in one act.
      entitlement_id: `post-journal-${at === 8 ? 1 : at % 3}`,
    };
    const id = `item-${at + 1}`;
    return { id, keys, packet: { v: 1, item: id, version: 1, keys, facts: [{ id: "E1", uses: at }] } };
  });
}

/** The story from the first sign-in to the seal. */
export function packStory(items: readonly PackItem[]): StoryEvent[] {
  const ids = items.map((item) => item.id).sort();
  const evidence = new Map(items.map(({ id, packet }) => [id, toHex(sha256(canonicalRecordBytes(packet)))]));
  const rootOver = (parts: readonly string[]) =>
    prefixed(
      rootOf(
        sha256,
        parts.map((part) => leafHash(sha256, toUtf8(part))),
      ),
    );
  const reviewer = { kind: "person", id: "person-odalys" };
  const system = { kind: "system:lifecycle", id: "lifecycle" };
  const ours = { campaign: CAMPAIGN };
  const theirs: StoryEvent = { type: "item.reassigned", campaign: OTHER_CAMPAIGN, item: "item-x", data: {} };

  const decide = (
    number: number,
    outcome: string,
    more: JsonObject = {},
    words?: JsonObject,
  ): StoryEvent => ({
    ...ours,
    type: "decision.recorded",
    item: `item-${number}`,
    actor: reviewer,
    refs: {
      evidence: prefixed(evidence.get(`item-${number}`) ?? ""),
      draft: prefixed(sha256(toUtf8(`draft ${number}`))),
    },
    ...(words ? { words } : {}),
    data: {
      decision: `decision-${number}`,
      outcome,
      disposition: "confirmed",
      recommendation_seen: "after",
      reason_code: "role_needs_it",
      arm: "assisted",
      eligibility: { basis: "manager" },
      served_at: "2031-01-05T08:00:00.000Z",
      ...more,
    },
  });

  const batch = { batch: "batch-1", batch_size: 2, batch_taken: "all_at_once", seconds: 41 };
  return [
    {
      type: "person.bound",
      data: { person: "person-odalys", issuer: "https://id.example", identity: "identity-77" },
    },
    theirs,
    {
      ...ours,
      type: "campaign.launched",
      actor: system,
      data: {
        items: items.length,
        reviewers: 2,
        root: rootOver(ids.map((id) => `${id}\n${evidence.get(id)}`)),
        tie_out: launchOf(items),
        snapshots: [1],
      },
    },
    decide(1, "certify"),
    decide(
      2,
      "revoke",
      { disposition: "overridden" },
      { rationale: '=SUM(A1:A9), "left" the team\r\nin May' },
    ),
    theirs,
    decide(3, "certify", {}, { rationale: "'- still needed" }),
    decide(3, "revoke", { decision: "decision-3b", supersedes: "decision-3" }),
    {
      ...ours,
      type: "item.abstained",
      item: "item-4",
      actor: reviewer,
      data: { missing: "not_my_person", to: "person-teun" },
    },
    {
      ...ours,
      type: "item.reassigned",
      item: "item-4",
      actor: system,
      words: { reason: "Moved to the ledger's owner." },
      data: { from: "person-odalys", to: "person-teun" },
    },
    decide(4, "modify", { target: "reduce", arm: "undrafted", disposition: "undrafted" }),
    decide(7, "certify_until", { until: "2031-06-30" }, { rationale: "Until the audit ends." }),
    decide(8, "certify", batch),
    decide(9, "certify", batch),
    {
      ...ours,
      type: "review.signed_off",
      actor: reviewer,
      data: { reviewer: "person-odalys", items: 9, decided: 7 },
    },
    {
      ...ours,
      type: "campaign.closed",
      actor: system,
      data: { decided: 7, not_certified: 1, removed: 1, root: rootOver(["item-5\nnot_certified"]) },
    },
    { ...ours, type: "campaign.sealed", actor: system, data: {} },
    theirs,
    { type: "erasure.performed", data: { of: "Until the audit ends." } },
    {
      ...ours,
      type: "remediation.seen_gone",
      actor: system,
      data: { task: "task-2", snapshot: 2, strength: "live" },
    },
  ];
}
