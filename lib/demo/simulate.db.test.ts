import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database, rows } from "@/db/client";
import type { Handle } from "@/db/handle";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { openZip } from "@/lib/audit-log/verifier/zip";
import type { Ctx } from "@/lib/auth/actor";
import { localOperator } from "@/lib/auth/sign-in";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { demoCompany, demoPeople } from "@/lib/demo/company";
import { writeFolders } from "@/lib/demo/folder";
import { draftAll } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { requestExport } from "@/lib/exports/commands";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { read } from "@/lib/query";
import { list as tasks } from "@/lib/remediation/queries";
import { pseudonymIn, readTimingKey } from "@/lib/reviews/timings";
import { importNow } from "@/lib/sources/worker";
import { freshDatabase } from "@/lib/testing/database";
import { personCtx } from "@/lib/testing/world";
import { simulate } from "./simulate";
import { type Asked, modelNames } from "./simulate-models";
import { readings } from "./simulate-queries";
import type { Simulated } from "./simulate-tally";

const day = new Date("2026-11-20T09:00:00Z");
const due = "2026-12-04";
const scope = "application = trs";
const fallback = demoPeople.find((p) => p.key === "sigrid")?.email ?? "";

let dir: string;
let handle: Handle;
let admin: Ctx;
const ends: (() => Promise<void> | void)[] = [];

/** Every campaign is over the same items, launched before anybody decided, so that only the reviewers differ. */
const campaigns = new Map<string, string>();
const came = new Map<string, Simulated>();

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "countersign-simulate-"));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  ends.push(overrideEnv({ data: dir, simulate: true }));
  const fresh = await freshDatabase();
  ends.push(fresh.end);
  handle = fresh.handle;
  await at(day, async () => {
    admin = await localOperator();
    const sources = writeFolders(path.join(dir, "from"), demoCompany("2026-11-19")).slice(0, 2);
    for (const { name, path: folder, asOf } of sources) {
      const from = {
        path: folder,
        source: name,
        format: "folder" as const,
        asOf: new Date(`${asOf}T00:00:00Z`),
      };
      await importNow(admin, from);
      await drain(handlers);
    }
    for (const name of [...modelNames, "honest again", "spare"]) {
      const { campaign } = await launchNow(admin, { name, scope, due, fallback });
      campaigns.set(name, campaign);
      await draftAll(campaign);
    }
    await drain(handlers);
    const to = new Map([...campaigns].slice(0, -1));
    for (const [name, campaign] of to)
      came.set(name, await simulate(admin, asked(campaign, name), () => undefined));
  });
}, 300_000);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const asked = (campaign: string, name: string): Asked => ({
  campaign,
  as: modelNames.find((m) => name.startsWith(m)) ?? "honest",
  share: 1,
  seed: 7,
  signOff: true,
});
const idOf = (name: string) => campaigns.get(name) ?? "";
const all = <T extends Record<string, unknown>>(query: SQL) => rows<T>(handle.db, query);

type Row = {
  place: string;
  outcome: string;
  seed: string | null;
  disposition: string;
  seen: string;
  n: number;
  seconds: number;
  in_view: string | null;
  words: string | null;
  at: string;
};
const decisionsOf = async (name: string) =>
  all<Row>(sql`
    SELECT i.account_id || ' ' || i.entitlement_id AS place, d.outcome, d.seed, d.disposition, d.recommendation_seen AS seen, d.n,
      coalesce(d.seconds, t.seconds) AS seconds, d.in_view, p.payload::json ->> 'rationale' AS words, d.decided_at::text AS at
    FROM decision d JOIN item i ON i.id = d.item_id LEFT JOIN private_payload p ON p.id = d.rationale_id
    LEFT JOIN timing t ON t.ref = ${pseudonymIn(await readTimingKey((await database()).db), sql`d.id`)}
    WHERE d.campaign_id = ${idOf(name)} ORDER BY d.decided_at`);
const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

