import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { briefing } from "@/db/schema/briefings";
import { challengeAnswer, challengeServed } from "@/db/schema/challenges";
import { auditEvent } from "@/db/schema/log";
import { remediation } from "@/db/schema/remediation";
import { item, reassignment, review } from "@/db/schema/reviews";
import { secondLook } from "@/db/schema/second-looks";
import { challengeAnswers, challengeOutcome } from "@/lib/audit-log/challenges";
import { uuid7 } from "@/lib/ids";
import { read } from "@/lib/query";
import { sameAct } from "@/lib/reviews/acts";
import { freshDatabase } from "@/lib/testing/database";
import { answers, due, HOUR, type Listed, launched, written } from "@/lib/testing/reviewed";
import { type WorldPerson, world } from "@/lib/testing/world";
import type { Compared } from "./compared";
import { comparedOf, sameActSql } from "./compared-sql";
import { conductOf, joined } from "./conduct";
import { answersBy } from "./conduct-sql";
import { automationBias, switchRate } from "./delta";
import { figureSections } from "./figure-sections";
import { thresholdsOf } from "./pace";
import { figuresOf } from "./queries";
import { countsOf, strataOf, timesOf } from "./simulated-counts";
import { type Character, simulatedReview } from "./simulator";

let handle: Handle;
let end: () => Promise<void>;
let auditor: WorldPerson;
let directory: number;
let seed = 0;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const ids = Array.from({ length: 12 }, (_, i) => `r${i}`);
  ({ source: directory } = await w.source("Directory", {
    identities: ids.map((id, i) => ({
      id,
      name: `Reviewer ${i}`,
      department: i < 6 ? "Finance" : "Legal",
      location: "Graz",
    })),
  }));
  auditor = await w.person({ name: "Ivo Hartl", roles: ["auditor"] });
});
afterAll(() => end());

const sizes = { items: 60, blind: 0.25, challenges: 8 };
const cast: Character[] = ["honest", "hurried", "stamper", "follower", "honest", "honest"];

/** So many reviewers of the directory, each with a list of their own. */
async function reviewers(n: number, kind: "person" | "simulated" = "person"): Promise<Listed[]> {
  const found = await rows<{ taken: number }>(
    handle.db,
    sql`SELECT count(*)::int AS taken FROM person WHERE identity_source_id = ${directory}`,
  );
  const taken = found[0]?.taken ?? 0;
  const listed: Listed[] = [];
  for (let i = 0; i < n; i++) {
    const bound = taken + i < 12 ? { identity: { source: directory, id: `r${taken + i}` } } : {};
    const who = await world().person({
      name: `Reviewer ${String(taken + i).padStart(2, "0")}`,
      kind,
      ...bound,
    });
    const character = cast[i % cast.length] ?? "honest";
    listed.push({ who, list: simulatedReview(character, { ...sizes, seed: ++seed }) });
  }
  return listed;
}

const asked = (id: string) => read(auditor.ctx, figuresOf, { id });

