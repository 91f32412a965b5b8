import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Handle } from "@/db/client";
import { mail } from "@/db/schema/mail";
import { questionLink } from "@/db/schema/questions";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { read } from "@/lib/query";
import { answer, answerByLink, ask } from "@/lib/questions/commands";
import { freshDatabase } from "@/lib/testing/database";
import { type MailServer, mailServer } from "@/lib/testing/mail-server";
import { type WorldPerson, world } from "@/lib/testing/world";
import { due } from "./commands";
import { linkCtx } from "./link";
import { ofCampaign } from "./queries";
import { sendMail } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let server: MailServer;
let boss: WorldPerson;
let admin: WorldPerson;
let holder: WorldPerson;
let campaign: string;
let restore: () => void = () => undefined;

const launchDay = new Date("2026-11-02T09:00:00Z");
const day = (of: string, hour = 9) => new Date(`2026-11-${of}T${String(hour).padStart(2, "0")}:00:00Z`);
const postman = { actor: { kind: "system", name: "mail" }, requestId: "r" } as const;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  server = await mailServer();
  restore = overrideEnv({
    url: "https://countersign.example.test",
    mail: { url: server.url, from: undefined },
  });
  const w = world();
  const people = Array.from({ length: 3 }, (_, i) => ({
    id: `p${i}`,
    name: i === 0 ? 'Ana "Bcc: x" Łuk,asz' : `Person ${i}`,
    email: `p${i}@example.test`,
    managerId: i === 2 ? "mute" : "boss",
    employmentStatus: "active",
  }));
  const { source } = await w.source(
    "ERP",
    {
      identities: [{ id: "boss", name: "Bo Boss" }, { id: "mute", name: "Mo Mute" }, ...people],
      applications: [{ id: "erp", name: "ERP" }],
      accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
      entitlements: [{ id: "read", applicationId: "erp", name: "ERP_READ", privilege: "standard" }],
      grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read" })),
    },
    { asOf: launchDay },
  );
  boss = await w.person({ name: "Bo Boss", email: "boss@example.test", identity: { source, id: "boss" } });
  await w.person({ name: "Mo Mute", identity: { source, id: "mute" } });
  holder = await w.person({ name: "Person 1", email: "p1@example.test", identity: { source, id: "p1" } });
  const fallback = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const launch = (name: string, settings = {}) =>
    at(launchDay, () =>
      launchNow(admin.ctx, { name, sources: ["ERP"], fallback: fallback.id, due: "2026-11-27", settings }),
    );
  campaign = (await launch("Q4 “secret” review")).campaign;
  await launch("Quiet review", { mail: { invitations: false, reminderDays: [] } });
});
afterAll(async () => {
  restore();
  await server.stop();
  await end();
});
afterEach(() => {
  server.mails.length = 0;
});

const look = (when: Date) => at(when, () => perform(postman, due, {}));
const post = (when: Date) => at(when, () => drain({ ...handlers, "draft.campaign": async () => undefined }));
const itemOf = async (subject: string) => {
  const [found] = await handle.db.select().from(item).where(eq(item.subjectName, subject));
  if (!found) throw new Error(`No item of ${subject}.`);
  return found;
};
const rowsOf = (kind: "invitation" | "reminder" | "question" | "answer") =>
  handle.db.select().from(mail).where(eq(mail.kind, kind)).orderBy(mail.createdAt);

describe("invitations and reminders", () => {
  it("go once, at launch and before the due date, while something is open, where the campaign wants them", async () => {
    expect(await look(day("02", 10))).toBe(1);
    expect(await look(day("02", 11))).toBe(0);
    expect(server.mails).toEqual([]);
    await post(day("02", 11));
    expect(server.mails).toHaveLength(1);
    const [invited] = server.mails;
    expect(invited).toMatchObject({
      from: "countersign@countersign.example.test",
      to: ["boss@example.test"],
    });
    expect(invited?.headers.get("subject")).toEqual(["Access for you to review until 27 Nov 2026"]);
    expect(invited?.headers.get("auto-submitted")).toEqual(["auto-generated"]);
    expect(invited?.text).toContain("2 items of “Q4 “secret” review” are with you");
    const [list] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
    expect(invited?.text).toContain(`https://countersign.example.test/reviews/${list?.id}`);
    expect(await look(day("19"))).toBe(0);
    expect(await look(day("21"))).toBe(1);
    expect(await look(day("21", 10))).toBe(0);
    expect(await look(day("26"))).toBe(1);
    expect((await rowsOf("reminder")).map((r) => [r.nth, r.state])).toEqual([
      [7, "queued"],
      [2, "queued"],
    ]);
    expect(await look(day("28"))).toBe(0);
  });

  it("are dropped, saying why, where nothing is open any more when their turn comes", async () => {
    await handle.db
      .update(review)
      .set({ signedOffAt: day("26") })
      .where(eq(review.reviewerId, boss.id));
    await post(day("26"));
    expect(server.mails).toEqual([]);
    expect((await rowsOf("reminder")).map((r) => [r.state, r.problem])).toEqual([
      ["dropped", "Nothing of the list was open any more."],
      ["dropped", "Nothing of the list was open any more."],
    ]);
    await handle.db.update(review).set({ signedOffAt: null }).where(eq(review.reviewerId, boss.id));
  });

  it("say of a reviewer without an address that nothing can be sent", async () => {
    expect(await read(admin.ctx, ofCampaign, { id: campaign })).toMatchObject({
      set: true,
      noAddress: 1,
      kinds: [
        { kind: "invitation", sent: 1, queued: 0 },
        { kind: "reminder", dropped: 2 },
      ],
      problems: [],
    });
  });
});

