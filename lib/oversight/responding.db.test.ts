import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import { sessionShell } from "@/lib/auth/queries";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { written } from "@/lib/testing/reviewed";
import { type WorldPerson, world } from "@/lib/testing/world";
import { againWords } from "./answer-rules";
import { openFigures } from "./opened";
import { figuresOf } from "./queries";
import { reasonsOf } from "./reasons";
import { answerAgain, freeze } from "./reperformance-commands";
import { waiting } from "./reperformance-queries";
import { reportOf } from "./report";
import { respond, respondNow, responsesOf, withhold } from "./responding";
import { figuresHash, oversightRecord, withholdable } from "./response-schema";
import { drawn, sampleHash } from "./sample";
import { simulatedReview } from "./simulator";

let handle: Handle;
let end: () => Promise<void>;
let owner: WorldPerson;
let reviewer: WorldPerson;
let second: WorldPerson;
let id: string;
let named: string;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  owner = await world().person({ name: "Olga Brandt", roles: ["control_owner"] });
  reviewer = await world().person({ name: "Reviewer" });
  second = await world().person({ name: "Sam Second" });
  const list = simulatedReview("honest", { items: 60, blind: 0.2, seed: 3 });
  id = await written([{ who: reviewer, list }], { name: "Answered" });
  named = await written(
    [{ who: reviewer, list: simulatedReview("stamper", { items: 60, blind: 0.2, seed: 4 }) }],
    {
      name: "By name",
      oversight: { level: "named", except: [], answerDays: 14 },
    },
  );
});
afterAll(() => end());

const words = "The second team reviews these again.";

describe("figures by name", () => {
  it("opened leave one entry an hour", async () => {
    const opens = (hour: string) => execute(owner.ctx, openFigures, { id: named, key: `${named} ${hour}` });
    const reads = () =>
      rows<{ actor: string; data: object }>(
        handle.db,
        sql`SELECT actor_id AS actor, convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event
          WHERE type = 'access.read' ORDER BY id`,
      );
    await opens("2026-11-22T09");
    await opens("2026-11-22T09");
    const once = { actor: owner.id, data: { what: "figures", of: named } };
    expect(await reads()).toEqual([once]);
    await opens("2026-11-22T10");
    expect(await reads()).toEqual([once, once]);
  });
});