describe("the oversight figures of a campaign", () => {
  it("are what the lists themselves say, counted apart from the database", async () => {
    const lists = await reviewers(6);
    const id = await written(lists, { name: "Q4" });
    const running = await asked(id);
    expect(running.conduct).toMatchObject({
      overReliance: { enough: false, why: "while_running" },
      rubberStamp: { index: { enough: false, why: "parts_missing" } },
    });
    await handle.db.execute(sql`UPDATE campaign SET status = 'closed', closed_at = due_at WHERE id = ${id}`);
    const found = await asked(id);
    const all = lists.flatMap((l) => l.list.decisions);
    const thresholds = thresholdsOf(timesOf(all));
    const own = lists.map((l) => countsOf(l.list, thresholds));
    const expected = conductOf(
      joined(own),
      { thresholds, openHours: 0, unchallenged: "not_collected" },
      "team",
    );

    expect(found).toMatchObject({ name: "Q4", level: "teams", simulated: false, draw: null, people: [] });
    const byRisk = (delta: typeof found.delta) =>
      delta.enough
        ? { ...delta, strata: [...delta.strata].sort((a, b) => (a.stratum < b.stratum ? -1 : 1)) }
        : delta;
    expect(byRisk(found.delta)).toEqual(closeTo(byRisk(automationBias(strataOf(all)))));
    expect(found.delta).toMatchObject({ enough: true, n: 360 });
    const { right: _, wrong: __, ...switched } = joined(own).switched;
    expect(found.switched).toEqual(switchRate(switched));
    expect(found.thresholds).toEqual(thresholds);
    if (!found.conduct.enough) throw new Error("It was withheld.");
    const {
      delta: _delta,
      switched: _switched,
      bunching,
      rubberStamp,
      enough: _enough,
      ...conduct
    } = found.conduct;
    expect(conduct).toEqual({
      reviewers: 6,
      decided: 360,
      overReliance: expected.overReliance,
      catchRate: expected.catchRate,
      pace: expected.pace,
      streak: expected.streak,
      inView: expected.inView,
      noEvidence: expected.noEvidence,
      duplicates: expected.duplicates,
    });
    expect(rubberStamp).toEqual(closeTo(expected.rubberStamp));
    // An hour apart up to the due time: 48 of each reviewer's 60 within the last 48 hours.
    expect(bunching.last48h).toMatchObject({ n: 360, count: 6 * 48 });
    expect(bunching.hours.reduce((a, b) => a + b)).toBe(360);
    expect(bunching.even).toBeCloseTo(48 / ((due.getTime() - launched.getTime()) / HOUR), 9);

    const { sides, verbs } = found.agreement.assisted;
    const pair = (from: string, to: string) =>
      all.filter((d) => d.arm === "assisted" && d.recommendation === from && d.final === to).length;
    expect(sides.table).toEqual([
      [pair("certify", "certify"), pair("certify", "revoke")],
      [pair("revoke", "certify"), pair("revoke", "revoke")],
    ]);
    expect(verbs.table[2]).toEqual([pair("revoke", "certify"), 0, pair("revoke", "revoke"), 0]);
    expect(found.overrides.all).toMatchObject({
      count: pair("certify", "revoke") + pair("revoke", "certify"),
    });
    expect(found.population).toMatchObject({ items: 360, decided: 360, notCompared: 0 });
    expect(found.teams.map((t) => [t.department, t.reviewers, t.conduct.enough])).toEqual([
      ["Finance", 6, true],
    ]);
  });

  it("withhold how few people worked, and say whose decisions were simulated", async () => {
    const id = await written(await reviewers(3, "simulated"), { name: "Small", seeded: true });
    const found = await asked(id);
    expect(found).toMatchObject({
      simulated: true,
      conduct: { enough: false, n: 3, needed: 5, why: "few_reviewers" },
      thresholds: [],
      people: [],
    });
    expect(found.delta).toMatchObject({ enough: false, why: "few_items", n: 180 });
    expect(found.teams).toMatchObject([{ department: "Legal", conduct: { enough: false } }]);
    // Small teams share one row.
    const [small] = found.teams;
    if (!small) throw new Error("There is a team.");
    const teams = [small, { ...small, department: "Sales", reviewers: 4 }];
    const table = figureSections({ ...found, teams }).find((s) => s.section.id === "teams")?.section
      .tables[0];
    expect(table?.rows).toEqual([["2 smaller teams", "7", "", "not shown alone", "", ""]]);
    expect(JSON.stringify(found)).not.toContain("Reviewer 0");
  });

  it("name people only where the settings say so, each figure from 20 on, and nobody whose location is off", async () => {
    const lists = await reviewers(2);
    const [first, second] = lists as [Listed, Listed];
    const short = { ...first, list: simulatedReview("honest", { items: 19, blind: 0.2, seed: ++seed }) };
    const named = await written([short, second], {
      name: "Named",
      oversight: { level: "named", except: [], answerDays: 14 },
    });
    const found = await asked(named);
    expect(found.people.map((p) => [p.person, p.conduct.decided])).toEqual([
      [first.who.id, 19],
      [second.who.id, 60],
    ]);
    expect(found.people[0]?.conduct.pace.effort).toMatchObject({ enough: false, why: "few_answers", n: 19 });
    expect(found.people[1]?.conduct.pace.effort).toMatchObject({ enough: true, n: 60 });
    expect(found.people[1]?.conduct.overReliance).toMatchObject({ enough: false, why: "while_running" });
    const off = await written([short, second], {
      name: "Off",
      oversight: {
        level: "named",
        except: [{ of: "location", value: "graz", level: "off" }],
        answerDays: 14,
      },
    });
    expect(await asked(off)).toMatchObject({ people: [], conduct: { enough: false } });
    // Who read before they began that no figures are made of them stays so, wherever the directory has them by now.
    const read = { version: 1, textHash: "0".repeat(64), told: "off" as const, at: launched };
    await handle.db.insert(briefing).values({ ...read, campaignId: named, personId: first.who.id });
    expect((await asked(named)).people.map((p) => p.person)).toEqual([second.who.id]);
  });

  it("leave out what was not drawn by lot and what was not recommended, and tell how much that is", async () => {
    const id = await written(await reviewers(1), { name: "Parts" });
    const before = await asked(id);
    await handle.db.execute(sql`UPDATE item SET arm_why = 'text_turned_draft' WHERE id IN
      (SELECT id FROM item WHERE campaign_id = ${id} AND arm = 'blind' ORDER BY id LIMIT 3)`);
    await handle.db.execute(sql`UPDATE item SET state = 'open', decision_id = NULL, outcome = NULL WHERE id IN
      (SELECT id FROM item WHERE campaign_id = ${id} AND arm = 'assisted' ORDER BY id LIMIT 5)`);
    const after = await asked(id);
    expect(after.population).toMatchObject({
      decided: before.population.decided - 5,
      blind: before.population.blind - 3,
      assisted: before.population.assisted - 5,
      turnedByText: 3,
      notCompared: 3,
    });
  });

  it("have in the delta what the lot alone put into its arm", async () => {
    const [one] = await reviewers(1);
    if (!one) throw new Error("There is no reviewer.");
    const id = await written([one], {
      name: "By lot",
      oversight: { level: "named", except: [], answerDays: 14 },
    });
    const compared = async () => comparedOf(handle.db, id);
    const n = (of: readonly Compared[], arm: "assisted" | "blind", drawn: boolean) =>
      of.filter((c) => c.arm === arm && c.drawn === drawn).reduce((all, c) => all + c.n, 0);
    const before = await compared();
    expect(n(before, "assisted", false) + n(before, "blind", false)).toBe(0);
    const low = await rows<{ id: string; arm: string }>(
      handle.db,
      sql`SELECT id::text, arm FROM item WHERE campaign_id = ${id} AND risk = 'low' ORDER BY id LIMIT 25`,
    );
    // A list of 60 has room for twelve blind ones: thirteen alike could never be drawn, twelve could.
    const alike = (many: readonly { id: string }[], key: string) =>
      handle.db
        .update(item)
        .set({ alikeKey: key })
        .where(
          inArray(
            item.id,
            many.map((l) => l.id),
          ),
        );
    const cluster = low.slice(0, 13);
    await alike(cluster, "large");
    await alike(low.slice(13, 25), "small");
    const large = await compared();
    const of = (arm: string) => cluster.filter((c) => c.arm === arm).length;
    expect(n(large, "assisted", false)).toBe(of("assisted"));
    expect(n(large, "blind", false)).toBe(of("blind"));
    const { population } = await asked(id);
    expect(population).toMatchObject({ leftOut: 13, notCompared: 0 });
    // One more on the list, given to somebody else since: the list that was drawn from is the launch's.
    const [moved] = low;
    const given = { fromId: one.who.id, toId: auditor.id, byId: auditor.id, kind: "reassigned" as const };
    await handle.db
      .insert(reassignment)
      .values({ id: uuid7(1), itemId: moved?.id ?? "", campaignId: id, at: due, ...given });
    await handle.db
      .update(item)
      .set({ reviewerId: auditor.id })
      .where(eq(item.id, moved?.id ?? ""));
    expect(n(await compared(), "assisted", false) + n(await compared(), "blind", false)).toBe(13);
    // What another item's decision answers is compared with nothing.
    await alike(cluster, "k");
    await handle.db.execute(sql`UPDATE item SET alike_key = id::text WHERE campaign_id = ${id}`);
    const spare = (await compared()).reduce((all, c) => all + c.n, 0);
    const [answer, ...rest] = await rows<{ id: string; decision: string }>(
      handle.db,
      sql`SELECT id::text, decision_id::text AS decision FROM item WHERE campaign_id = ${id} AND arm = 'assisted' ORDER BY id`,
    );
    await handle.db
      .update(item)
      .set({ decisionId: answer?.decision ?? "", answeredBy: answer?.id ?? "" })
      .where(
        inArray(
          item.id,
          rest.slice(0, 4).map((r) => r.id),
        ),
      );
    expect((await compared()).reduce((all, c) => all + c.n, 0)).toBe(spare - 4);
  });

  it("take no time from what was decided together, and its words once", async () => {
    const [one] = await reviewers(1);
    if (!one) throw new Error("There is no reviewer.");
    const list = {
      challenges: [],
      decisions: one.list.decisions.map((d, n) => ({ ...d, reason: n < 10 ? "Needed for the job." : null })),
    };
    const id = await written([{ who: one.who, list }], {
      name: "Together",
      together: 10,
      oversight: { level: "named", except: [], answerDays: 14 },
    });
    const found = await asked(id);
    expect(found.population.together).toBe(10);
    expect(found.people[0]?.conduct.pace.effort).toMatchObject({ n: 50 });
    expect(found.people[0]?.conduct.duplicates).toMatchObject({ enough: false, n: 1 });
  });

  it("set what was removed and stood again within 14 days beside what a second person would not keep", async () => {
    const [one] = await reviewers(1);
    if (!one) throw new Error("There is no reviewer.");
    const id = await written([one], { name: "Reversed" });
    const items = await rows<{ id: string; decision: string }>(
      handle.db,
      sql`SELECT id::text, decision_id::text AS decision FROM item WHERE campaign_id = ${id} ORDER BY id LIMIT 6`,
    );
    const on = (day: number) => new Date(due.getTime() + day * 24 * HOUR);
    const accounts = items.map((_, n) => `acc-${n}`);
    const shown = (day: number, grants: { accountId: string; grantedAt?: Date }[]) =>
      world().source(
        "Removed from",
        {
          applications: [{ id: "erp", name: "ERP" }],
          accounts: accounts.map((account) => ({ id: account, applicationId: "erp" })),
          entitlements: [{ id: "e", applicationId: "erp", name: "E" }],
          grants: grants.map((g) => ({ ...g, entitlementId: "e" })),
        },
        { asOf: on(day) },
      );
    const { source, snapshot: third } = await shown(3, []);
    const { snapshot: seventeenth } = await shown(17, [{ accountId: "acc-0" }]);
    // The source has the date of one that came back, and of the other it has not.
    const { snapshot: fortieth } = await shown(40, [
      { accountId: "acc-1", grantedAt: on(5) },
      { accountId: "acc-2" },
    ]);
    const tasks = items.map((it, n): typeof remediation.$inferInsert => ({
      ...{ id: uuid7(n), itemId: it.id, campaignId: id, decisionId: it.decision, kind: "remove" },
      ...{ state: "seen_gone", ownerId: one.who.id, sourceId: source, before: {}, requestedAt: due },
      ...{ accountId: accounts[n] ?? "", entitlementId: "e" },
    }));
    await handle.db.insert(remediation).values(tasks);
    const logged = (type: string, at: number, snapshot: number): typeof auditEvent.$inferInsert => ({
      ...{
        eventId: uuid7(snapshot),
        type,
        actorKind: "system",
        actorId: "system:remediation",
        campaignId: id,
      },
      // The day it was imported says nothing.
      ...{ itemId: items[at]?.id ?? null, itemSeq: snapshot, at: on(400) },
      leaf: new TextEncoder().encode(JSON.stringify({ data: { task: tasks[at]?.id, snapshot } })),
      leafHash: new Uint8Array([1]),
    });
    await handle.db.insert(auditEvent).values([
      // Back after 14 days; after two by its own date; after 37 by that of the snapshot; never.
      ...[logged("remediation.seen_gone", 0, third), logged("grant.returned", 0, seventeenth)],
      ...[logged("remediation.seen_gone", 1, third), logged("grant.returned", 1, fortieth)],
      ...[logged("remediation.seen_gone", 2, third), logged("grant.returned", 2, fortieth)],
      logged("remediation.seen_gone", 3, third),
      // Nobody has looked again since; it was never seen gone.
      ...[logged("remediation.seen_gone", 4, fortieth), logged("grant.returned", 5, fortieth)],
    ]);
    const states = ["agreed", "refused", "pending", "agreed"] as const;
    await handle.db.insert(secondLook).values(
      states.map((state, at) => ({
        ...{
          id: uuid7(at),
          itemId: items[at]?.id ?? "",
          campaignId: id,
          decisionId: items[at]?.decision ?? "",
        },
        ...{ reviewerId: one.who.id, why: "finding" as const, secondId: auditor.id, askedAt: due, state },
        answeredAt: state === "pending" ? null : due,
        wordsId: state === "refused" ? uuid7(at) : null,
      })),
    );
    const { reversals } = await asked(id);
    expect(reversals.wrongRemovals).toMatchObject({ enough: true, n: 4, count: 2 });
    expect(reversals.wrongKeeps).toMatchObject({ enough: true, n: 3, count: 1 });
  });

  it("answer an empty campaign with words for every number, and none that is not there with a refusal", async () => {
    const id = await written([{ who: auditor, list: { decisions: [], challenges: [] } }], { name: "Empty" });
    const found = await asked(id);
    expect(found.conduct).toMatchObject({ enough: false, why: "nothing" });
    expect(found.delta).toMatchObject({ enough: false, why: "not_randomised" });
    expect(found.agreement.blind.verbs.kappa).toMatchObject({ enough: false, why: "nothing" });
    await expect(asked(uuid7(0))).rejects.toMatchObject({ code: "not_found" });
  });
});