describe("simulated reviewers", () => {
  it.each(modelNames)(
    "%s: every item of the lists is accounted for, and refusals are told by reason",
    async (name) => {
      const made = came.get(name);
      const [found] = await all<{ items: number; decided: number }>(sql`SELECT
      sum(items)::int AS items, sum(decided)::int AS decided FROM review WHERE campaign_id = ${idOf(name)}`);
      if (!made || !found) throw new Error("not simulated");
      expect(made.decided).toBe(found.decided);
      expect(made.decided).toBeGreaterThan(40);
      const { nobody: _, ...refused } = made.refused;
      for (const { count, why } of Object.values(refused)) {
        expect(count).toBeGreaterThan(0);
        expect(why).toMatch(/[.]$/);
      }
      expect(Date.parse(made.from ?? "")).toBeGreaterThan(day.getTime());
      expect(Date.parse(made.to ?? "")).toBeLessThan(Date.parse("2026-12-06T00:00:00Z"));
    },
  );

  it("I1: are people by kind, and simulated by their model's name in every row and every leaf", async () => {
    for (const name of modelNames) {
      const mark = `simulated:${name}`;
      expect(new Set((await decisionsOf(name)).map((d) => d.seed))).toEqual(new Set([mark]));
      const leaves = await all<{ kind: string; authn: string; type: string }>(sql`
        SELECT DISTINCT convert_from(leaf, 'UTF8')::json #>> '{actor,kind}' AS kind,
          convert_from(leaf, 'UTF8')::json #>> '{actor,authn}' AS authn, type
        FROM audit_event WHERE campaign_id = ${idOf(name)}
          AND type IN ('decision.recorded', 'item.abstained', 'review.signed_off')`);
      expect(leaves.length).toBeGreaterThan(0);
      for (const leaf of leaves) expect(leaf).toMatchObject({ kind: "person", authn: mark });
    }
    const seeds = await all<{ seed: string | null }>(sql`
      SELECT seed FROM exception UNION SELECT seed FROM second_look`);
    for (const { seed } of seeds) expect(seed).toMatch(/^simulated:/);
  });

  it("are told apart by their seconds, what was in view, when they looked at the draft, and their words", async () => {
    const of = Object.fromEntries(
      await Promise.all(
        modelNames.map(async (name) => {
          const list = (await decisionsOf(name)).filter((d) => d.n === 1);
          const facts = list.map((d) => (d.in_view === "none" ? 0 : (d.in_view?.split(" ").length ?? -1)));
          return [
            name,
            {
              seconds: median(list.map((d) => d.seconds)),
              slowest: Math.max(...list.map((d) => d.seconds)),
              facts: median(facts),
              none: facts.filter((n) => n === 0).length,
              seen: [...new Set(list.map((d) => d.seen))].sort(),
              kept: list.filter((d) => d.outcome.startsWith("certify")).length / list.length,
              overridden: list.filter((d) => d.disposition === "overridden").length,
              words: new Set(list.map((d) => d.words)).size / list.length,
              first: list[0]?.at ?? "",
            },
          ];
        }),
      ),
    );
    expect(of.honest.seconds).toBeGreaterThan(20);
    expect(of.hurried.seconds).toBeLessThan(15);
    expect(of.stamper).toMatchObject({ seconds: 2, slowest: 3, kept: 1, seen: ["never"] });
    expect(of.follower.seconds).toBeGreaterThan(of.stamper.seconds);
    expect(of.honest.facts).toBeGreaterThan(of.follower.facts);
    expect(of.honest.none).toBe(0);
    expect(of.stamper.none).toBeGreaterThan(0);
    expect(of.honest.seen).not.toContain("before");
    expect(of.follower.seen).not.toContain("after");
    expect(of.follower.overridden).toBe(0);
    expect(of.honest.kept).toBeLessThan(1);
    expect(of.honest.words).toBeGreaterThan(0.5);
    expect(of.hurried.words).toBeLessThan(0.2);
    expect(of.stamper.first >= "2026-12-04").toBe(true);
    expect(of.honest.first < "2026-12-01").toBe(true);
  });

  it("I12: decide what is blind first without its draft, and followers go over to it afterwards", async () => {
    const blind = async (name: string) =>
      all<{ n: number; draft: string | null; seen: string; disposition: string }>(sql`
        SELECT d.n, d.draft_id AS draft, d.recommendation_seen AS seen, d.disposition FROM decision d
        WHERE d.campaign_id = ${idOf(name)} AND d.arm = 'blind' ORDER BY d.item_id, d.n`);
    for (const name of modelNames)
      for (const d of (await blind(name)).filter((one) => one.n === 1))
        expect(d).toEqual({ n: 1, draft: null, seen: "never", disposition: "undrafted" });
    const after = (await blind("follower")).filter((d) => d.n === 2);
    expect(after.length).toBeGreaterThan(0);
    for (const d of after) expect(d.disposition).not.toBe("overridden");
    expect((await blind("stamper")).filter((d) => d.n > 1)).toEqual([]);
  });

  it("do the same where the seed is the same", async () => {
    const first = async (name: string) =>
      (await decisionsOf(name))
        .filter((d) => d.n === 1)
        .map((d) => [d.place, d.outcome, d.seconds].join(" "))
        .sort();
    expect(await first("honest again")).toEqual(await first("honest"));
  });

  it("go through a share of one person's list from its top, and no further than a day", async () => {
    const spare = idOf("spare");
    const [list] = await all<{ reviewer: string; email: string; items: number }>(sql`
      SELECT p.id AS reviewer, p.email, r.items FROM review r JOIN person p ON p.id = r.reviewer_id
      WHERE r.campaign_id = ${spare} AND p.kind = 'person' ORDER BY r.items DESC, p.id LIMIT 1`);
    if (!list) throw new Error("no list");
    const run = (change: Partial<Asked>) =>
      at(day, () => simulate(admin, { ...asked(spare, "stamper"), ...change }, () => undefined));
    const made = await run({ reviewer: list.email, share: 0.4, until: "2026-11-24", signOff: true });
    const tried = Math.ceil(list.items * 0.4);
    const refused = Object.entries(made.refused).filter(([slug]) => !slug.startsWith("sign-off"));
    expect(made.lists).toBe(1);
    expect(made.decided + made.answered + refused.reduce((sum, [, r]) => sum + r.count, 0)).toBe(tried);
    expect(made.signedOff).toBe(0);
    expect(Object.keys(made.refused).some((slug) => slug.startsWith("sign-off"))).toBe(true);
    const others = await all(sql`SELECT 1 FROM decision WHERE campaign_id = ${spare}
      AND (person_id <> ${list.reviewer} OR decided_at > '2026-11-25')`);
    expect(others).toEqual([]);
    await expect(run({ reviewer: "nobody@nowhere.example" })).rejects.toThrow(/has a list in spare/);
    await expect(run({ until: "2026-12-05" })).rejects.toThrow(/is due on 2026-12-04/);
    await expect(run({ until: "2026-11-01" })).rejects.toThrow(/choose a later day/);
  });

  it("stand as simulated in the pack, which verifies", async () => {
    const campaign = idOf("follower");
    await at(new Date("2026-12-05T09:00:00Z"), async () => {
      await closeNow(admin, { id: campaign });
      const { export: id } = await perform(admin, requestExport, { campaign });
      expect((await drain(handlers)).failed).toEqual([]);
      const pack = path.join(dir, "exports", `${id}.zip`);
      const { ok, checks } = await verifyPath(pack, {});
      expect(checks.filter((check) => check.ok === false)).toEqual([]);
      expect(ok).toBe(true);
      const zip = await openZip(pack);
      const [head = "", ...lines] = Buffer.from(await zip.bytes("decisions.csv"))
        .toString("utf8")
        .split("\r\n");
      await zip.close();
      expect(head).toContain("seed");
      const decided = lines.filter((line) => line.includes("follower"));
      expect(decided).toHaveLength((await decisionsOf("follower")).length);
    });
    const task = await all<{ n: number }>(
      sql`SELECT 1 AS n FROM remediation WHERE campaign_id = ${campaign}`,
    );
    const auditor = personCtx(crypto.randomUUID(), "Auditor", ["auditor"]);
    const shown = await read(auditor, tasks, { campaign, whose: "all", limit: 200 });
    expect(shown.rows.length).toBe(Math.min(200, task.length));
    for (const row of shown.rows) expect(row.seed).toBe("simulated:follower");
    const refused = simulate(admin, asked(campaign, "honest"), () => undefined);
    await expect(refused).rejects.toThrow(/follower is (closed|sealed), so nothing/);
  });
});

