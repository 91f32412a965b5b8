import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { campaign, campaignGrant } from "@/db/schema/campaigns";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfItems } from "@/lib/audit-log/verifier/population";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { world } from "@/lib/testing/world";
import { acceptCheck, launch } from "./commands";
import { preview } from "./preview";
import type { LaunchInput } from "./schema";
import { launchNow, materialise } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
});
afterAll(() => end());

const launched = (more: Partial<LaunchInput> = {}) =>
  at(today, () =>
    launchNow(c.admin.ctx, {
      name: "Quarter",
      sources: ["Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
      ...more,
    }),
  );

/** "subject: access" → "reviewer, basis" of every item. */
async function assignments(id: string): Promise<Record<string, string>> {
  const found = await rows<{ what: string; who: string }>(
    handle.db,
    sql`SELECT i.subject_name || ': ' || i.entitlement_name AS what, p.name || ', ' || i.reviewer_basis AS who
      FROM item i JOIN person p ON p.id = i.reviewer_id WHERE i.campaign_id = ${id}`,
  );
  return Object.fromEntries(found.map((f) => [f.what, f.who]));
}

const rest = (id: string) =>
  handle.db
    .select({
      entitlement: campaignGrant.entitlementId,
      fate: campaignGrant.fate,
      reason: campaignGrant.reason,
    })
    .from(campaignGrant)
    .where(eq(campaignGrant.campaignId, id))
    .orderBy(campaignGrant.accountId, campaignGrant.entitlementId, campaignGrant.via);

const leaves = (id: string) =>
  rows<{ type: string; actor: string; leaf: string }>(
    handle.db,
    sql`SELECT type, actor_kind AS actor, convert_from(leaf, 'UTF8') AS leaf FROM audit_event
      WHERE campaign_id = ${id} ORDER BY id`,
  );

describe("a launch", () => {
  it("I9: ties out, item by item, and commits to every item and its evidence", async () => {
    const steps: string[] = [];
    const made = await at(today, () =>
      launchNow(
        c.admin.ctx,
        { name: "First", sources: [c.app.source], fallback: "Fay Quill", due: "2026-12-01" },
        (p) => steps.push(p.phase),
      ),
    );
    expect(made.tieOut).toMatchObject({ grants: 8, items: 7, covered: 1, excluded: 0, holds: true });
    expect(made).toMatchObject({ items: 7, reviewers: 4 });
    expect([...new Set(steps)]).toEqual([
      "Reading the grants",
      "Gathering evidence",
      "Finding reviewers",
      "Drawing lots",
      "Writing the items",
    ]);
    expect(await rest(made.campaign)).toEqual([
      { entitlement: "read", fate: "covered", reason: "comes with Clerks" },
    ]);
    const [row] = await handle.db.select().from(campaign).where(eq(campaign.id, made.campaign));
    const items = await handle.db.select().from(item).where(eq(item.campaignId, made.campaign));
    const packets = new Map((await handle.db.select().from(evidencePacket)).map((p) => [p.itemId, p.hash]));
    expect(items.map((i) => packets.get(i.id))).toEqual(items.map((i) => i.evidenceHash));
    const hashes = new Map(items.map((i) => [i.id, i.evidenceHash]));
    expect(row?.root).toBe(rootOfItems(sha256, hashes.keys(), (id) => hashes.get(id) ?? ""));
    expect(row?.settingsHash).toMatch(/^[0-9a-f]{64}$/);
    const log = await leaves(made.campaign);
    expect(log.map((l) => [l.type, l.actor])).toEqual([
      ["campaign.staged", "person"],
      ["campaign.launched", "system:launch"],
      ["arms.committed", "system:launch"],
    ]);
    const leaf = JSON.parse(log[1]?.leaf ?? "{}");
    expect(leaf.data).toEqual({
      items: 7,
      reviewers: 4,
      root: `sha256:${row?.root}`,
      tie_out: {
        grants: 8,
        items: 7,
        covered: 1,
        excluded: 0,
        credentials: { all: 0, items: 0, excluded: 0 },
        identities: { all: 0, items: 0, excluded: 0 },
      },
      snapshots: [c.app.snapshot],
    });
    expect(leaf.refs.settings).toBe(`sha256:${row?.settingsHash}`);
  });

  it("I7: goes down the chain past whoever may not review, and says why", async () => {
    const made = await launched();
    expect(await assignments(made.campaign)).toEqual({
      "Mia Ferro: Close the year": "Bo Lindqvist, manager",
      "Pat Okoye: Clerks": "Oda Wren, application owner (manager provisioned it)",
      "Pat Okoye: Post entries": "Mia Ferro, manager",
      "Sam Idris: Post entries": "Mia Ferro, manager",
      "Lee Novak: Post entries": "Oda Wren, application owner (manager has left)",
      "Oda Wren: Read reports": "Fay Quill, fallback (manager not known; application owner holds it)",
      "Nightly export: Post entries": "Oda Wren, owner",
    });
    const found = await rows<{
      what: string;
      eligibility: Record<string, string>;
      blocked: Record<string, string>;
    }>(
      handle.db,
      sql`SELECT subject_name AS what, eligibility, blocked FROM item WHERE campaign_id = ${made.campaign}
        AND entitlement_id IN ('close', 'grp') ORDER BY 1`,
    );
    expect(found).toEqual([
      {
        what: "Mia Ferro",
        eligibility: {
          basis: "manager",
          not_subject: "yes",
          not_builder: "yes",
          granter: "known: not the reviewer",
          requester: "unknown",
          approver: "unknown",
        },
        blocked: {
          [`${c.hr.source}/mia`]: "This is your own access, so somebody else decides it.",
          [`${c.hr.source}/own`]: "You gave this access, so somebody else decides whether it stays.",
        },
      },
      {
        what: "Pat Okoye",
        eligibility: {
          basis: "application owner",
          passed_over: "manager provisioned it",
          not_subject: "yes",
          not_builder: "yes",
          granter: "known: not the reviewer",
          requester: "unknown",
          approver: "unknown",
        },
        blocked: {
          [`${c.hr.source}/pat`]: "This is your own access, so somebody else decides it.",
          [`${c.hr.source}/mia`]: "You gave this access, so somebody else decides whether it stays.",
        },
      },
    ]);
  });

  it("I9: excludes what is out of scope with the reason, and what is not known is not in scope (I8)", async () => {
    const made = await launched({ scope: "department = Finance and entitlement_type = permission" });
    expect(made.tieOut).toMatchObject({ grants: 8, items: 3, covered: 1, excluded: 4, holds: true });
    expect(await rest(made.campaign)).toEqual([
      {
        entitlement: "post",
        fate: "excluded",
        reason: "outside the scope: department = Finance (not known)",
      },
      {
        entitlement: "post",
        fate: "excluded",
        reason: "outside the scope: department = Finance (not known)",
      },
      { entitlement: "read", fate: "excluded", reason: "outside the scope: department = Finance" },
      { entitlement: "read", fate: "covered", reason: "comes with Clerks" },
      { entitlement: "post", fate: "excluded", reason: "outside the scope: department = Finance" },
    ]);
  });

  it("I9: asks about what carries something in scope, so that nothing in scope is lost", async () => {
    const made = await launched({
      scope:
        "application = ledger and entitlement_type = permission and title = Clerk and department = Finance",
    });
    expect(await assignments(made.campaign)).toEqual({
      "Pat Okoye: Clerks": "Oda Wren, application owner (manager provisioned it)",
      "Pat Okoye: Post entries": "Mia Ferro, manager",
    });
  });

  it("asks about findings once the evidence is there", async () => {
    await world().source(
      "With a leaver",
      {
        ...ledger,
        accounts: [
          ...(ledger.accounts ?? []),
          { id: "a-gone", applicationId: "ledger", identityId: "gone", login: "gone" },
        ],
        grants: [
          ...(ledger.grants ?? []),
          { accountId: "a-gone", entitlementId: "grp" },
          { accountId: "a-gone", entitlementId: "read", via: "grp" },
        ],
      },
      { asOf: new Date("2026-11-21T00:00:00Z") },
    );
    const made = await launched({
      sources: ["With a leaver"],
      scope: "finding = leaver and department = Finance",
    });
    expect(made.tieOut).toMatchObject({ grants: 10, items: 1, covered: 1, excluded: 8, holds: true });
    expect(await assignments(made.campaign)).toMatchObject({ "Gil Duarte: Clerks": expect.anything() });
    const why = (await rest(made.campaign)).map((r) => r.reason);
    expect(new Set(why)).toEqual(
      new Set([
        "comes with Clerks",
        "outside the scope: department = Finance",
        "outside the scope: department = Finance (not known)",
        "outside the scope: finding = leaver (not known)",
      ]),
    );
  });

  it("lets one named person review all but their own", async () => {
    const made = await launched({ reviewer: "mia@example.com" });
    const who = await assignments(made.campaign);
    expect(who["Sam Idris: Post entries"]).toBe("Mia Ferro, named reviewer");
    expect(who["Mia Ferro: Close the year"]).toBe("Fay Quill, fallback (named reviewer holds it)");
    expect(who["Pat Okoye: Clerks"]).toBe("Fay Quill, fallback (named reviewer provisioned it)");
  });

  it("makes somebody the directory knows a portal user when they are named, once", async () => {
    const made = await launched({ reviewer: "Sam Idris", fallback: undefined });
    const who = await assignments(made.campaign);
    expect(who["Pat Okoye: Post entries"]).toBe("Sam Idris, named reviewer");
    expect(who["Sam Idris: Post entries"]).toBe("Unassigned, unassigned (named reviewer holds it)");
    await launched({ reviewer: "sam@example.com" });
    const [people] = await rows<{ n: number }>(
      handle.db,
      sql`SELECT count(*)::int AS n FROM person WHERE name = 'Sam Idris'`,
    );
    expect(people?.n).toBe(1);
  });

  it("reviews service accounts by the application's owner when asked to", async () => {
    const made = await launched({ mode: "owner", scope: "kind in (service)" });
    expect(await assignments(made.campaign)).toEqual({
      "Nightly export: Post entries": "Oda Wren, application owner",
    });
  });

  it("keeps a reviewer's items in the order of risk, a person's together", async () => {
    const made = await launched({ reviewer: "fay@example.com", fallback: undefined });
    const list = await rows<{ subject: string; risk: string; position: number }>(
      handle.db,
      sql`SELECT subject_name AS subject, risk, position FROM item WHERE campaign_id = ${made.campaign} ORDER BY position`,
    );
    expect(list.map((i) => i.position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(list[0]).toMatchObject({ subject: "Mia Ferro", risk: "high" });
    const changes = list.filter((i, k) => i.subject !== list[k - 1]?.subject).length;
    expect(changes).toBe(new Set(list.map((i) => i.subject)).size);
  });

  it("says before the launch what it will make", async () => {
    const made = await launched({ scope: "privilege = standard" });
    const said = await at(today, () =>
      read(c.admin.ctx, preview, {
        sources: String(c.app.source),
        scope: "privilege = standard",
        fallback: c.spare.id,
      }),
    );
    const { holds: _, ...equation } = made.tieOut;
    expect(said).toMatchObject({ ...equation, problem: null, reviewers: made.reviewers });
    const loads = await rows<{ name: string; items: number }>(
      handle.db,
      sql`SELECT p.name, r.items FROM review r JOIN person p ON p.id = r.reviewer_id
        WHERE r.campaign_id = ${made.campaign} ORDER BY 2 DESC, 1`,
    );
    expect(said.loads).toEqual(loads);
    expect(said.fallback).toEqual({
      items: 1,
      reasons: [{ reason: "manager not known; application owner holds it", items: 1 }],
    });
    expect(said.exclusions).toEqual([{ reason: "outside the scope: privilege = standard", grants: 1 }]);
    expect(said.sample).toHaveLength(made.items);
  });

  it("says in the preview what is wrong with the scope", async () => {
    const said = await at(today, () => read(c.auditor.ctx, preview, { scope: "departmnt = x" }));
    expect(said).toMatchObject({ items: 0, problem: expect.stringContaining('"departmnt" at character 1') });
  });
});

describe("what is refused before anything is staged", () => {
  const refused = (more: Partial<LaunchInput>) => expect(launched(more)).rejects;
  it("names what is wrong", async () => {
    await refused({ scope: "colour = red" }).toMatchObject({ code: "invalid", slug: "scope-field" });
    await refused({ sources: ["Elsewhere"] }).toMatchObject({ slug: "source" });
    await refused({ applications: ["Payroll"] }).toMatchObject({ slug: "application" });
    await refused({ due: "2026-11-21" }).toMatchObject({ slug: "due" });
    await refused({ fallback: "nobody@example.com" }).toMatchObject({ slug: "person" });
    await refused({ seed: "demo" }).toMatchObject({ slug: "seed" });
  });

  it("I7: whoever builds it reviews nothing in it", async () => {
    await refused({ fallback: "ada@example.com" }).toMatchObject({ slug: "builder" });
    await refused({ reviewer: c.admin.id }).toMatchObject({ slug: "builder" });
  });

  it("is only for admins", async () => {
    for (const who of [c.auditor, c.controlOwner, c.mia])
      await expect(
        at(today, () => launchNow(who.ctx, { name: "No", due: "2026-12-01" })),
      ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("launches once, however often the job runs", async () => {
    const made = await launched({ applications: ["Ledger"] });
    await at(today, () => materialise({ campaign: made.campaign }));
    expect((await leaves(made.campaign)).map((l) => l.type)).toEqual([
      "campaign.staged",
      "campaign.launched",
      "arms.committed",
    ]);
    const [row] = await handle.db.select().from(campaign).where(eq(campaign.id, made.campaign));
    expect(row).toMatchObject({ status: "launched", scope: "application in (Ledger)" });
  });

  it("ends a launch with nothing in scope, with the sentence", async () => {
    const sentence = "None of the 8 grants is in scope (title = Nobody), so there is nothing to review.";
    await refused({ scope: "title = Nobody" }).toMatchObject({ message: sentence });
    const [row] = await rows<{ status: string; problem: string; items: number }>(
      handle.db,
      sql`SELECT status, problem, items FROM campaign WHERE scope = 'title = Nobody'`,
    );
    expect(row).toEqual({ status: "refused", problem: sentence, items: 0 });
  });
});

describe("a population that is not whole", () => {
  it("I9: an equation that fails never launches, and nothing is written", async () => {
    const broken = await world().source(
      "Broken",
      { ...ledger, grants: [...(ledger.grants ?? []), { accountId: "a-nobody", entitlementId: "post" }] },
      { asOf: new Date("2026-11-21T00:00:00Z") },
    );
    const before = await handle.db.$count(evidencePacket);
    const sentence =
      "The population does not tie out: 9 grants, but 7 items + 1 covered + 0 excluded = 8. Missing: 1, which name an account or an entitlement that the snapshot does not hold. Correct the export and import it again.";
    await expect(launched({ sources: ["Broken"] })).rejects.toMatchObject({
      slug: "tie-out",
      message: sentence,
    });
    const [row] = await rows<{ id: string; status: string; problem: string }>(
      handle.db,
      sql`SELECT c.id, c.status, c.problem FROM campaign c JOIN campaign_source s ON s.campaign_id = c.id
        WHERE s.source_id = ${broken.source}`,
    );
    expect(row).toMatchObject({ status: "refused", problem: sentence });
    expect(await handle.db.$count(item, sql`campaign_id = ${row?.id}`)).toBe(0);
    expect(await handle.db.$count(campaignGrant, sql`campaign_id = ${row?.id}`)).toBe(0);
    expect(await handle.db.$count(evidencePacket)).toBe(before);
    expect((await leaves(row?.id ?? "")).map((l) => l.type)).toEqual([
      "campaign.staged",
      "campaign.cancelled",
    ]);
  });

  it("I9: a derived grant whose carrier is not in the source is decided itself, others of that access are covered", async () => {
    await world().source(
      "Nested",
      {
        ...ledger,
        grants: [
          { accountId: "a-pat", entitlementId: "read", via: "Staff > Finance" },
          { accountId: "a-pat", entitlementId: "read", via: "Auditors" },
          { accountId: "a-sam", entitlementId: "post" },
          { accountId: "a-sam", entitlementId: "post", via: "Sales role" },
          { accountId: "a-lee", entitlementId: "grp" },
          { accountId: "a-lee", entitlementId: "read", via: "Clerks > Readers" },
        ],
      },
      { asOf: new Date("2026-11-21T00:00:00Z") },
    );
    const made = await launched({ sources: ["Nested"] });
    expect(made.tieOut).toMatchObject({ grants: 6, items: 3, covered: 3, excluded: 0, holds: true });
    expect(await rest(made.campaign)).toEqual([
      { entitlement: "read", fate: "covered", reason: "comes with Clerks" },
      { entitlement: "read", fate: "covered", reason: "the same access by another way" },
      { entitlement: "post", fate: "covered", reason: "the same access by another way" },
    ]);
    expect(await assignments(made.campaign)).toMatchObject({
      "Pat Okoye: Read reports": "Mia Ferro, manager",
    });
  });

  it("I9: an orphan is in somebody's hands", async () => {
    await world().source(
      "Orphans",
      {
        applications: [{ id: "old", name: "Old system" }],
        accounts: [{ id: "root", applicationId: "old", login: "root" }],
        entitlements: [{ id: "all", applicationId: "old" }],
        grants: [{ accountId: "root", entitlementId: "all" }],
      },
      { asOf: new Date("2026-11-21T00:00:00Z") },
    );
    const made = await launched({ sources: ["Orphans"] });
    expect(await assignments(made.campaign)).toEqual({
      "root: all": "Fay Quill, fallback (manager not known; application owner not known)",
    });
  });
});

describe("an outside check that fails", () => {
  it("I9: stops the launch until the control owner accepts it, with a reason", async () => {
    const old = await world().source("Old export", ledger, { asOf: new Date("2026-10-01T00:00:00Z") });
    const finding = "The snapshot of Old export is 52 days old; more than 30 is too old to review by.";
    await expect(launched({ sources: ["Old export"] })).rejects.toMatchObject({
      slug: "outside-check",
      message: `${finding} Import a newer export, or have the control owner accept this with a reason.`,
    });
    const accept = (who: Company["admin"]) =>
      at(today, () =>
        execute(who.ctx, acceptCheck, {
          snapshot: old.snapshot,
          check: "age",
          reason: "The system was shut down in October.",
        }),
      );
    await expect(accept(c.admin)).rejects.toMatchObject({ code: "forbidden" });
    await accept(c.controlOwner);
    await expect(accept(c.controlOwner)).rejects.toMatchObject({ slug: "accepted" });
    const [entry] = await rows<{ leaf: string; words: string }>(
      handle.db,
      sql`SELECT convert_from(e.leaf, 'UTF8') AS leaf, w.payload AS words FROM audit_event e, check_acceptance a
        JOIN private_payload w ON w.id = a.reason_id WHERE e.type = 'source.accepted'`,
    );
    expect(entry?.leaf).not.toContain("October");
    expect(entry?.words).toContain("shut down in October");
    const made = await launched({ sources: ["Old export"] });
    expect(made.tieOut.holds).toBe(true);
  });

  it("I9: stops it on a sudden drop too, and is said in the preview", async () => {
    await world().source("Shrunk", ledger, { asOf: new Date("2026-11-10T00:00:00Z") });
    const now = await world().source(
      "Shrunk",
      { ...ledger, grants: (ledger.grants ?? []).slice(0, 5) },
      { asOf: new Date("2026-11-20T00:00:00Z") },
    );
    const said = await at(today, () => read(c.controlOwner.ctx, preview, { sources: String(now.source) }));
    expect(said.checks).toEqual([
      {
        snapshot: now.snapshot,
        source: "Shrunk",
        check: "drop",
        finding:
          "Shrunk has 5 grants where the snapshot before had 8; a drop of more than 20 % may be an incomplete export.",
        accepted: null,
      },
    ]);
    await expect(
      at(today, () => execute(c.admin.ctx, launch, { name: "No", sources: ["Shrunk"], due: "2026-12-01" })),
    ).rejects.toMatchObject({
      slug: "outside-check",
    });
  });
});
