import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows, transaction } from "@/db/client";
import { campaign, notCertified } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { person } from "@/db/schema/people";
import { remediation } from "@/db/schema/remediation";
import { item, review } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfItems } from "@/lib/audit-log/verifier/population";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { sealingWords } from "@/lib/oversight/answer-rules";
import { responsesOf } from "@/lib/oversight/responding";
import { read } from "@/lib/query";
import { requestRemediation } from "@/lib/remediation/worker";
import { answerFigures, closeAnswered } from "@/lib/testing/answered";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { databaseKind, freshDatabase } from "@/lib/testing/database";
import { decidedByHand } from "@/lib/testing/decisions";
import { machines } from "@/lib/testing/machines";
import { world } from "@/lib/testing/world";
import { cancelNow, closeNow, closeWhenDue } from "./close";
import { items, list, progress, show } from "./queries";
import { seal } from "./sealing";
import { closeDue, launchNow } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
});
afterAll(() => end());

const later = new Date("2026-11-30T10:00:00Z");
const overdue = new Date("2026-12-02T00:00:00Z");

async function running(name: string, source = "Ledger export"): Promise<{ id: string; items: string[] }> {
  const made = await at(today, () =>
    launchNow(c.admin.ctx, {
      name,
      sources: [source],
      fallback: "fay@example.com",
      due: "2026-12-01",
      settings: { blindShare: 0 },
    }),
  );
  const found = await handle.db
    .select({ id: item.id })
    .from(item)
    .where(eq(item.campaignId, made.campaign))
    .orderBy(item.id);
  return { id: made.campaign, items: found.map((i) => i.id) };
}

const stateOf = async (id: string) =>
  Object.fromEntries(
    (
      await rows<{ state: string; n: number }>(
        handle.db,
        sql`SELECT state, count(*)::int AS n FROM item WHERE campaign_id = ${id} GROUP BY state`,
      )
    ).map((s) => [s.state, s.n]),
  );

const entries = (id: string) =>
  rows<{ type: string; actor: string; leaf: string }>(
    handle.db,
    sql`SELECT type, actor_kind AS actor, convert_from(leaf, 'UTF8') AS leaf FROM audit_event
      WHERE campaign_id = ${id} ORDER BY id`,
  );
const dataOf = (list: { type: string; leaf: string }[], type: string) =>
  JSON.parse(list.find((e) => e.type === type)?.leaf ?? "{}").data;

/** What the database said, under the driver's own wrapping. */
async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return String(error instanceof Error && error.cause instanceof Error ? error.cause.message : error);
  }
  return "not refused";
}

