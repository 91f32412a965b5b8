import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { leafHash } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { type LeafReader, readLeaves } from "@/lib/audit-log/verifier/leaves";
import { CampaignLog } from "@/lib/audit-log/verifier/log";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

const CAMPAIGN = "campaign-1";
const hashOf = (what: string) => `sha256:${toHex(sha256(toUtf8(what)))}`;

/** What one decision has otherwise than most; what is undefined it lacks. */
type Change = { top?: Record<string, unknown>; data?: Record<string, unknown>; supersedes?: boolean };
type Act = { item: string; decision: string; person: string; change: Change };

/** One of these, whatever they are. */
const some = (...values: unknown[]) => fc.constantFrom(...values);
const top = fc.oneof(
  fc.record({ campaign: some("campaign-2", "null", null, undefined, "") }),
  fc.record({
    actor: some({ kind: "link", id: "p" }, { kind: "system:x", id: "x" }, { kind: "person", id: "" }),
  }),
  fc.record({ commit: some("sha256:AB", hashOf("words").toUpperCase(), null, undefined, hashOf("other")) }),
  fc.record({ prev: some(hashOf("no leaf"), "sha256:", undefined) }),
  fc.record({ item: some("", "é", "long".repeat(12), undefined, 7) }),
  fc.record({ item_seq: some(0, 2, 3, 2 ** 40, -1, undefined, "1") }),
  fc.record({
    refs: some({}, null, { draft: "none", evidence: hashOf("e") }, { evidence: 5, draft: hashOf("d") }),
  }),
  fc.record({ v: some(2, "1", undefined), at: some("later", 5, "") }),
  fc.record({ type: some("second_look.recorded", "campaign.closed", "item.abstained", "campaign.sealed") }),
);
const data = fc.oneof(
  fc.record({ outcome: some("revoke", "modify", "certify_until", "other", ["certify"], undefined) }),
  fc.record({ findings: some(0, 2, -1, "2", undefined), outcome: some("certify", "revoke") }),
  fc.record({ seconds: some(0, -1, 2 ** 30, 2 ** 40, "5", undefined, null) }),
  fc.record({
    started_from: some("draft", "nothing"),
    draft_share: some(40, 100, "1"),
    answers: some([1], ["a"]),
  }),
  fc.record({ in_view: fc.string(), arm: some("blind", 'as"sisted', null, { of: 1 }) }),
  fc.record({
    eligibility: some({}, undefined, "yes", { basis: "owner" }),
    until: some("2031-04-01", undefined),
  }),
  fc.record({ exception: some({ id: "x", rules: ["r"], until: "2031-04-01", second: "p" }, "none") }),
  fc.record({ second_look: some({ id: "look-1", why: "unused", second: "person-2" }, null) }),
  fc.record({
    decision: some("undefined", "", 5, "long".repeat(12)),
    supersedes: some("decision-0", null, "none"),
  }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ data }) },
  { weight: 3, arbitrary: fc.record({ top }) },
  { weight: 2, arbitrary: fc.constant({ supersedes: true }) },
);
/** Of few changes, so that most forms come again. */
const acts = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .chain((changes) => fc.array(actOf(fc.constantFrom(...changes)), { minLength: 3, maxLength: 40 }));
function actOf(change: fc.Arbitrary<Change>): fc.Arbitrary<Act> {
  return fc.record({
    item: fc.oneof(
      fc.uuid(),
      fc.nat({ max: 5 }).map((n) => `item-${n}`),
    ),
    decision: fc.oneof(
      { weight: 9, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: fc.constant("decision-0") },
    ),
    person: fc.constantFrom("person-1", "person-2"),
    change,
  });
}

const given = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;

