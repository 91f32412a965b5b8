import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rows, transaction } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { stageGrants } from "@/lib/testing/staged";
import { type Content, world } from "@/lib/testing/world";
import { assemble } from "./assemble";
import { debtOf, examined, type Manner } from "./debt";
import { debtSql, examinedSql } from "./debt-sql";
import { starterSet } from "./rules";
import type { Packet } from "./schema";

/**
 * A department of twelve, ten of them clerks, one entitlement each that has a past, and no role model. Q1 and Q2 are closed.
 */
const clerks = Array.from({ length: 10 }, (_, i) => `c${i}`);
const others = ["boss", "aide"];
const content: Content = {
  identities: [
    ...clerks.map((id) => ({
      id,
      name: `Clerk ${id}`,
      title: "Clerk",
      department: "Archive",
      employmentStatus: "active",
    })),
    ...others.map((id) => ({ id, name: id, title: id, department: "Archive", employmentStatus: "active" })),
  ],
  applications: [{ id: "app", name: "Filing" }],
  accounts: [...clerks, ...others].map((id) => ({
    id: `A-${id}`,
    applicationId: "app",
    identityId: id,
    login: id,
  })),
  entitlements: [
    { id: "READ", applicationId: "app", name: "READ", privilege: "standard" },
    { id: "WRITE", applicationId: "app", name: "WRITE", privilege: "privileged" },
  ],
  grants: [
    ...[...clerks.slice(0, 9), "boss"].map((id) => ({ accountId: `A-${id}`, entitlementId: "READ" })),
    ...["c0", "c1", "c2", "boss"].map((id) => ({ accountId: `A-${id}`, entitlementId: "WRITE" })),
  ],
};

const q1 = "00000000-0000-7000-8000-0000000000a1";
const q2 = "00000000-0000-7000-8000-0000000000a2";
type Past = {
  in: string;
  who: string;
  right?: "READ" | "WRITE";
  outcome?: Manner["outcome"];
  together?: number;
  blind?: boolean;
  words?: string | null;
};
const long = "Closes the month with the auditors";
const past: Past[] = [
  // READ in Q1: eight clerks, one of them removed, two kept by somebody who looked.
  { in: q1, who: "c0", outcome: "certify", words: long },
  { in: q1, who: "c1", outcome: "certify", together: 25, blind: true },
  ...["c2", "c3", "c4", "c5"].map((who) => ({ in: q1, who, outcome: "certify" as const, together: 25 })),
  { in: q1, who: "c6", outcome: "revoke" },
  { in: q1, who: "c7", outcome: "certify", words: "ok" },
  // Q2: one kept in passing, one nobody decided, and WRITE of two.
  { in: q2, who: "c0", outcome: "certify", words: "as before" },
  { in: q2, who: "c3" },
  { in: q2, who: "c0", right: "WRITE", outcome: "certify", words: null },
  { in: q2, who: "c1", right: "WRITE", outcome: "certify_until", words: long },
];

let end: () => Promise<void>;
let items: Map<string, { packet: Packet; debt: number; holders: number | null; others: number | null }>;