describe("a control owner's answer to the figures", () => {
  it("waits for the end, names the figures by their hash, and draws 29 keeps that anybody draws again", async () => {
    const running = await read(owner.ctx, figuresOf, { id });
    const unassigned = { id, figures: figuresHash(running), choice: "re_review" as const, words };
    await expect(execute(owner.ctx, respond, unassigned)).rejects.toMatchObject({
      fields: { performer: "Choose who reviews the sample again." },
    });
    const answer = { ...unassigned, performer: second.id };
    await expect(execute(owner.ctx, respond, answer)).rejects.toMatchObject({
      slug: "running",
    });
    await handle.db.execute(sql`UPDATE campaign SET status = 'closed', closed_at = due_at WHERE id = ${id}`);
    const shown = await read(owner.ctx, figuresOf, { id });
    const other = { ...answer, figures: `sha256:${"0".repeat(64)}` };
    await expect(execute(owner.ctx, respond, other)).rejects.toMatchObject({ slug: "figures-changed" });
    const first = { ...answer, performer: reviewer.id, figures: figuresHash(shown) };
    await expect(execute(owner.ctx, respond, first)).rejects.toMatchObject({ slug: "took-part" });
    await respondNow(owner.ctx, { ...answer, figures: figuresHash(shown) });
    const { responses, sealing } = await read(owner.ctx, responsesOf, { id });
    expect(sealing).toMatchObject({ waits: false, unanswered: null });
    expect(responses).toMatchObject([
      { by: "Olga Brandt", choice: "re_review", words, figures: figuresHash(shown) },
    ]);
    const sample = responses[0]?.sample;
    expect(new Set(sample?.items).size).toBe(29);
    const kept = await rows<{ id: string }>(
      handle.db,
      sql`SELECT id FROM item WHERE campaign_id = ${id} AND outcome IN ('certify', 'certify_until')`,
    );
    const again = drawn(
      sample?.seed ?? "",
      kept.map((k) => k.id),
      29,
    );
    expect(sample?.items).toEqual(again.map((a) => a.item));
    expect(sample?.hash).toBe(`sha256:${sampleHash(again)}`);
  });

  it("gives the sample to somebody else, who finds it, and prints their agreement with the answer", async () => {
    const [given] = await read(second.ctx, waiting, {});
    expect(given).toMatchObject({ campaignName: "Answered", size: 29, answered: 0 });
    expect(await read(reviewer.ctx, waiting, {})).toEqual([]);
    expect(await read(second.ctx, sessionShell, {})).toMatchObject({ open: 0, again: 1 });
    const reperformance = given?.id ?? "";
    for (let n = 1; n <= 29; n++) {
      const answer = n === 29 ? "remove" : "keep";
      await execute(second.ctx, answerAgain, { reperformance, n, answer, key: `again-${n}-00` });
    }
    const soFar = (await read(owner.ctx, responsesOf, { id })).responses[0]?.again;
    expect(soFar && againWords(soFar)).toMatch(/: 29 of 29 answered so far\.$/);
    await execute(second.ctx, freeze, { reperformance, key: "freeze-0001" });
    const { again } = (await read(owner.ctx, responsesOf, { id })).responses[0] ?? {};
    expect(again && againWords(again)).toMatch(
      /^Sam Second reviews 29 kept items again, .*: they came to the same on 28 of 29 \(96\.6 %; 82\.8 to 99\.4\)\.$/,
    );
    const { sections } = await read(owner.ctx, reportOf, { id });
    const [printed] = sections.find((s) => s.id === "oversight")?.tables[0]?.rows ?? [];
    expect(printed?.slice(2, 4)).toEqual([
      `a sample of kept items is reviewed again: ${again && againWords(again)}`,
      words,
    ]);
    expect(await read(second.ctx, waiting, {})).toEqual([]);
  });

  it("a withheld section is gone from the record, and says by whom and why in its place", async () => {
    const section = { id, section: "pace" as const, words: "The works council has not agreed yet." };
    await execute(owner.ctx, withhold, section);
    await expect(execute(owner.ctx, withhold, section)).rejects.toMatchObject({ slug: "withheld" });
    const given = await read(owner.ctx, responsesOf, { id });
    const record = oversightRecord(await read(owner.ctx, figuresOf, { id }), given);
    expect(record.withheld).toMatchObject([{ section: "pace", by: "Olga Brandt", words: section.words }]);
    expect(record.figures).not.toHaveProperty("thresholds");
    expect(record.figures).not.toHaveProperty("times");
    expect(record.figures).toHaveProperty("delta");
    expect(record.hash).toBe(figuresHash(await read(owner.ctx, figuresOf, { id })));
  });

  const index = ["rubberStamp"];
  const gone: Record<(typeof withholdable)[number], { of: string[]; conduct: string[] }> = {
    pull: { of: ["delta", "switched"], conduct: ["delta", "switched", ...index] },
    agreement: { of: ["agreement"], conduct: [] },
    directions: { of: ["overrides", "reversals"], conduct: [] },
    challenges: { of: [], conduct: ["overReliance", "catchRate", ...index] },
    pace: {
      of: ["thresholds", "times"],
      conduct: ["pace", "streak", "inView", "noEvidence", "duplicates", "bunching", ...index],
    },
    index: { of: [], conduct: index },
    teams: { of: ["teams", "people"], conduct: [] },
  };

  it.each(withholdable)(
    "withholding %s takes its figures away wherever they stand, and no others",
    async (section) => {
      const f = await read(owner.ctx, figuresOf, { id: named });
      const by = { section, by: "Olga Brandt", at: "2026-11-30", words: "A reason." };
      const { figures, withheld } = oversightRecord(f, {
        responses: [],
        withheld: [by],
        sealing: { waits: false, until: null, unanswered: null },
        keptAt: null,
        mayRespond: true,
      });
      expect(withheld).toEqual([by]);
      const left = (all: object, without: readonly string[]) =>
        Object.keys(all).filter((name) => !without.includes(name));
      const { of, conduct } = gone[section];
      expect(Object.keys(figures)).toEqual(left(f, of));
      const told = (all: unknown) =>
        z.object({ conduct: z.record(z.string(), z.unknown()) }).parse(all).conduct;
      expect(Object.keys(f.conduct)).toEqual(expect.arrayContaining(conduct));
      expect(Object.keys(told(figures))).toEqual(left(f.conduct, conduct));
      if (section === "teams") return;
      expect(f.teams).toHaveLength(1);
      expect(f.people).toHaveLength(1);
      const groups = z.object({ teams: z.array(z.unknown()), people: z.array(z.unknown()) }).parse(figures);
      expect(groups.teams.map((t) => Object.keys(told(t)))).toEqual([left(f.conduct, conduct)]);
      expect(groups.people.map((p) => Object.keys(told(p)))).toEqual([
        left(f.people[0]?.conduct ?? {}, conduct),
      ]);
      for (const name of conduct) expect(JSON.stringify(figures)).not.toContain(`"${name}":`);
    },
  );

  it("shows repeated reasons as words where everybody who gave one is told of by name, and not when they are erased", async () => {
    const [most] = await read(owner.ctx, reasonsOf, { id: named });
    expect(most).toMatchObject({ reviewers: 1, names: ["Reviewer"], words: expect.any(String) });
    expect(most?.times).toBeGreaterThan(1);
    expect(await read(owner.ctx, reasonsOf, { id })).toEqual([]);
    await handle.db.execute(sql`ALTER TABLE private_payload DISABLE TRIGGER ALL`);
    await handle.db.execute(
      sql`UPDATE private_payload SET payload = NULL WHERE payload::jsonb ->> 'rationale' = ${most?.words ?? ""}`,
    );
    await handle.db.execute(sql`ALTER TABLE private_payload ENABLE TRIGGER ALL`);
    const after = await read(owner.ctx, reasonsOf, { id: named });
    expect(after.map((r) => r.words)).not.toContain(most?.words);
    await expect(read(second.ctx, reasonsOf, { id: named })).rejects.toMatchObject({ code: "forbidden" });
  });
});
