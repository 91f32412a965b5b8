import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { briefing } from "@/db/schema/briefings";
import { decision } from "@/db/schema/decisions";
import { auditEvent } from "@/db/schema/log";
import { item } from "@/db/schema/reviews";
import { briefingText } from "@/lib/campaigns/schema";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { type Company, company, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { personCtx } from "@/lib/testing/world";
import { acknowledgeBriefing, showBriefing } from "./briefing";
import { decide } from "./commands";
import { openItem } from "./observe";
import { seenWords } from "./seen-rules";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
});
afterAll(() => end());

describe("the briefing", () => {
  it("I7: is read once, recorded by the text that was shown, and stands with the competence of each later decision", async () => {
    const made = await at(today, () =>
      launchNow(c.admin.ctx, {
        name: "Briefed",
        sources: ["Ledger export"],
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    );
    const items = await handle.db
      .select()
      .from(item)
      .where(sql`${item.campaignId} = ${made.campaign} AND ${item.findings} = 0`)
      .orderBy(item.reviewId, item.position);
    const [first] = items;
    const second = items.find((i) => i.reviewId === first?.reviewId && i.id !== first?.id) ?? first;
    if (!first || !second) throw new Error("There is no item without a finding.");
    const who = personCtx(first.reviewerId, "Reviewer");
    const keep = async (id: string) => {
      const opened = await at(today, () => perform(who, openItem, { item: id }));
      const input = {
        item: id,
        key: crypto.randomUUID(),
        outcome: "revoke" as const,
        reasonCode: "other",
        words: "Looked at.",
        evidence: opened.evidence,
        inView: opened.asksInView,
        draft: opened.draft,
        supersedes: opened.supersedes,
        acknowledged: true,
      };
      const done = await at(today, () => execute(who, decide, input));
      const [row] = await handle.db.select().from(decision).where(eq(decision.id, done.decision));
      return row?.eligibility;
    };
    const about = { review: first.reviewId };
    const text = `${briefingText.text}\n${seenWords("teams")}`;
    const hash = createHash("sha256").update(text).digest("hex");
    expect(await read(who, showBriefing, about)).toEqual({ ...briefingText, text, hash, readAt: null });
    expect(await keep(first.id)).toMatchObject({ competence: expect.stringMatching(/, not briefed$/) });
    const acknowledge = (read = hash) =>
      at(today, () => execute(who, acknowledgeBriefing, { ...about, hash: read, key: crypto.randomUUID() }));
    await expect(acknowledge("0".repeat(64))).rejects.toMatchObject({ slug: "briefing-changed" });
    await acknowledge();
    await expect(acknowledge()).rejects.toMatchObject({ slug: "briefed" });
    expect(await keep(second.id)).toMatchObject({
      competence: expect.stringMatching(
        /^(owner of the application|manager of the holder|named: .+), briefed on \d{4}-\d\d-\d\d$/,
      ),
    });
    expect(await handle.db.select().from(briefing)).toMatchObject([
      { version: 1, textHash: hash, told: "teams" },
    ]);
    const logged = await handle.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.type, "briefing.acknowledged"));
    expect(logged.map((l) => l.actorId)).toEqual([first.reviewerId]);
    await expect(handle.db.delete(briefing)).rejects.toThrow();
  });
});