describe("a database that is nobody's demo or test", () => {
  const attempt = () => at(day, () => simulate(admin, asked(idOf("spare"), "honest"), () => undefined));

  it("is left alone once anybody has signed in through an identity provider, with one sentence", async () => {
    const id = crypto.randomUUID();
    const before = await all(sql`SELECT id FROM decision`);
    await handle.db.execute(sql`INSERT INTO person (id, issuer, subject, name, kind, status, created_at)
      VALUES (${id}, 'https://login.example.com', 'u1', 'Ines Kettler', 'person', 'active', now())`);
    await expect(attempt()).rejects.toThrow(
      /^Decisions are simulated in demo and test databases only, [^\n]*[.]$/,
    );
    await handle.db.execute(sql`DELETE FROM person WHERE id = ${id}`);
    expect(await all(sql`SELECT id FROM decision`)).toEqual(before);
  });

  it("is left alone where an identity provider is set up", async () => {
    const oidc = {
      issuer: "https://login.example.com",
      clientId: "c",
      clientSecret: undefined,
      signOffAcr: [],
    };
    const back = overrideEnv({ oidc });
    try {
      await expect(attempt()).rejects.toThrow(/identity provider/);
    } finally {
      back();
    }
  });

  it("is left alone where nothing says that it is for trying out", async () => {
    const back = overrideEnv({ simulate: false });
    try {
      await expect(attempt()).rejects.toMatchObject({ slug: "not-marked" });
    } finally {
      back();
    }
  });

  it("is what only the command line may look at for this", async () => {
    const [someone] = await all<{ id: string }>(sql`SELECT id FROM person WHERE kind = 'person' LIMIT 1`);
    const ctx = personCtx(someone?.id ?? "", "Somebody", ["admin"]);
    const items = [crypto.randomUUID()];
    await expect(read(ctx, readings, { items })).rejects.toThrow(/Only the command line/);
  });
});
