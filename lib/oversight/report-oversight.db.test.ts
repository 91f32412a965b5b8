import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { campaignArms } from "@/db/schema/arms";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { due, launched, written } from "@/lib/testing/reviewed";
import { type WorldPerson, world } from "@/lib/testing/world";
import { figureSections } from "./figure-sections";
import { figuresOf } from "./queries";
import { reportOf, testOf } from "./report";
import { reportHtml } from "./report-html";
import { oversightSections } from "./report-oversight";
import type { Report } from "./report-schema";
import { respondNow, withhold } from "./responding";
import { figuresHash } from "./response-schema";
import { type Character, simulatedReview } from "./simulator";

let handle: Handle;
let end: () => Promise<void>;
let owner: WorldPerson;
let auditor: WorldPerson;
let admin: WorldPerson;
let seed = 0;

const cast: Character[] = ["honest", "hurried", "stamper", "follower", "honest", "honest"];

/** A closed campaign of six reviewers, with its lot. */
async function reviewed(
  name: string,
  level: "off" | "teams" | "named" = "teams",
  told = true,
): Promise<string> {
  const lists = [];
  for (const [at, character] of cast.entries())
    lists.push({
      who: await world().person({ name: `Reviewer ${name} ${at}` }),
      list: simulatedReview(character, { items: 60, blind: 0.25, challenges: 8, seed: ++seed }),
    });
  const id = await written(lists, { name, oversight: { level, except: [], answerDays: 14 } });
  const [commitment, inputs] = ["c".repeat(64), "d".repeat(64)];
  await handle.db.insert(campaignArms).values({
    ...{ campaignId: id, blindRate: 1_250, undraftedRate: 0 },
    ...{ blind: 90, undrafted: 0, commitment, inputs, at: launched },
  });
  if (told)
    await handle.db.execute(sql`INSERT INTO audit_event (event_id, type, actor_kind, actor_id, campaign_id, at, leaf, leaf_hash)
      VALUES (gen_random_uuid(), 'arms.revealed', 'system', 'close', ${id}, now(), '', '')`);
  await handle.db.execute(
    sql`UPDATE campaign SET status = 'closed', closed_at = ${due.toISOString()}::timestamptz WHERE id = ${id}`,
  );
  return id;
}

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  owner = await world().person({ name: "Olga Brandt", roles: ["control_owner"] });
  auditor = await world().person({ name: "Aud Itor", roles: ["auditor"] });
  admin = await world().person({ name: "Ada Admin", roles: ["admin"] });
});
afterAll(() => end());

const section = (of: Report, id: string) => of.sections.find((s) => s.id === id);
const oversightOf = (of: Report) => of.sections.filter((s) => s.title.startsWith("Oversight"));
const figure = (of: Report, id: string, label: string) =>
  section(of, id)?.figures.find((f) => f.label === label)?.value;