beforeAll(async () => {
  const { handle, end: close } = await freshDatabase();
  end = close;
  const run = (statement: SQL) => handle.db.execute(statement);
  const w = world();
  const { source } = await w.source("HR", content, { asOf: new Date("2026-11-20T06:00:00Z") });
  const { id: marek } = await w.person({ name: "Marek Vrba" });
  const { id: ana } = await w.person({ name: "Ana Duarte" });
  for (const [id, name, on] of [
    [q1, "Q1", "2026-03-20"],
    [q2, "Q2", "2026-06-20"],
  ])
    await run(sql`WITH c AS (INSERT INTO campaign (id, name, status, scope, reviewer_mode, fallback_id, settings, settings_hash, due_at,
        due_date, built_by, created_at, closed_at)
      VALUES (${id}, ${name}, 'sealed', '', 'manager', ${marek}, '{}', 'x', ${on}, ${on}, ${marek}, ${on}, ${on}) RETURNING id)
      INSERT INTO review (id, campaign_id, reviewer_id) SELECT id, id, ${marek} FROM c`);
  for (const [at, { in: campaign, who, right = "READ", outcome, together, blind, words }] of past.entries()) {
    const id = `00000000-0000-7000-8000-${String(at + 1).padStart(12, "0")}`;
    await run(sql`INSERT INTO item (id, campaign_id, review_id, reviewer_id, position, snapshot_id, source_id, source_name,
        application_id, application_name, account_id, identity_id, subject_key, subject_name, subject_kind, subject_title,
        subject_department, entitlement_id, entitlement_name, title, undescribed, first_seen, risk, rules_passed, findings,
        rules_unknown, tags, alike_key, reviewer_basis, eligibility, evidence_hash, state)
      VALUES (${id}, ${campaign}, ${campaign}, ${marek}, ${at}, 0, ${source}, 'HR', 'app', 'Filing', ${`A-${who}`}, ${who},
        ${`HR/${who}`}, 'n', 'human', 'clerk', 'ARCHIVE', ${right}, 'e', 't', false, false, 'low', 0, 0, 0, '{}', 'a', 'b', '{}',
        'h', ${outcome ? "open" : "not_certified"})`);
    if (!outcome) continue;
    if (words !== undefined)
      await run(sql`INSERT INTO private_payload (id, commit, salt, payload, erased_at)
        VALUES (${id}, 'c', NULL, ${words === null ? null : JSON.stringify({ rationale: words })}, ${words === null ? "2026-07-01" : null})`);
    const decided = campaign === q1 ? "2026-03-18T10:00:00Z" : "2026-06-18T10:00:00Z";
    await run(sql`INSERT INTO decision (id, item_id, campaign_id, n, actor_kind, person_id, outcome, until, disposition,
        recommendation_seen, reason_code, rationale_id, evidence_hash, arm, batch_id, batch_size, eligibility, rules_passed, findings,
        rules_unknown, rule_set, served_at, decided_at)
      VALUES (${id}, ${id}, ${campaign}, 1, 'person', ${marek}, ${outcome}, ${outcome === "certify_until" ? "2026-12-31" : null},
        'undrafted', 'never', 'other', ${words === undefined ? null : id}, 'h', ${blind ? "blind" : "undrafted"},
        ${together ? id : null}, ${together ?? null}, '{}', 0, 0, 0, 'x', ${decided}, ${decided})`);
    await run(
      sql`UPDATE item SET state = 'decided', decision_id = ${id}, outcome = ${outcome} WHERE id = ${id}`,
    );
    if (right === "WRITE")
      await run(sql`INSERT INTO "exception" (id, item_id, campaign_id, decision_id, source_id, application_id, account_id, entitlement_id,
          rules, until, words_id, control_owner_id, requested_by, requested_at, state, second_id, settled_by, settled_at)
        VALUES (${id}, ${id}, ${campaign}, ${id}, ${source}, 'app', ${`A-${who}`}, ${right}, '{wildcard}',
          ${who === "c0" ? "2026-09-30" : "2027-01-31"}, ${id}, ${ana}, ${marek}, ${decided}, 'granted', ${ana}, ${ana}, '2026-06-19')`);
  }
  items = await transaction({ person: null, reach: "all" }, async (tx) => {
    await stageGrants(tx);
    await assemble(tx, { campaignId: "00000000-0000-7000-8000-000000000000", rules: starterSet });
    const all = await rows<{
      key: string;
      body: string;
      debt: number;
      holders: number | null;
      others: number | null;
    }>(
      tx,
      sql`SELECT identity_id || ' ' || entitlement_id AS key, body, debt, peer_holders AS holders, peer_others AS others FROM staged_item`,
    );
    return new Map(all.map(({ key, body, ...rest }) => [key, { ...rest, packet: JSON.parse(body) }]));
  });
});
afterAll(() => end());

const factOf = (key: string, kind: string) =>
  items.get(key)?.packet.facts.find((f) => f.kind === kind)?.value;

describe("how it was decided before, and how good that was", () => {
  test("for this person: the last decision, with how it was made", () => {
    const common = { by: "Marek Vrba", second_read: false, seed: null };
    expect(factOf("c0 READ", "history.decided")).toEqual({
      ...common,
      on: "2026-06-18",
      outcome: "certify",
      together: 1,
      blind: false,
      words: false,
      campaign: "Q2",
    });
    expect(factOf("c1 READ", "history.decided")).toMatchObject({ together: 25, blind: true, words: false });
    expect(factOf("c1 WRITE", "history.decided")).toMatchObject({ outcome: "certify_until", words: true });
    expect(factOf("c8 READ", "history.decided")).toBeUndefined();
  });

  test("I8: words that were erased are neither words nor none", () => {
    expect(factOf("c0 WRITE", "history.decided")).toMatchObject({ words: null });
  });

  test("for others of the same job, else the same department, the subject never counting", () => {
    // Of all: eight decisions in Q1 and one in Q2; c0's own two do not count for c0.
    expect(factOf("c0 READ", "history.group_decided")).toEqual({
      group: "Clerk",
      kept: 6,
      removed: 1,
      honest_kept: 1,
    });
    expect(factOf("c8 READ", "history.group_decided")).toEqual({
      group: "Clerk",
      kept: 8,
      removed: 1,
      honest_kept: 2,
    });
    expect(factOf("boss READ", "history.group_decided")).toEqual({
      group: "Archive",
      kept: 8,
      removed: 1,
      honest_kept: 2,
    });
  });

  test("a group of fewer than five others is not told, for it would tell of single people", () => {
    expect(factOf("c2 WRITE", "history.group_decided")).toBeUndefined();
  });

  test("I15: an exception that ran out is told, and one that still runs", () => {
    expect(factOf("c0 WRITE", "history.exception")).toEqual({
      on: "2026-06-19",
      until: "2026-09-30",
      by: "Ana Duarte",
      ended: true,
    });
    expect(factOf("c1 WRITE", "history.exception")).toMatchObject({ until: "2027-01-31", ended: false });
    expect(factOf("c2 WRITE", "history.exception")).toBeUndefined();
  });

  test("I2: what nobody decided last time is told to be that, and is not new", () => {
    expect(factOf("c3 READ", "history.not_decided")).toEqual({ campaign: "Q2" });
    expect(factOf("c3 READ", "history.first_seen")).toBeUndefined();
    expect(factOf("c0 READ", "history.not_decided")).toBeUndefined();
    expect(factOf("c8 READ", "history.first_seen")).toEqual({ campaign: "Q2" });
  });
});