describe("a close", () => {
  it("I2: ends what nobody decided as not reviewed, with an owner, a reason and a day, and decides nothing", async () => {
    const made = await running("Closed");
    const [first = "", second = ""] = made.items;
    await at(today, () => decidedByHand(first));
    await at(today, () => decidedByHand(second, "revoke"));
    const before = await handle.db.$count(decision);
    const closed = await at(later, () => closeNow(c.controlOwner.ctx, { id: made.id }));
    expect(closed).toMatchObject({ items: 7, decided: 2, notCertified: 5, removed: 0 });
    expect(await handle.db.$count(decision)).toBe(before);
    expect(await stateOf(made.id)).toEqual({ decided: 2, not_certified: 5 });
    const left = await handle.db.select().from(notCertified).where(eq(notCertified.campaignId, made.id));
    expect(left).toHaveLength(5);
    for (const row of left)
      expect(row).toMatchObject({ reason: "not decided", until: "2026-12-30", ownerId: c.owner.id });
    const log = await entries(made.id);
    expect(dataOf(log, "campaign.closed")).toEqual({
      decided: 2,
      not_certified: 5,
      removed: 0,
      root: `sha256:${rootOfItems(sha256, made.items.slice(2), () => "not_certified")}`,
    });
    expect(log.map((e) => [e.type, e.actor])).toEqual([
      ["campaign.staged", "person"],
      ["campaign.launched", "system:launch"],
      ["campaign.closed", "person"],
    ]);
  });

  const day = (n: number) => new Date(later.getTime() + n * 86_400_000);
  const statusOf = async (id: string) =>
    (await handle.db.select().from(campaign).where(eq(campaign.id, id)))[0]?.status;

  it("is sealed once a control owner has answered the figures, and asks for removals before", async () => {
    const made = await running("Answered");
    await at(today, () => decidedByHand(made.items[0] ?? "", "revoke"));
    await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    await at(later, () => requestRemediation({ campaign: made.id }));
    expect(await handle.db.$count(remediation, sql`campaign_id = ${made.id}`)).toBe(1);
    await at(day(13), () => closeDue());
    expect(await statusOf(made.id)).toBe("closed");
    await expect(
      at(day(13), () =>
        execute({ actor: { kind: "system", name: "close" }, requestId: "t" }, seal, { id: made.id }),
      ),
    ).rejects.toMatchObject({
      slug: "awaits-answer",
      message: "Answered waits until 2026-12-14 for a control owner to answer its figures.",
    });
    await at(day(13), () => answerFigures(c.controlOwner.ctx, made.id));
    expect(await statusOf(made.id)).toBe("sealed");
    const log = await entries(made.id);
    expect(log.slice(-2).map((e) => e.type)).toEqual(["oversight.responded", "campaign.sealed"]);
    expect(dataOf(log, "campaign.sealed")).not.toHaveProperty("unanswered");
  });

  it("is sealed by itself where nobody answered in time, and says so", async () => {
    const made = await running("Unanswered");
    await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    await at(day(14), () => closeDue());
    expect(await statusOf(made.id)).toBe("sealed");
    expect(dataOf(await entries(made.id), "campaign.sealed").unanswered).toEqual({
      why: "nobody_answered",
      days: 14,
    });
    const { sealing, responses } = await read(c.auditor.ctx, responsesOf, { id: made.id });
    expect(responses).toEqual([]);
    expect(sealingWords(sealing)).toBe(
      "Nobody answered within 14 days, and the campaign was sealed without an answer.",
    );
  });

  it("waits for nobody where there is no control owner, and says so", async () => {
    const made = await running("Unowned");
    const owners = (status: "active" | "disabled") =>
      handle.db.update(person).set({ status }).where(eq(person.id, c.controlOwner.id));
    await owners("disabled");
    await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    await owners("active");
    expect(await statusOf(made.id)).toBe("sealed");
    expect(dataOf(await entries(made.id), "campaign.sealed").unanswered).toEqual({
      why: "no_control_owner",
      days: 14,
    });
  });

  it("I5: the seal counts the campaign's entries and names the last, also in the sequenced log", async () => {
    const made = await running("Sealed");
    await sequence();
    await at(later, () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, made.id));
    await sequence();
    const found = await rows<{ type: string; idx: number; hash: string }>(
      handle.db,
      sql`SELECT e.type, l.idx::int AS idx, encode(l.leaf_hash, 'hex') AS hash FROM audit_event e
        JOIN log_leaf l ON l.event_id = e.id WHERE e.campaign_id = ${made.id} ORDER BY l.idx`,
    );
    const sealedAt = found.findIndex((f) => f.type === "campaign.sealed");
    expect(dataOf(await entries(made.id), "campaign.sealed")).toEqual({
      events: sealedAt,
      last: `sha256:${found[sealedAt - 1]?.hash}`,
    });
    const [row] = await handle.db.select().from(campaign).where(eq(campaign.id, made.id));
    expect(row).toMatchObject({ status: "sealed", sealedAt: later });
    await expect(
      at(later, () =>
        execute({ actor: { kind: "system", name: "close" }, requestId: "t" }, seal, { id: made.id }),
      ),
    ).rejects.toMatchObject({ slug: "sealed" });
  });

  it("I5: nothing of a sealed campaign changes", async () => {
    const made = await running("Shut");
    const [first = ""] = made.items;
    await at(later, () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, made.id));
    await expect(at(later, () => closeNow(c.admin.ctx, { id: made.id }))).rejects.toMatchObject({
      slug: "status",
      message: "Shut is closed and sealed, so it cannot be closed.",
    });
    const inside = <T>(work: Parameters<typeof transaction<T>>[1]) =>
      transaction({ person: null, reach: "all" }, work);
    expect(
      await refusal(() =>
        inside((tx) => tx.update(campaign).set({ name: "Other" }).where(eq(campaign.id, made.id))),
      ),
    ).toContain("refused");
    expect(
      await refusal(() => inside((tx) => tx.update(item).set({ state: "open" }).where(eq(item.id, first)))),
    ).toContain("the campaign has ended");
    expect(
      await refusal(() =>
        inside((tx) => tx.update(review).set({ signedOffAt: later }).where(eq(review.campaignId, made.id))),
      ),
    ).toContain("the campaign has ended");
    expect(await refusal(() => inside((tx) => tx.delete(item).where(eq(item.id, first))))).toContain(
      "refused",
    );
  });

  it("I2: is done by the automatic step when the day is over where the campaign lives, not before", async () => {
    const made = await running("Due");
    await expect(
      at(later, () =>
        execute({ actor: { kind: "system", name: "close" }, requestId: "t" }, closeWhenDue, { id: made.id }),
      ),
    ).rejects.toMatchObject({ slug: "not-due" });
    expect(await at(new Date("2026-12-01T23:59:59.999Z"), () => closeDue())).toEqual({
      closed: 0,
      sealed: 0,
    });
    const done = await at(overdue, () => closeDue());
    expect(done.closed).toBeGreaterThan(0);
    const log = await entries(made.id);
    expect(log.slice(-1).map((e) => [e.type, e.actor])).toEqual([["campaign.closed", "system:close"]]);
    expect(await at(overdue, () => closeDue())).toEqual({ closed: 0, sealed: 0 });
  });

  it("tells what is gone from a later export of its source from what nobody decided", async () => {
    const older = { asOf: new Date("2026-11-20T00:00:00Z") };
    const newer = { asOf: new Date("2026-11-28T00:00:00Z") };
    const fewer = {
      ...ledger,
      accounts: (ledger.accounts ?? []).filter((a) => a.id !== "a-sam"),
      grants: (ledger.grants ?? []).filter((g) => g.accountId !== "a-sam" && g.accountId !== "a-lee"),
    };
    await world().source("Watched", ledger, older);
    const made = await running("Gone", "Watched");
    await world().source("Watched", fewer, newer);
    const closed = await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    expect(closed).toMatchObject({ items: 7, decided: 0, notCertified: 5, removed: 2 });
    expect(await stateOf(made.id)).toEqual({ not_certified: 5, removed_at_source: 2 });

    await world().source("Partial", ledger, older);
    const other = await running("Not shown", "Partial");
    await world().source("Partial", fewer, { ...newer, complete: false });
    expect(await at(later, () => closeNow(c.admin.ctx, { id: other.id }))).toMatchObject({ removed: 0 });
  });

  it("I10: tells which credentials and machines are gone, where the source still lists others of their kind", async () => {
    const older = { asOf: new Date("2026-11-20T00:00:00Z") };
    const newer = { asOf: new Date("2026-11-28T00:00:00Z") };
    // Under ids of their own: other tests' accounts are matched to the directory's.
    const room = {
      identities: (machines.identities ?? [])
        .filter((i) => i.kind)
        .map(({ id, name, kind = "human" }) => ({ id: `r-${id}`, name: name ?? null, kind })),
      credentials: (machines.credentials ?? []).map((k) => ({ ...k, identityId: `r-${k.identityId}` })),
    };
    await world().source("Machine room", room, older);
    const made = await running("Machines gone", "Machine room");
    const fewer = {
      identities: room.identities.filter((i) => i.id !== "r-loader"),
      credentials: room.credentials.filter((k) => k.id !== "lost"),
    };
    await world().source("Machine room", fewer, newer);
    const closed = await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    expect(closed).toMatchObject({ items: 9, decided: 0, notCertified: 7, removed: 2 });
    const gone = await rows(
      handle.db,
      sql`SELECT type, coalesce(credential_id, identity_id) AS id FROM item
        WHERE campaign_id = ${made.id} AND state = 'removed_at_source' ORDER BY type`,
    );
    expect(gone).toEqual([
      { type: "credential", id: "lost" },
      { type: "identity", id: "r-loader" },
    ]);
    // A later export without any credential does not report them any more: it shows none of them gone.
    await world().source("Machine hall", room, older);
    const silent = await running("Not listed", "Machine hall");
    await world().source("Machine hall", { identities: room.identities }, newer);
    expect(await at(later, () => closeNow(c.admin.ctx, { id: silent.id }))).toMatchObject({
      removed: 0,
      notCertified: 9,
    });
  });

  it("is refused to an auditor and to whoever only reviews", async () => {
    const made = await running("Guarded");
    for (const who of [c.auditor, c.mia])
      await expect(at(later, () => closeNow(who.ctx, { id: made.id }))).rejects.toMatchObject({
        code: "forbidden",
      });
    expect(await stateOf(made.id)).toEqual({ open: 7 });
  });
});