describe("a question by mail", () => {
  it("I17: goes to one address with a link whose secret is nowhere else, and its answer comes back", async () => {
    const of = await itemOf('Ana "Bcc: x" Łuk,asz');
    const { question } = await at(day("03"), () =>
      execute(boss.ctx, ask, {
        item: of.id,
        key: key(),
        part: "holder",
        question: "Still needed?\r\nBcc: eve@example.test",
      }),
    );
    await post(day("03"));
    const [sent] = server.mails;
    expect(server.mails).toHaveLength(1);
    expect(sent?.to).toEqual(["p0@example.test"]);
    expect(sent?.headers.get("to")?.[0]).toContain("<p0@example.test>");
    expect(sent?.headers.has("bcc")).toBe(false);
    expect(sent?.headers.get("subject")).toEqual(["A question about access, for you to answer"]);
    const text = /https:\/\/countersign\.example\.test\/answer\/(\S+)/u.exec(sent?.text ?? "")?.[1] ?? "";
    const { ctx, link } = linkCtx(text, "r");
    const links = await handle.db.select().from(questionLink).where(eq(questionLink.id, link));
    expect(links).toHaveLength(1);
    expect(JSON.stringify(links)).not.toContain(text.split(".")[1]);
    await at(day("04"), () => execute(ctx, answerByLink, { link, answer: "Yes." }));
    await post(day("04"));
    const told = server.mails.at(-1);
    expect(told?.to).toEqual(["boss@example.test"]);
    expect(told?.headers.get("subject")).toEqual(["An answer to your question about access"]);
    expect(told?.text).toContain(`/reviews/${of.reviewId}?item=${of.id}`);
    expect(told?.text).not.toContain("Yes.");
    expect(question).toBeTruthy();
  });

  it("is tried again where the server has no time, with a link of its own, and given up where it says never", async () => {
    const of = await itemOf("Person 1");
    server.refuse(451, 550);
    await at(day("05"), () =>
      execute(boss.ctx, ask, { item: of.id, key: key(), part: "holder", question: "Still needed?" }),
    );
    await post(day("05"));
    const [row] = (await rowsOf("question")).slice(-1);
    expect(row).toMatchObject({ state: "queued", attempts: 1 });
    expect(row?.problem).toBe("The mail server refused the address (451).");
    await at(day("05"), () => sendMail({ mail: row?.id ?? "" }));
    expect((await rowsOf("question")).at(-1)).toMatchObject({
      state: "failed",
      attempts: 2,
      problem: "The mail server refused the address (550).",
    });
    expect(await handle.db.$count(questionLink, eq(questionLink.questionId, row?.about ?? ""))).toBe(2);
    const told = await read(admin.ctx, ofCampaign, { id: campaign });
    expect(told.problems).toMatchObject([{ kind: "question", to: "Person 1", state: "failed", attempts: 2 }]);
    expect(JSON.stringify(told)).not.toContain("p1@example.test");
    // The way through the portal remains.
    await at(day("05"), () =>
      execute(holder.ctx, answer, { question: row?.about ?? "", key: key(), answer: "No." }),
    );
  });

  it("that was answered before its turn is dropped", async () => {
    const before = (await rowsOf("question")).at(-1);
    await handle.db
      .update(mail)
      .set({ state: "queued" })
      .where(eq(mail.id, before?.id ?? ""));
    await at(day("06"), () => sendMail({ mail: before?.id ?? "" }));
    expect((await rowsOf("question")).at(-1)).toMatchObject({
      state: "dropped",
      problem: "The question was over before it was sent.",
    });
    expect(server.mails).toEqual([]);
  });
});

describe("the way to the server", () => {
  it("can be safe from its first byte", async () => {
    const safe = await mailServer({ tls: true });
    // The test server warns that its certificate is everybody's.
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining("built-in default TLS certificate"));
    vi.mocked(console.error).mockClear();
    const back = overrideEnv({ mail: { url: safe.url, from: "Reviews <reviews@example.test>" } });
    await handle.db.update(mail).set({ state: "queued", attempts: 0 }).where(eq(mail.kind, "invitation"));
    const [row] = await rowsOf("invitation");
    await at(day("06"), () => sendMail({ mail: row?.id ?? "" }));
    expect(safe.mails).toMatchObject([{ from: "reviews@example.test", secure: true }]);
    back();
    await safe.stop();
  });

  it("that leads nowhere is said, and tried again", async () => {
    const gone = await mailServer();
    await gone.stop();
    const back = overrideEnv({ mail: { url: gone.url, from: undefined } });
    const [row] = await rowsOf("invitation");
    await handle.db
      .update(mail)
      .set({ state: "queued" })
      .where(eq(mail.id, row?.id ?? ""));
    await expect(at(day("06"), () => sendMail({ mail: row?.id ?? "" }))).rejects.toThrow(
      "The mail server could not be reached.",
    );
    expect((await rowsOf("invitation"))[0]).toMatchObject({ state: "queued" });
    back();
  });
});