describe("the report's figures on how people reviewed", () => {
  it("are the sections that the screen has, with every part that makes them", async () => {
    const id = await reviewed("Whole");
    const f = await read(auditor.ctx, figuresOf, { id });
    const report = await read(auditor.ctx, reportOf, { id });
    const shown = figureSections(f);
    expect(oversightOf(report).map((s) => s.id)).toEqual(["oversight", ...shown.map((s) => s.section.id)]);
    for (const { section: screen, formula } of shown) {
      const { title: _, query: __, ...printed } = section(report, screen.id) ?? { title: "", query: "" };
      const { title: ___, query: ____, ...told } = screen;
      expect(printed).toEqual({ ...told, formula });
    }
    if (!f.conduct.enough || !f.delta.enough) throw new Error("There are not enough figures to look at.");
    const captions = report.sections.flatMap((s) => s.tables.map((t) => t.caption));
    expect(captions).toEqual(
      expect.arrayContaining([
        ...[
          "The five parts",
          "Decisions that were the draft's",
          "Decided before the draft, and then revised",
        ],
        ...["Draft shown first: the draft in rows, the decision in columns", "Overrides by direction"],
        ...[
          "Decided before it: the draft in rows, the decision in columns",
          "What is compared, and what is left out",
        ],
      ]),
    );
    expect(section(report, "pull")?.tables[0]?.rows).toHaveLength(f.delta.strata.length + 1);
    expect(
      section(report, "pace")
        ?.plots.filter((p) => p.kind === "histogram")
        .map((p) => p.label),
    ).toEqual([expect.stringContaining("Active seconds"), expect.stringContaining("hour of the day")]);
    expect(figure(report, "pace", "Longest run alike and hasty")).toBe(`${f.conduct.streak} decisions`);
    const html = reportHtml(report, null);
    for (const printed of ["The five parts", "12.50 %", "c".repeat(64), "told in the log", "Formula: 35"])
      expect(html).toContain(printed);
    // Small letters and digits above or below the line are in no font of the PDF.
    expect(html).not.toMatch(/[\u2070-\u209f]/u);
    expect(html.match(/<svg/g)?.length).toBe(report.sections.flatMap((s) => s.plots).length);
  });

  it("prove the lot only once its secret is told", async () => {
    const report = await read(auditor.ctx, reportOf, { id: await reviewed("Untold", "teams", false) });
    expect(section(report, "draw")?.claim).toContain("it is told when the campaign has ended");
    expect(figure(report, "draw", "Secret")).toBe("not told yet");
  });

  it("count hasty decisions as a line that testers ask, and name none of them", async () => {
    const id = await reviewed("Hasty");
    const f = await read(auditor.ctx, figuresOf, { id });
    if (!f.conduct.enough || !f.conduct.pace.fast.enough) throw new Error("There are not enough figures.");
    const { count, n } = f.conduct.pace.fast;
    expect(count).toBeGreaterThan(0);
    const view = await read(auditor.ctx, testOf, { id, test: "hasty" });
    expect(view).toMatchObject({
      test: { result: "fail", examined: n, failing: count },
      rows: [],
      more: count,
    });
    const untold = await read(admin.ctx, testOf, { id, test: "hasty" });
    expect(untold).toMatchObject({ test: { result: "not_applicable", examined: 0, failing: 0 }, more: 0 });
    const off = await read(auditor.ctx, testOf, { id: await reviewed("Off", "off"), test: "hasty" });
    expect(off.test.result).toBe("not_in_use");
    await execute(owner.ctx, withhold, { id, section: "pace", words: "The works council has not agreed." });
    const without = await read(auditor.ctx, testOf, { id, test: "hasty" });
    expect(without.test).toMatchObject({ result: "not_applicable", examined: 0, failing: 0 });
  });

  it("leave out a withheld section alone, and what repeats it, with by whom, when and why in its place", async () => {
    const id = await reviewed("Withheld");
    const before = await read(auditor.ctx, reportOf, { id });
    await execute(owner.ctx, withhold, { id, section: "pace", words: "The works council has not agreed." });
    const report = await read(auditor.ctx, reportOf, { id });
    const why = /^Withheld by Olga Brandt on .+ because: The works council has not agreed\.$/;
    for (const gone of ["pace", "index", "teams"])
      expect(section(report, gone)).toMatchObject({
        ...{ claim: expect.stringMatching(why), figures: [], equations: [], tables: [], plots: [] },
      });
    expect(section(report, "pace")?.formula).toBeUndefined();
    for (const kept of ["pull", "agreement", "directions", "challenges", "draw"])
      expect(section(report, kept)).toEqual(section(before, kept));
    expect(reportHtml(report, null)).toContain("PABAK");
    expect(section(report, "oversight")?.limits).toContainEqual(expect.stringContaining("3 of 8 parts"));
  });

  it("say where they have changed since they were answered", async () => {
    const id = await reviewed("Changed");
    const figures = figuresHash(await read(owner.ctx, figuresOf, { id }));
    await respondNow(owner.ctx, { id, figures, choice: "no_action", words: "Nothing stands out." });
    const same = await read(auditor.ctx, reportOf, { id });
    expect(section(same, "oversight")?.claim).toMatch(/nothing more is done\.$/);
    expect(section(same, "oversight")?.tables[0]?.rows[0]?.at(-1)).toBe("those that stand here");
    await handle.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      await tx.execute(sql`INSERT INTO second_look (id, item_id, campaign_id, decision_id, reviewer_id, second_id, why, asked_at, state, answered_at)
        SELECT gen_random_uuid(), id, campaign_id, decision_id, reviewer_id, ${owner.id}::uuid, 'finding', now(), 'agreed', now()
        FROM item WHERE campaign_id = ${id} ORDER BY id LIMIT 1`);
    });
    const since = await read(auditor.ctx, reportOf, { id });
    expect(section(since, "oversight")?.claim).toContain("they have changed since");
    expect(section(since, "oversight")?.tables[0]?.rows[0]?.at(-1)).toBe(`others, ${figures.slice(0, 23)}`);
    expect(section(since, "oversight")?.limits.join(" ")).toContain("changed them since they were answered");
  });

  it("name nobody, and tell of no department of fewer than five, whatever the screen may", async () => {
    const id = await reviewed("Named", "named");
    const f = await read(auditor.ctx, figuresOf, { id });
    expect(f.people).toHaveLength(6);
    const report = await read(auditor.ctx, reportOf, { id });
    const html = reportHtml({ ...report, sections: oversightOf(report) }, null);
    expect(html).not.toContain("Reviewer Named");
    expect(section(report, "teams")?.tables.map((t) => t.caption)).toEqual(["By department"]);
    if (!f.conduct.enough) throw new Error("It was withheld.");
    const of = (department: string, reviewers: number) => ({
      ...{ department, reviewers, conduct: { ...f.conduct, reviewers } },
    });
    const told = (teams: ReturnType<typeof of>[]) => {
      const given = {
        responses: [],
        withheld: [],
        sealing: { waits: false, until: null, unanswered: null },
        keptAt: null,
        mayRespond: false,
      };
      const found = oversightSections({ ...f, teams }, given).find((s) => s.id === "teams");
      return found?.tables[0]?.rows.map((r) => r[0]);
    };
    expect(told([of("Finance", 9), of("Legal", 2), of("Sales", 3)])).toEqual(["Finance", "2 smaller teams"]);
    // Legal alone were the difference between the campaign and Finance.
    expect(told([of("Finance", 9), of("Legal", 2)])).toEqual(["2 smaller teams"]);
  });
});
