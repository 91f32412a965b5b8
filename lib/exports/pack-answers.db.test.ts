import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { questionLink } from "@/db/schema/questions";
import { item } from "@/db/schema/reviews";
import { linesOf } from "@/lib/audit-log/verifier/pack";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { linkCtx, makeLink } from "@/lib/mail/link";
import { answerByLink, ask } from "@/lib/questions/commands";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { closeAnswered } from "@/lib/testing/answered";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { personCtx } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let c: Company;
let campaign: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-answers-"));
  // An address that takes nothing: what is to be sent waits, and the links are made here.
  restore = overrideEnv({ data, mail: { url: "smtp://127.0.0.1:9", from: undefined } });
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company(ledger));
  campaign = (
    await at(today, () =>
      launchNow(c.admin.ctx, {
        name: "Answers",
        sources: ["Ledger export"],
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    )
  ).campaign;
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function verified() {
  const { export: id } = await perform(c.auditor.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  const { path: file } = await execute(c.auditor.ctx, takeExport, { export: id });
  const said = execFileSync(
    process.execPath,
    [path.resolve("lib/audit-log/verifier/verify.mjs"), file, "--json"],
    {
      encoding: "utf8",
    },
  );
  const { checks }: { checks: { name: string; ok: boolean | null; detail: string }[] } = JSON.parse(said);
  return { file, checks };
}

it("I20, I13: a pack holds a packet for each version, and verifies with the answers that made them", async () => {
  const [first] = await handle.db
    .select()
    .from(item)
    .where(and(eq(item.campaignId, campaign), eq(item.subjectKind, "human")))
    .orderBy(item.id);
  if (!first) throw new Error("No item.");
  const reviewer = personCtx(first.reviewerId, "Reviewer");
  for (const [part, said] of [
    ["holder", "Yes, for the month end."],
    ["admin", "Ask the treasury."],
  ] as const) {
    const { question } = await at(today, () =>
      execute(reviewer, ask, { item: first.id, key: `key-${part}-0001`, part, question: "Still needed?" }),
    );
    const { text, ...row } = makeLink(today);
    await handle.db.insert(questionLink).values({ ...row, questionId: question, at: today });
    const { ctx, link } = linkCtx(text, "r");
    await at(today, () => execute(ctx, answerByLink, { link, answer: said }));
  }
  await at(today, async () => {
    const opened = await perform(reviewer, openItem, { item: first.id });
    await execute(reviewer, decide, {
      item: first.id,
      key: "key-decision-1",
      outcome: "revoke",
      reasonCode: "other",
      words: "The treasury has it already.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
  });
  await at(new Date("2026-11-30T10:00:00Z"), () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, campaign));
  const { file, checks } = await verified();
  expect(checks.filter((check) => check.ok === false)).toEqual([]);
  expect(checks.find((check) => check.name === "answers")?.detail).toBe(
    "2 questions, 2 answered; evidence grew by what was answered and by nothing else",
  );
  const zip = await openZip(file);
  const packets: { version: number; packet: { facts: { kind: string }[] } }[] = [];
  for await (const line of linesOf(zip, "evidence.jsonl")) {
    const entry = JSON.parse(line);
    if (entry.item === first.id) packets.push(entry);
  }
  await zip.close();
  expect(
    packets.map((p) => [p.version, p.packet.facts.filter((f) => f.kind === "text.answer").length]),
  ).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
});
