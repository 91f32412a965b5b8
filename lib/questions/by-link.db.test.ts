import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/questions/by-link/route";
import type { Handle } from "@/db/client";
import { question, questionLink } from "@/db/schema/questions";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { uuid7 } from "@/lib/ids";
import { makeLink } from "@/lib/mail/link";
import { freshDatabase } from "@/lib/testing/database";
import { launched } from "@/lib/testing/launched";
import { fact, packetOf } from "@/lib/testing/packets";

let handle: Handle;
let end: () => Promise<void>;
let link: string;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const made = await launched([packetOf([fact("use.last", { on: "2026-04-14", days: 220 })])]);
  const id = uuid7(now().getTime());
  await handle.db.insert(question).values({
    id,
    itemId: made.items[0]?.id ?? "",
    campaignId: made.id,
    askedBy: made.reviewer.id,
    part: "holder",
    wordsId: uuid7(now().getTime()),
    state: "open",
    askedAt: now(),
    expiresAt: new Date(now().getTime() + 86_400_000),
  });
  const { text, ...row } = makeLink(now());
  await handle.db.insert(questionLink).values({ ...row, questionId: id, at: now() });
  link = text;
});
afterAll(() => end());

const own = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
async function post(body: unknown, headers: Record<string, string> = own) {
  const request = new Request(`${env().url}/api/questions/by-link`, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

describe("answering over HTTP", () => {
  it("is from our own page, as JSON, and nothing else", async () => {
    const given = { link, answer: "Yes." };
    expect((await post(given, { ...own, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(
      (await post(given, { "content-type": "application/json", origin: "https://evil.example" })).status,
    ).toBe(403);
    expect(
      (await post(given, { "sec-fetch-site": "same-origin", "content-type": "text/plain" })).status,
    ).toBe(400);
    expect((await post("[]")).status).toBe(400);
    expect((await post({ link, answer: "   " })).status).toBe(400);
    expect((await post({ link, answer: 7 })).status).toBe(400);
  });

  it("says the same of every wrong link, and stops a loop", async () => {
    const wrong = [
      undefined,
      "x",
      makeLink(now()).text,
      `${link.split(".")[0]}.${makeLink(now()).text.split(".")[1]}`,
    ];
    const said = new Set<string>();
    for (const each of wrong) {
      const { status, body } = await post({ link: each, answer: "x" });
      expect(status).toBe(404);
      said.add(body.detail);
    }
    expect(said.size).toBe(1);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await post({ link: wrong[3], answer: "x" })).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it("without a session records the answer of whoever holds the link, once", async () => {
    const other = makeLink(now());
    const { text, ...row } = other;
    const [of] = await handle.db.select().from(question);
    await handle.db.insert(questionLink).values({ ...row, questionId: of?.id ?? "", at: now() });
    const first = await post({ link: text, answer: "Yes, for the month end." });
    expect(first).toEqual({ status: 200, body: { question: of?.id, late: false } });
    expect((await post({ link: text, answer: "Again" })).status).toBe(409);
  });
});