it("two acts are the same in the database where they are the same in code", async () => {
  const outcomes = ["certify", "certify_until", "revoke", "modify"];
  const targets = [null, "reduce", "rotate", "transfer_owner", "retire"] as const;
  const acts = outcomes.flatMap((outcome) => targets.map((target) => ({ outcome, target })));
  const cases = (["grant", "credential", "identity"] as const).flatMap((type) =>
    acts.flatMap((one) =>
      acts.map((other) => ({ type, o: one.outcome, t: one.target, p: other.outcome, u: other.target })),
    ),
  );
  const found = await rows<{ same: boolean }>(
    handle.db,
    sql`SELECT ${sameActSql(sql`v.type`, { outcome: sql`v.o`, target: sql`v.t` }, { outcome: sql`v.p`, target: sql`v.u` })} AS same
      FROM jsonb_to_recordset(${JSON.stringify(cases.map((c, n) => ({ ...c, n })))}::jsonb)
        AS v (n int, type text, o text, t text, p text, u text) ORDER BY v.n`,
  );
  const act = (outcome: string, target: (typeof targets)[number]) => ({
    outcome,
    ...(target ? { target } : {}),
  });
  expect(found.map((f) => f.same)).toEqual(cases.map((c) => sameAct(c.type, act(c.o, c.t), act(c.p, c.u))));
});

