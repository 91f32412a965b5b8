import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import {
  blockOf,
  type Candidate,
  choose,
  dueAt,
  failedChecks,
  mayBecome,
  maySeal,
  move,
  mustClose,
  mustTieOut,
  type Reviewed,
  tieOutOf,
  unansweredOf,
} from "./rules";
import { defaultSettings, type Status, settings, statuses } from "./schema";

const anyStatus = fc.constantFrom(...statuses);

describe("the life of a campaign", () => {
  it("I5: nothing leaves an end, and only a running campaign can be closed", () => {
    for (const from of ["sealed", "cancelled", "refused"] as const)
      for (const to of statuses) expect(mayBecome(from, to)).toBe(false);
    for (const from of statuses) expect(mayBecome(from, "closed")).toBe(from === "launched");
    for (const from of statuses) expect(mayBecome(from, "sealed")).toBe(from === "closed");
  });

  it("I5: any walk is finite, ends in one end, and never passes a status twice", () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 40 }), (wishes) => {
        const seen: Status[] = ["launching"];
        for (const wish of wishes) if (mayBecome(seen.at(-1) ?? "sealed", wish)) seen.push(wish);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBeLessThanOrEqual(4);
        if (seen.includes("closed")) expect(seen).not.toContain("cancelled");
      }),
    );
  });

  it("says what a campaign is and so cannot be", () => {
    expect(() => move({ name: "Q4", status: "sealed" }, "closed")).toThrow(
      "Q4 is closed and sealed, so it cannot be closed.",
    );
    expect(() => move({ name: "Q4", status: "launched" }, "closed")).not.toThrow();
    expect(() => maySeal({ name: "Q4", status: "launched", sealedAt: null })).toThrow(
      "Q4 is running, so it cannot be sealed.",
    );
    expect(() => maySeal({ name: "Q4", status: "cancelled", sealedAt: new Date() })).toThrow(
      "Q4 is sealed already.",
    );
    expect(() => maySeal({ name: "Q4", status: "cancelled", sealedAt: null })).not.toThrow();
  });

  it("waits for a control owner's answer until its last moment, and where there is one to wait for", () => {
    const until = new Date("2026-12-14T10:00:00Z");
    const given = { answered: false, answerable: true, days: 14, until };
    const at = (answer: Partial<typeof given>, ms: number) =>
      unansweredOf({ name: "Q4" }, { ...given, ...answer }, new Date(until.getTime() + ms));
    expect(() => at({}, -1)).toThrow("Q4 waits until 2026-12-14 for a control owner to answer its figures.");
    expect(at({}, 0)).toEqual({ why: "nobody_answered", days: 14 });
    expect(at({ answerable: false }, -1)).toEqual({ why: "no_control_owner", days: 14 });
    expect(at({ answered: true }, -1)).toBeNull();
  });
});

describe("the equations", () => {
  it("I9: holds exactly when nothing is lost and nothing is counted twice", () => {
    const n = fc.nat({ max: 1_000_000 });
    const off = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(n, n, n, off, off, off, (items, covered, excluded, grants, credentials, identities) => {
        const t = tieOutOf({
          grants: Math.max(0, items + covered + excluded + grants),
          items,
          covered,
          excluded,
          credentials: { all: Math.max(0, items + excluded + credentials), items, excluded },
          identities: { all: Math.max(0, covered + excluded + identities), items: covered, excluded },
        });
        expect(t.holds).toBe(
          t.grants === items + covered + excluded &&
            t.credentials.all === items + excluded &&
            t.identities.all === covered + excluded,
        );
        if (t.holds) expect(() => mustTieOut(t)).not.toThrow();
        else expect(() => mustTieOut(t)).toThrow(AppError);
      }),
    );
  });

  it("I9: says the equation and what is missing", () => {
    const none = { all: 0, items: 0, excluded: 0 };
    const grants = { grants: 9, items: 6, covered: 2, excluded: 1 };
    expect(() =>
      mustTieOut(tieOutOf({ ...grants, credentials: none, identities: { all: 4, items: 2, excluded: 1 } })),
    ).toThrow(
      "The population does not tie out: 4 non-human identities, but 2 items + 1 excluded = 3. Missing: 1, which became nothing.",
    );
    expect(() =>
      mustTieOut(tieOutOf({ ...grants, grants: 10, credentials: none, identities: none })),
    ).toThrow(
      "The population does not tie out: 10 grants, but 6 items + 2 covered + 1 excluded = 9. Missing: 1, which name an account or an entitlement that the snapshot does not hold. Correct the export and import it again.",
    );
  });

  it("I2: an item is decided, not reviewed or gone, and nothing else", () => {
    expect(() => mustClose({ items: 5, decided: 2, notCertified: 2, removed: 1 })).not.toThrow();
    expect(() => mustClose({ items: 5, decided: 2, notCertified: 2, removed: 0 })).toThrow(
      /does not tie out/,
    );
  });
});