describe("a close while somebody decides", () => {
  /** Runs `during` inside a transaction that holds the item, once the close waits for it. */
  async function racing(id: string, itemId: string, during: Parameters<typeof transaction<void>>[1]) {
    let start = () => {};
    const held = new Promise<void>((resolve) => {
      start = resolve;
    });
    const closing = held.then(() => at(later, () => closeNow(c.admin.ctx, { id })));
    const deciding = transaction({ person: null, reach: "all" }, async (tx) => {
      await tx.select().from(item).where(eq(item.id, itemId)).for("update");
      start();
      for (let waiting = 0; waiting === 0; )
        [{ waiting } = { waiting: 0 }] = await rows<{ waiting: number }>(
          tx,
          sql`SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted`,
        );
      await during(tx);
    });
    return { closed: await closing, deciding: await deciding.then(() => "done") };
  }

  it.runIf(databaseKind === "postgres")(
    "I2: what was being decided is decided, and the equation holds",
    async () => {
      const made = await running("Raced");
      const [first = ""] = made.items;
      const { closed } = await racing(made.id, first, async (tx) => {
        await at(today, () => decidedByHand(first, "certify", tx));
      });
      expect(closed).toMatchObject({ items: 7, decided: 1, notCertified: 6 });
      expect(await stateOf(made.id)).toEqual({ decided: 1, not_certified: 6 });
    },
  );

  it("I5: what comes after the end is refused, whatever it believed", async () => {
    const made = await running("Late");
    const [first = ""] = made.items;
    await at(later, () => closeNow(c.admin.ctx, { id: made.id }));
    await handle.db.execute(sql`ALTER TABLE item DISABLE TRIGGER only_while_launched`);
    await handle.db.update(item).set({ state: "open" }).where(eq(item.id, first));
    await handle.db.execute(sql`ALTER TABLE item ENABLE TRIGGER only_while_launched`);
    const decide = () =>
      transaction({ person: null, reach: "all" }, (tx) =>
        at(later, () => decidedByHand(first, "certify", tx)),
      );
    expect(await refusal(decide)).toContain("the campaign has ended: INSERT of decision refused");
  });
});

