import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { written } from "@/lib/testing/reviewed";
import { type WorldPerson, world } from "@/lib/testing/world";
import { figuresOf } from "./queries";
import { respond, responsesOf, withhold } from "./responding";
import { figuresHash, oversightRecord } from "./response-schema";
import { simulatedReview } from "./simulator";

let handle: Handle;
let end: () => Promise<void>;
let owner: WorldPerson;
let id: string;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  owner = await world().person({ name: "Olga Brandt", roles: ["control_owner"] });
  const who = await world().person({ name: "Reviewer" });
  const list = simulatedReview("honest", { items: 60, blind: 0.2, seed: 3 });
  id = await written([{ who, list }], { name: "Answered" });
});
afterAll(() => end());

const words = "The second team reviews these again.";

describe("a control owner's answer to the figures", () => {
  it("waits for the end, names the figures by their hash, and draws 29 keeps that anybody draws again", async () => {
    const running = await read(owner.ctx, figuresOf, { id });
    const answer = { id, figures: figuresHash(running), choice: "re_review" as const, words };
    await expect(execute(owner.ctx, respond, answer)).rejects.toMatchObject({ slug: "running" });
    await handle.db.execute(sql`UPDATE campaign SET status = 'closed', closed_at = due_at WHERE id = ${id}`);
    const shown = await read(owner.ctx, figuresOf, { id });
    const other = { ...answer, figures: `sha256:${"0".repeat(64)}` };
    await expect(execute(owner.ctx, respond, other)).rejects.toMatchObject({ slug: "figures-changed" });
    await execute(owner.ctx, respond, { ...answer, figures: figuresHash(shown) });
    const { responses } = await read(owner.ctx, responsesOf, { id });
    expect(responses).toMatchObject([
      { by: "Olga Brandt", choice: "re_review", words, figures: figuresHash(shown) },
    ]);
    expect(new Set(responses[0]?.sample?.items).size).toBe(29);
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
  });
});