describe("the due date", () => {
  it("is the end of the day where the campaign lives", () => {
    const now = new Date("2026-11-22T09:00:00Z");
    expect(dueAt("2026-11-27", "UTC", now).toISOString()).toBe("2026-11-27T23:59:59.999Z");
    expect(dueAt("2026-11-27", "Asia/Kathmandu", now).toISOString()).toBe("2026-11-27T18:14:59.999Z");
    expect(dueAt("2026-11-22", "America/Los_Angeles", now).toISOString()).toBe("2026-11-23T07:59:59.999Z");
    expect(() => dueAt("2026-11-21", "UTC", now)).toThrow(
      "The due date 2026-11-21 has passed; choose a later day.",
    );
  });

  it("can be today, and is always ahead", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Asia/Kathmandu",
      "Pacific/Auckland",
      "America/Sao_Paulo",
      "Europe/Lisbon",
    );
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
        fc.integer({ min: -3, max: 3 }),
        zones,
        (now, days, zone) => {
          const day = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
          try {
            const due = dueAt(day, zone, now);
            expect(due > now).toBe(true);
            const local = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(due);
            expect(local).toBe(day);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect(days).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe("the outside checks of a snapshot", () => {
  const now = new Date("2026-11-22T09:00:00Z");
  const asOf = (days: number) => new Date(now.getTime() - days * 86_400_000);
  it("I9: an old export and a sudden drop are named in a sentence", () => {
    expect(failedChecks({ source: "HR", asOf: asOf(30), grants: 80, previous: 100 }, now)).toEqual([]);
    expect(failedChecks({ source: "HR", asOf: asOf(31), grants: 79, previous: 100 }, now)).toEqual([
      { check: "age", finding: "The snapshot of HR is 31 days old; more than 30 is too old to review by." },
      {
        check: "drop",
        finding:
          "HR has 79 grants where the snapshot before had 100; a drop of more than 20 % may be an incomplete export.",
      },
    ]);
  });
  it("I8: the first snapshot of a source has nothing to drop from", () => {
    expect(failedChecks({ source: "HR", asOf: asOf(1), grants: 0, previous: null }, now)).toEqual([]);
  });
});

const keys = ["a", "b", "c", "d", "e"] as const;
const key = fc.constantFrom(...keys);
const anyItem: fc.Arbitrary<Reviewed> = fc.record({
  subjects: fc.array(key, { maxLength: 2 }),
  granters: fc.array(key, { maxLength: 2 }),
  requesters: fc.array(key, { maxLength: 2 }),
  approvers: fc.array(key, { maxLength: 2 }),
  strict: fc.boolean(),
});
const anyCandidate: fc.Arbitrary<Candidate> = fc.record({
  role: fc.constantFrom("manager", "application owner", "fallback"),
  known: fc.boolean(),
  barred: fc.option(fc.constantFrom("has left", "built this campaign")),
  key: fc.option(key),
});

describe("who reviews", () => {
  it("I7: never the holder, never who provisioned it, never who is barred", () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 5 }), anyItem, (chain, item) => {
        const who = choose(chain, item);
        if (!who) return;
        expect(who.known).toBe(true);
        expect(who.barred).toBeNull();
        if (who.key === null) return;
        expect(item.subjects).not.toContain(who.key);
        expect(item.granters).not.toContain(who.key);
        if (item.strict) expect([...item.requesters, ...item.approvers]).not.toContain(who.key);
      }),
    );
  });

  it("I7: who asked for it or approved it may review it where it is not privileged and breaks no rule", () => {
    const who: Candidate = { role: "manager", known: true, barred: null, key: "a" };
    const item: Reviewed = { subjects: ["b"], granters: [], requesters: ["a"], approvers: [], strict: false };
    expect(blockOf(who, item)).toBeNull();
    expect(blockOf(who, { ...item, strict: true })).toBe("asked for it");
    expect(blockOf(who, { ...item, strict: true, requesters: [], approvers: ["a"] })).toBe("approved it");
  });

  it("takes the first of the chain who may, and nobody where nobody may", () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 5 }), anyItem, (chain, item) => {
        const who = choose(chain, item);
        const at = who ? chain.indexOf(who) : chain.length;
        for (const earlier of chain.slice(0, at)) expect(blockOf(earlier, item)).not.toBeNull();
      }),
    );
  });
});

describe("the settings", () => {
  it("have the defaults of the product and no key beside the known ones", () => {
    expect(settings.parse(defaultSettings)).toEqual(defaultSettings);
    expect(defaultSettings.together).toEqual({ allowed: true, cap: 25 });
    expect(settings.safeParse({ ...defaultSettings, more: 1 }).success).toBe(false);
    expect(settings.safeParse({ ...defaultSettings, blindShare: 21 }).success).toBe(false);
    expect(settings.safeParse({ ...defaultSettings, together: { allowed: true, cap: 101 } }).success).toBe(
      false,
    );
  });
});