describe("review debt", () => {
  test("is what the rule says of each item's past", () => {
    const debt = (key: string) => items.get(key)?.debt;
    expect(debt("c0 READ")).toBe(1);
    expect(debt("c1 READ")).toBe(1);
    expect(debt("c2 READ")).toBe(9);
    expect(debt("c6 READ")).toBe(1);
    expect(debt("c8 READ")).toBe(10);
    expect(debt("c0 WRITE")).toBe(19);
    expect(debt("c1 WRITE")).toBe(0);
    expect(debt("boss WRITE")).toBe(20);
  });

  test("the SQL is the rule, over every manner and past", async () => {
    const manners: Manner[] = (["certify", "certify_until", "revoke", "modify"] as const).flatMap((outcome) =>
      [1, 4].flatMap((together) =>
        [false, true].flatMap((blind) =>
          [false, true].flatMap((secondRead) =>
            [true, false, null].map((words) => ({ outcome, together, blind, secondRead, words })),
          ),
        ),
      ),
    );
    const asked = manners.map(
      (m, at) =>
        sql`(${at}::int, ${m.outcome}::text, ${m.together}::int, ${m.blind}::boolean, ${m.secondRead}::boolean, ${m.words}::boolean)`,
    );
    const found = await transaction({ person: null, reach: "all" }, (tx) =>
      rows<{ at: number; examined: boolean }>(
        tx,
        sql`SELECT at, ${sql.raw(examinedSql)} AS examined
          FROM (VALUES ${sql.join(asked, sql`, `)}) AS m(at, outcome, together, blind, second_read, words) ORDER BY at`,
      ),
    );
    expect(found.map((f) => f.examined)).toEqual(manners.map(examined));
    const looks: Manner = { outcome: "revoke", together: 1, blind: false, secondRead: false, words: false };
    for (const privilege of ["standard", "privileged", null] as const)
      for (const ago of [null, 1, 2, 9, 40])
        for (const any of [true, false]) {
          if (ago !== null && !any) continue;
          const decided = [
            ...(ago === null ? [] : [{ ago, manner: looks }]),
            ...(any ? [{ ago: 1, manner: { ...looks, outcome: "certify" as const } }] : []),
          ];
          const [row] = await transaction({ person: null, reach: "all" }, (tx) =>
            rows<{ debt: number }>(
              tx,
              sql`SELECT ${sql.raw(debtSql("looked", "decided", "privilege"))} AS debt
                FROM (SELECT ${ago}::int AS looked, ${any}::boolean AS decided, ${privilege}::text AS privilege) x`,
            ),
          );
          expect(row?.debt, `${privilege} ${ago} ${any}`).toBe(debtOf(decided, privilege));
        }
  });
});

describe("a baseline mined where no role model is", () => {
  test("is what at least eight of ten of the group hold, without the subject, and what is outside says so", () => {
    expect(factOf("c0 READ", "role.baseline")).toEqual({
      group: "Clerk",
      holders: 8,
      others: 9,
      includes: true,
    });
    expect(factOf("c0 WRITE", "role.baseline")).toEqual({
      group: "Clerk",
      holders: 2,
      others: 9,
      includes: false,
    });
    // Nine of eleven others of the department; of a title held alone there is no group.
    expect(factOf("boss READ", "role.baseline")).toEqual({
      group: "Archive",
      holders: 9,
      others: 11,
      includes: true,
    });
  });

  test("the group that the picture shows is kept beside the item", () => {
    expect(items.get("c0 WRITE")).toMatchObject({ holders: 2, others: 9 });
    expect(items.get("boss READ")).toMatchObject({ holders: 9, others: 11 });
  });
});