/** The same, its fractions to nine places: sums in another order differ in the last bits. */
function closeTo(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : expect.closeTo(value, 9);
  if (Array.isArray(value)) return value.map(closeTo);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, closeTo(v)]));
  return value;
}

it("an answer to a challenge item counts as the log judges it", async () => {
  const id = await written([{ who: auditor, list: { decisions: [], challenges: [] } }], {
    name: "Challenged",
  });
  const [list] = await handle.db.select().from(review).where(eq(review.campaignId, id));
  const posed = (["planted", "contrary"] as const).flatMap((kind) =>
    (["keep", "remove"] as const).flatMap((says) =>
      challengeAnswers.map((answer) => ({ kind, says, answer })),
    ),
  );
  await answers({ campaignId: id, reviewId: list?.id ?? "", who: auditor.id }, posed);
  const count = (kind: string, outcome: string) =>
    posed.filter((p) => p.kind === kind && challengeOutcome(p.says, p.answer) === outcome).length;
  expect(await answersBy(handle.db, id)).toEqual([
    {
      person: auditor.id,
      wrong: 10,
      accepted: count("contrary", "missed"),
      planted: 10,
      caught: count("planted", "caught"),
      switched: { right: { count: 0, n: 0 }, wrong: { count: 0, n: 0 } },
    },
  ]);
  // Each was first answered the other way than its draft, which was then opened.
  const given = await handle.db.select().from(challengeAnswer).where(eq(challengeAnswer.campaignId, id));
  const keeps = (verb: string | null) => verb === "certify" || verb === "certify_until";
  await handle.db.insert(challengeServed).values(
    given.map((g, n) => ({
      ...{
        id: uuid7(n),
        challengeId: g.challengeId,
        personId: auditor.id,
        what: "revealed" as const,
        at: due,
      },
      choice: keeps(g.recommendation) ? ("revoke" as const) : ("certify" as const),
    })),
  );
  const went = given.filter((g) => g.answer !== "dont_know" && keeps(g.answer) === keeps(g.recommendation));
  const [now] = await answersBy(handle.db, id);
  // A draft of either kind here says the opposite of the facts.
  expect(now?.switched).toEqual({
    right: { count: 0, n: 0 },
    wrong: { count: went.length, n: given.length },
  });
  expect(went.length).toBeGreaterThan(5);
});