describe("a cancelled campaign", () => {
  it("I5: keeps its decisions, withdraws what was asked to be removed, and is sealed", async () => {
    const made = await running("Cancelled");
    const [first = "", second = ""] = made.items;
    const { decision: kept } = await at(today, () => decidedByHand(first, "revoke"));
    await at(today, () => decidedByHand(second));
    await handle.db.insert(remediation).values({
      id: crypto.randomUUID(),
      itemId: first,
      campaignId: made.id,
      decisionId: kept,
      kind: "remove",
      state: "requested",
      ownerId: c.owner.id,
      sourceId: c.app.source,
      applicationId: "ledger",
      accountId: "a-x",
      entitlementId: "post",
      before: {},
      requestedAt: today,
    });
    const done = await at(later, () =>
      cancelNow(c.admin.ctx, { id: made.id, reason: "The wrong quarter was loaded." }),
    );
    expect(done).toMatchObject({ decided: 2, open: 5, withdrawn: 1 });
    expect(await stateOf(made.id)).toEqual({ decided: 2, open: 5 });
    expect(await handle.db.$count(decision, sql`campaign_id = ${made.id}`)).toBe(2);
    const log = await entries(made.id);
    expect(log.slice(-2).map((e) => e.type)).toEqual(["campaign.cancelled", "campaign.sealed"]);
    expect(log.map((e) => e.leaf).join()).not.toContain("wrong quarter");
    const seen = await at(later, () => read(c.auditor.ctx, show, { id: made.id }));
    expect(seen).toMatchObject({
      status: "cancelled",
      endReason: "The wrong quarter was loaded.",
      sealedAt: later.toISOString(),
      may: { close: false, cancel: false, reassign: false },
    });
    await expect(at(later, () => closeNow(c.admin.ctx, { id: made.id }))).rejects.toMatchObject({
      slug: "status",
    });
  });
});

