import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, transaction } from "@/db/client";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { secondFor } from "./exceptions";
import { abstain, reassign } from "./hand-on";
import { openItem } from "./observe";
import { blockedOf } from "./subject";

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let [one, two]: WorldPerson[] = [];
/** Provisioned half of the access by their e-mail, and is in no directory. */
let fay: WorldPerson;
let campaign: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 40 }, (_, i) => ({
    id: `p${i}`,
    name: `Person ${i}`,
    managerId: `m${i % 2}`,
  }));
  const { source } = await w.source("ERP", {
    identities: [{ id: "m0", name: "Mo One" }, { id: "m1", name: "Mo Two" }, ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: [
      { id: "read", applicationId: "erp", name: "READ", description: "Reads.", privilege: "standard" },
    ],
    grants: people.map((p, i) => ({
      accountId: `a-${p.id}`,
      entitlementId: "read",
      ...(i < 20 ? { grantedBy: "fay@example.test" } : {}),
    })),
  });
  one = await w.person({ name: "Mo One", identity: { source, id: "m0" } });
  two = await w.person({ name: "Mo Two", identity: { source, id: "m1" } });
  fay = await w.person({ name: "Fay Fallback", email: "fay@example.test" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const made = await launchNow(admin.ctx, {
    name: "Q4 review",
    fallback: fay.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  });
  campaign = made.campaign;
});
afterAll(() => end());

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );
async function given(who: WorldPerson | undefined, gave: boolean) {
  const list = await handle.db
    .select()
    .from(item)
    .where(and(eq(item.reviewerId, who?.id ?? ""), eq(item.state, "open")))
    .orderBy(item.position);
  return list.filter((i) => `person/${fay.id}` in blockedOf(i.blocked) === gave);
}

describe("don't know", () => {
  it("asks nobody who has signed off, and says that nobody is left", async () => {
    const [open] = (await given(one, false)).slice(-1);
    if (!open || !one) throw new Error("There is no such item.");
    const id = crypto.randomUUID();
    await handle.db.insert(review).values({
      id,
      campaignId: campaign,
      reviewerId: fay.id,
      signedOffAt: new Date("2026-11-21T00:00:00Z"),
    });
    const unsure = { item: open.id, missing: "whether_needed" as const, key: key() };
    expect(await refusal(execute(one.ctx, abstain, unsure))).toBe("nobody-left");
    await handle.db.update(review).set({ signedOffAt: null }).where(eq(review.id, id));
    const first = await execute(one.ctx, abstain, unsure);
    expect(first).toMatchObject({ to: fay.id });
    // Sent again it is answered the same, though the item is hers by now.
    expect(await execute(one.ctx, abstain, unsure)).toEqual(first);
    expect(await refusal(execute(one.ctx, abstain, { ...unsure, key: key() }))).toBe("row");
  });
});

describe("I7: whoever is in no directory is blocked as the portal user they are", () => {
  it("I7: gets no item by don't know, by hand, or as the second person", async () => {
    const [gave] = await given(one, true);
    const [other] = await given(one, false);
    if (!gave || !other || !one) throw new Error("There are no such items.");
    expect(blockedOf(gave.blocked)).toMatchObject({
      [`person/${fay.id}`]: expect.stringContaining("You gave this access"),
    });
    const unsure = { missing: "whether_needed" as const, key: key() };
    expect(await refusal(execute(one.ctx, abstain, { item: gave.id, ...unsure }))).toBe("nobody-left");
    expect(
      await refusal(
        execute(one.ctx, reassign, { items: [gave.id], to: fay.id, reason: "Hers.", key: key() }),
      ),
    ).toBe("ineligible");
    const second = (i: typeof gave) =>
      transaction({ person: null, reach: "all" }, (tx) =>
        secondFor(tx, { item: i, fallbackId: fay.id, blocked: blockedOf(i.blocked) }),
      );
    expect(await second(gave)).toHaveProperty("nobody");
    expect(await second(other)).toEqual({ id: fay.id, name: "Fay Fallback" });
    expect(await refusal(execute(one.ctx, abstain, { item: other.id, ...unsure, key: key() }))).toBe("done");
  });

  it("I7: cannot decide one that is with them all the same", async () => {
    const [gave] = (await given(one, true)).slice(-1);
    if (!gave) throw new Error("There is no such item.");
    const [list] = await handle.db
      .select()
      .from(review)
      .where(and(eq(review.reviewerId, fay.id), eq(review.campaignId, campaign)));
    await handle.db
      .update(item)
      .set({ reviewerId: fay.id, reviewId: list?.id ?? "", position: 9_999 })
      .where(eq(item.id, gave.id));
    await handle.db
      .update(review)
      .set({ items: sql`${review.items} - 1` })
      .where(eq(review.id, gave.reviewId));
    const opened = await perform(fay.ctx, openItem, { item: gave.id });
    expect(opened.blocked).toContain("You gave this access");
    const input = {
      item: gave.id,
      key: key(),
      outcome: "revoke" as const,
      reasonCode: "not_needed",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    };
    expect(await refusal(execute(fay.ctx, decide, input))).toBe("not-your-own");
  });
});

describe("two people who hand items to each other at once", () => {
  it("both succeed, one after the other, and the lists count what they hold", async () => {
    const [mine, theirs] = [await given(one, true), await given(two, true)];
    const hand = (id: string | undefined, to: WorldPerson | undefined) =>
      execute(admin.ctx, reassign, {
        items: [id ?? ""],
        to: to?.id ?? "",
        reason: "A better fit.",
        key: key(),
      });
    // Many at once: each pair locks the same two lists, and whoever took them in another order would meet another halfway.
    const crossing = Array.from({ length: 8 }, (_, at) => [
      hand(mine[at]?.id, two),
      hand(theirs[at]?.id, one),
    ]);
    expect(new Set(await Promise.all(crossing.flat().map(refusal)))).toEqual(new Set(["done"]));
    const unsure = (who: WorldPerson | undefined, id: string | undefined) =>
      execute(who?.ctx ?? admin.ctx, abstain, { item: id ?? "", missing: "whether_needed", key: key() });
    const [a, b] = [await given(one, false), await given(two, false)];
    const both = await Promise.all(
      [unsure(one, a[0]?.id), unsure(two, b[0]?.id), hand(a[1]?.id, two), hand(b[1]?.id, one)].map(refusal),
    );
    expect(both).toEqual(["done", "done", "done", "done"]);
    const counted = await handle.db
      .select({
        said: review.items,
        held: sql<number>`(SELECT count(*)::int FROM item WHERE item.review_id = review.id)`,
        who: review.reviewerId,
      })
      .from(review);
    for (const { said, held, who } of counted) if (who !== fay.id) expect(said).toBe(held);
  });
});