/** leaves.jsonl of a launch and these acts, each chained to the item's last as it says it is. */
function logOf(acts: readonly Act[]): PackFiles {
  const last = new Map<string, { seq: number; hash: string; decision: string }>();
  const lines: string[] = [];
  const put = (event: JsonObject): string => {
    const leaf = canonicalRecordBytes(event);
    const hash = toHex(leafHash(sha256, leaf));
    lines.push(`${JSON.stringify({ i: lines.length, h: hash, leaf: toBase64(leaf) })}\n`);
    return hash;
  };
  const actor = { authn: "system", id: "campaigns", kind: "system:campaigns" };
  const at = "2031-01-05T09:00:00.000Z";
  put({ actor, at, campaign: CAMPAIGN, data: {}, id: "launch", refs: {}, type: "campaign.launched", v: 1 });
  for (const { item, decision, person, change } of acts) {
    const before = last.get(item);
    const seq = (before?.seq ?? 0) + 1;
    const said = {
      ...{ arm: "assisted", decision, eligibility: { basis: "manager" }, findings: 0, in_view: "E1" },
      ...{ outcome: "certify", seconds: 7, supersedes: change.supersedes ? before?.decision : undefined },
    };
    const event = {
      ...{ actor: { authn: "oidc", id: person, kind: "person" }, at, campaign: CAMPAIGN },
      ...{ commit: hashOf(decision), id: `event-${lines.length}`, item, item_seq: seq },
      ...{ prev: before ? `sha256:${before.hash}` : null, type: "decision.recorded", v: 1 },
      refs: { draft: hashOf(`draft ${decision}`), evidence: hashOf(item) },
      data: given({ ...said, ...change.data }),
    };
    last.set(item, { seq, hash: put(given({ ...event, ...change.top })), decision });
  }
  const whole = toUtf8(lines.join(""));
  return {
    names: () => ["leaves.jsonl"],
    bytes: async () => whole,
    async *chunks() {
      yield whole;
    },
  };
}

/** All that checks can ask of a log of what is told here. */
async function told(files: PackFiles, log: CampaignLog, reader: LeafReader) {
  const { findings } = await readLeaves(files, sha256, undefined, reader);
  const decisions = [...log.decisions.values()].map((made) => ({
    ...{ id: made.id, index: made.index, hash: made.hash, item: made.item, reviewer: made.reviewer },
    ...{ at: made.at, commit: made.commit, evidence: made.evidence, draft: made.draft },
    ...{ eligible: made.eligible, data: made.data, found: log.decisions.get(made.id)?.index },
  }));
  const items = decisions.map(({ item }) => [log.final.get(item), log.final.latest(item)]);
  const of = [log.launching, log.sealing, log.chaining, log.acting, log.deciding, log.reopening];
  return {
    ...{ decisions, items, final: [...log.final], committed: [...log.committed], ended: [...log.ended] },
    ...{ findings: [findings, ...of, log.exceptions.findings, log.looks.findings].map((each) => each.found) },
    ...{ events: log.events, sizes: [log.exceptions.size, log.looks.size], closed: log.closed },
  };
}

/** The log read as it is, and how many leaves were not read in full; and read in full. */
async function both(acts: readonly Act[]) {
  const files = logOf(acts);
  const [log, full] = [new CampaignLog(), new CampaignLog()];
  let taken = 0;
  const take: LeafReader["take"] = (leaf) => {
    const did = log.take(leaf);
    if (did) taken++;
    return did;
  };
  const quick = await told(files, log, { visit: log.visit, take });
  return { quick, full: await told(files, full, { visit: full.visit }), taken };
}

describe("I20: plain decisions", () => {
  it("are told as they are when their leaves are read in full, whatever stands among them", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (all) => {
        const { quick, full } = await both(all);
        expect(quick).toEqual(full);
      }),
      { numRuns: 400 },
    );
  });

  it("are read from their bytes but for the first of a form and of a sort", async () => {
    const outcomes = ["certify", "revoke"];
    const acts = Array.from({ length: 60 }, (_, n) => ({
      ...{ item: `item-${n}`, decision: `decision-${n}`, person: `person-${n % 7}` },
      change: { data: { outcome: outcomes[n % 2], seconds: n, started_from: `text ${n}` } },
    }));
    const { quick, full, taken } = await both(acts);
    expect(quick).toEqual(full);
    expect([taken, quick.decisions.length]).toEqual([59, 60]);
    expect(quick.decisions[59]?.data).toMatchObject({
      seconds: 59,
      started_from: "text 59",
      outcome: "revoke",
    });
  });

  it("are left to be read in full where an item, a number or a decision is not the one due", async () => {
    const plain = (n: number, top = {}) => ({
      ...{ item: `item-${n}`, decision: `decision-${n}`, person: "person-1" },
      change: { top },
    });
    const wrong = [
      { prev: hashOf("x") },
      { item_seq: 2 },
      { campaign: "campaign-2" },
      { commit: "sha256:00" },
    ];
    for (const top of wrong) {
      const { quick, full, taken } = await both([plain(1), plain(2), plain(3, top), plain(4)]);
      expect(quick).toEqual(full);
      expect([taken, quick.findings.reduce((sum, { count }) => sum + count, 0)]).toEqual([2, 1]);
    }
    const again = await both([plain(1), plain(2), { ...plain(3), decision: "decision-1" }]);
    expect(again.quick).toEqual(again.full);
    expect(again.taken).toBe(1);
  });
});