describe("what a campaign shows", () => {
  it("counts from the lists, those furthest behind first, page by page", async () => {
    const made = await running("Shown");
    const mine = await handle.db.select().from(item).where(eq(item.campaignId, made.id));
    const mias = mine.filter((i) => i.reviewerId === c.mia.id);
    for (const i of mias) await at(today, () => decidedByHand(i.id));
    const seen = await at(later, () => read(c.auditor.ctx, show, { id: made.id }));
    expect(seen).toMatchObject({
      status: "launched",
      items: 7,
      decided: mias.length,
      reviewers: 4,
      notStarted: 3,
      signedOff: 0,
      unassigned: 0,
      drafts: { ready: 0, insufficient: 0, failed: 0, pending: 0 },
      tieOut: { grants: 8, items: 7, covered: 1, excluded: 0, holds: true },
      fallback: "Fay Quill",
      builtBy: "Ada Moss",
    });
    const names: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await at(later, () =>
        read(c.admin.ctx, progress, { id: made.id, limit: 1, ...(after ? { after } : {}) }),
      );
      names.push(...page.rows.map((r) => r.name));
      if (!page.next) break;
      after = page.next;
    }
    expect(names).toHaveLength(4);
    expect(names.at(-1)).toBe("Mia Ferro");
    const listed = await at(later, () => read(c.admin.ctx, list, {}));
    const row = listed.rows.find((r) => r.id === made.id);
    expect(row).toMatchObject({ items: 7, decided: mias.length, days: 9 });
    expect(row?.left[0]).toBe(7);
    expect(row?.left.at(-1)).toBe(7 - mias.length);
    expect(listed.may.launch).toBe(true);
  });

  it("lists items by filter, each once, in pages", async () => {
    const made = await running("Listed");
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await read(c.auditor.ctx, items, { id: made.id, limit: 3, ...(after ? { after } : {}) });
      seen.push(...page.rows.map((i) => i.itemId));
      if (!page.next) break;
      after = page.next;
    }
    expect(seen).toEqual(made.items);
    const high = await read(c.auditor.ctx, items, { id: made.id, risk: "high", q: "close" });
    expect(high.rows.map((i) => [i.subject, i.entitlement])).toEqual([["Mia Ferro", "Close the year"]]);
    expect((await read(c.auditor.ctx, items, { id: made.id, q: "100%" })).rows).toEqual([]);
    await expect(read(c.mia.ctx, items, { id: made.id })).rejects.toMatchObject({ code: "forbidden" });
  });
});
