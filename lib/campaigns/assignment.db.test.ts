import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { at } from "@/lib/clock";
import { today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { world } from "@/lib/testing/world";
import { type Candidate, choose } from "./rules";
import { launchNow } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const people = ["p1", "p2", "p3", "p4", "p5", "p6"] as const;
const mail = (id: string) => `${id}@example.com`;
/** p6 has left, p5 built the campaign. */
const barred: Record<string, string> = { p6: "has left", p5: "built this campaign" };

const who = fc.constantFrom(...people);
/** A source may name somebody by id, by e-mail, as nobody it knows, or not at all. */
const text = fc.option(fc.oneof(who, who.map(mail), fc.constant("a script")));
const anyGrant = fc.record({
  holder: fc.option(fc.oneof(who, fc.constant("bot")), { freq: 8 }),
  entitlement: fc.constantFrom("low", "high"),
  grantedBy: text,
  requestedBy: text,
  approvedBy: text,
});
type Grant = (typeof anyGrant extends fc.Arbitrary<infer G> ? G : never) & { broken: boolean };

const managers: Record<string, string | null> = {
  p1: "p2",
  p2: "p3@example.com",
  p3: "p4",
  p4: null,
  p5: "p6",
  p6: "p1",
};
const keysOf = (t: string | null): string[] => {
  const id = t?.replace("@example.com", "");
  return id && people.some((p) => p === id) ? [id] : [];
};
const candidate = (role: string, t: string | null): Candidate => {
  const [key] = keysOf(t);
  return { role, known: key !== undefined, barred: (key && barred[key]) ?? null, key: key ?? null };
};

/** What the rules say of this grant: role and, where it is a directory entry, who. */
function expected(g: Grant, owner: string): string {
  const chain: Candidate[] = [
    ...(g.holder === "bot"
      ? [candidate("owner", "p1"), candidate("backup owner", "p2")]
      : [candidate("manager", g.holder ? (managers[g.holder] ?? null) : null)]),
    candidate("application owner", owner),
    { role: "fallback", known: true, barred: null, key: "p4" },
  ];
  const chosen = choose(chain, {
    subjects: g.holder ? [g.holder] : [],
    granters: keysOf(g.grantedBy),
    requesters: keysOf(g.requestedBy),
    approvers: keysOf(g.approvedBy),
    strict: g.entitlement === "high" || g.broken,
  });
  return chosen ? `${chosen.role} ${chosen.key}` : "unassigned null";
}

describe("the assignment in SQL", () => {
  it("I7: chooses whom the rules choose, on random grants", async () => {
    const w = world();
    const hr = await w.source(
      "Directory",
      {
        identities: [
          ...people.map((id) => ({
            id,
            name: `Person ${id}`,
            email: mail(id),
            managerId: managers[id] ?? null,
            employmentStatus: id === "p6" ? "terminated" : "active",
          })),
          { id: "bot", name: "Bot", kind: "service" as const, ownerId: "p1", backupOwnerId: mail("p2") },
        ],
      },
      { asOf: today },
    );
    const builder = await w.person({
      name: "Person p5",
      identity: { source: hr.source, id: "p5" },
      roles: ["admin"],
    });
    const fallback = await w.person({ name: "Person p4", email: mail("p4") });
    for (const [round, owner] of ["p3@example.com", "p5", "p6"].entries()) {
      const grants = fc.sample(anyGrant, { numRuns: 150, seed: 7 + round });
      const source = await w.source(
        `Source ${round}`,
        {
          applications: [{ id: "app", ownerId: owner }],
          accounts: grants.map((g, i) => ({
            id: `a${i}`,
            applicationId: "app",
            identityId: g.holder,
            login: `login${i}`,
            mfa: true,
          })),
          entitlements: [
            { id: "low", applicationId: "app", privilege: "standard" },
            { id: "high", applicationId: "app", privilege: "privileged" },
          ],
          grants: grants.map((g, i) => ({
            accountId: `a${i}`,
            entitlementId: g.entitlement,
            grantedBy: g.grantedBy,
            requestedBy: g.requestedBy,
            approvedBy: g.approvedBy,
          })),
        },
        { asOf: today },
      );
      const made = await at(today, () =>
        launchNow(builder.ctx, {
          name: `Round ${round}`,
          sources: [source.source],
          fallback: fallback.id,
          due: "2026-12-24",
        }),
      );
      const found = await rows<{ account: string; role: string; identity: string | null; findings: number }>(
        handle.db,
        sql`SELECT i.account_id AS account, i.eligibility ->> 'basis' AS role, p.identity_id AS identity, i.findings
          FROM item i JOIN person p ON p.id = i.reviewer_id WHERE i.campaign_id = ${made.campaign}`,
      );
      expect(found).toHaveLength(150);
      const said = Object.fromEntries(
        found.map((f) => [f.account, `${f.role} ${f.role === "fallback" ? "p4" : f.identity}`]),
      );
      const broken = new Map(found.map((f) => [f.account, f.findings > 0]));
      const wanted = Object.fromEntries(
        grants.map((g, i) => [`a${i}`, expected({ ...g, broken: broken.get(`a${i}`) ?? false }, owner)]),
      );
      expect(said).toEqual(wanted);
      expect(new Set(Object.values(said)).size).toBeGreaterThan(3);
    }
  });
});
