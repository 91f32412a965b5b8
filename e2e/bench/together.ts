import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { clusters } from "@/lib/reviews/clusters";
import { together } from "@/lib/reviews/together";
import { type OpenedTogether, openTogether } from "@/lib/reviews/together-open";
import { importNow } from "@/lib/sources/worker";
import { atOnce, report, say, seconds } from "./measure";
import { ctxOf } from "./reviewing";
import { emptyCopy, LANES, type World } from "./world";

/** Leaders, people that each of them leads, and what all of those hold alike. */
const SHAPE = { leaders: 16, people: 200, entitlements: 4 } as const;
/** The most that a campaign can allow, and what it allows where nobody says otherwise. */
const CAPS = [100, 25] as const;

/** A company in which much is alike: everybody whom somebody leads holds the same, and used it about as long ago. */
function writeTeams(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const csv = (name: string, header: string, rows: string[]) =>
    writeFileSync(path.join(dir, `${name}.csv`), `${header}\n${rows.join("\n")}\n`);
  const leaders = Array.from({ length: SHAPE.leaders }, (_, l) => l);
  const people = leaders.flatMap((l) =>
    Array.from({ length: SHAPE.people }, (_, p) => ({ l, id: `P${l}-${p}` })),
  );
  const rights = Array.from({ length: SHAPE.entitlements }, (_, e) => e);
  csv("identities", "id,kind,name,email,manager_id,department,title,employment_status,start_date", [
    ...leaders.map(
      (l) => `L${l},human,Leader ${l},l${l}@bench.example,,Department ${l},Head,active,2018-01-10`,
    ),
    ...people.map(
      (p) =>
        `${p.id},human,Person ${p.id},${p.id}@bench.example,L${p.l},Department ${p.l},Clerk,active,2019-01-10`,
    ),
  ]);
  csv("applications", "id,name,type,owner_id,criticality,data_class", [
    "A,Ledger,business,L0,medium,internal",
  ]);
  csv(
    "entitlements",
    "id,application_id,name,description,type,privilege",
    rights.map((e) => `E${e},A,ROLE_${e},May do what role ${e} allows,role,standard`),
  );
  csv(
    "accounts",
    "id,application_id,identity_id,login,status,mfa,created_at,last_sign_in_at",
    people.map((p) => `A-${p.id},A,${p.id},${p.id},active,true,2020-01-01,2026-11-18`),
  );
  csv(
    "grants",
    "account_id,entitlement_id,granted_at,granted_by,requested_by,approved_by,last_used_at,uses_90d",
    people.flatMap((p) =>
      rights.map((e) => `A-${p.id},E${e},2021-01-15,IT,${p.id},L${p.l},2026-11-1${e},${10 + e}`),
    ),
  );
}

/** Decides alike items together, at the highest cap and at the usual one, in a world of their own. */
export async function decideTogether(world: World): Promise<void> {
  const folder = path.join(world.dir, "teams");
  writeTeams(folder);
  say("together: importing");
  await importNow(world.operator, {
    path: folder,
    source: "Teams",
    format: "folder",
    asOf: new Date("2026-11-21T00:00:00Z"),
  });
  for (const cap of CAPS) await decideAtCap(world, cap);
}

type List = { review: string; reviewer: string; name: string };

/** Keeps all of what is alike, in one act. */
async function decideThese(of: List, opened: OpenedTogether): Promise<void> {
  await execute(ctxOf(of), together, {
    review: of.review,
    key: crypto.randomUUID(),
    items: opened.members.map(({ item, evidence, draft, supersedes }) => ({
      item,
      evidence,
      draft,
      supersedes,
    })),
    outcome: "certify",
    reasonCode: "needed_for_job",
    words: "Needed for the month end.",
    acknowledged: false,
    taken: "all_at_once",
    seconds: 60,
  });
}

async function decideAtCap(world: World, cap: number): Promise<void> {
  const { pool } = world;
  say(`together: launching with a cap of ${cap}`);
  const due = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const { campaign } = await launchNow(world.operator, {
    name: `Together ${cap}`,
    due,
    fallback: "l0@bench.example",
    settings: { blindShare: 0, together: { allowed: true, cap } },
  });
  const { rows: lists } = await pool.query<List>(
    `SELECT r.id AS review, r.reviewer_id AS reviewer, p.name FROM review r JOIN person p ON p.id = r.reviewer_id
      WHERE r.campaign_id = $1 AND p.kind = 'person' ORDER BY r.id`,
    [campaign],
  );
  let [decisions, measured, took] = [0, 0, 0];
  // Of each group that is alike the first so many are decided, and then the next, until none is left. A reviewer's acts come one
  // after another, those of several reviewers at once.
  for (;;) {
    const served: { of: List; opened: OpenedTogether[] }[] = [];
    await atOnce(LANES, lists, async (of) => {
      const opened: OpenedTogether[] = [];
      const found = await read(ctxOf(of), clusters, { review: of.review });
      for (const { items } of found.clusters)
        opened.push(await perform(ctxOf(of), openTogether, { review: of.review, items }));
      if (opened.length > 0) served.push({ of, opened });
    });
    if (served.length === 0) break;
    const spent = await seconds(() =>
      atOnce(LANES, served, async ({ of, opened }) => {
        for (const all of opened) await decideThese(of, all);
      }),
    );
    const made = served.flatMap((s) => s.opened).reduce((n, all) => n + all.members.length, 0);
    // The first acts are a process's and its connections' first ones, which no server of a running campaign is at.
    if (decisions > 0) {
      measured += made;
      took += spent;
    }
    decisions += made;
  }
  report({
    name: `decisions together, ${cap} an act, ${LANES} acts at once`,
    value: measured / took,
    unit: "/s",
    baseline: decisions / (await bareRows(world, campaign)),
    baselineIs:
      "the same decision, word, entry and outbox rows by one INSERT … SELECT each into empty tables with the same keys and indexes, and one UPDATE of as many items: nothing read, checked or hashed",
  });
}

/** Seconds for the writes alone. */
async function bareRows({ pool }: World, campaign: string): Promise<number> {
  const [item, decision, word, event, outbox] = [
    await emptyCopy(pool, "item"),
    await emptyCopy(pool, "decision"),
    await emptyCopy(pool, "private_payload"),
    await emptyCopy(pool, "audit_event"),
    await emptyCopy(pool, "audit_outbox"),
  ];
  await pool.query(`INSERT INTO ${item} SELECT * FROM item WHERE campaign_id = $1`, [campaign]);
  return seconds(async () => {
    await pool.query(`INSERT INTO ${decision} SELECT * FROM decision WHERE campaign_id = $1`, [campaign]);
    await pool.query(
      `INSERT INTO ${word} SELECT w.* FROM private_payload w JOIN decision d ON d.rationale_id = w.id WHERE d.campaign_id = $1`,
      [campaign],
    );
    await pool.query(
      `INSERT INTO ${event} OVERRIDING SYSTEM VALUE SELECT * FROM audit_event WHERE campaign_id = $1 AND type = 'decision.recorded'`,
      [campaign],
    );
    await pool.query(`INSERT INTO ${outbox} SELECT id FROM ${event}`);
    await pool.query(
      `UPDATE ${item} i SET state = 'decided', decision_id = d.id, outcome = d.outcome, decided_at = d.decided_at
        FROM ${decision} d WHERE d.item_id = i.id`,
    );
  });
}
