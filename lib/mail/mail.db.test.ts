import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Handle } from "@/db/client";
import { campaign as campaignTable } from "@/db/schema/campaigns";
import { mail } from "@/db/schema/mail";
import { questionLink } from "@/db/schema/questions";
import { item, review } from "@/db/schema/reviews";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { figuresOf } from "@/lib/oversight/queries";
import { respondNow } from "@/lib/oversight/responding";
import { figuresHash } from "@/lib/oversight/response-schema";
import { read } from "@/lib/query";
import { answer, answerByLink, ask } from "@/lib/questions/commands";
import { freshDatabase } from "@/lib/testing/database";
import { type MailServer, mailServer } from "@/lib/testing/mail-server";
import { type WorldPerson, world } from "@/lib/testing/world";
import { due } from "./commands";
import { figuresDue } from "./figures";
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
let quiet: string;
let launch: (name: string, settings?: object) => Promise<{ campaign: string }>;
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
  launch = (name, settings = {}) =>
    at(launchDay, () =>
      launchNow(admin.ctx, { name, sources: ["ERP"], fallback: fallback.id, due: "2026-11-27", settings }),
    );
  campaign = (await launch("Q4 “secret” review")).campaign;
  ({ campaign: quiet } = await launch("Quiet review", { mail: { invitations: false, reminderDays: [] } }));
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

describe("the figures of a closed campaign", () => {
  const told = (when: Date) => at(when, () => perform(postman, figuresDue, {}));
  const letters = (of: string) =>
    handle.db
      .select()
      .from(mail)
      .where(and(eq(mail.kind, "figures"), eq(mail.campaignId, of)))
      .orderBy(mail.createdAt, mail.nth);
  const december = (of: string, hour = 9) =>
    new Date(`2026-12-${of}T${String(hour).padStart(2, "0")}:00:00Z`);
  const close = (of: string, when: Date) => at(when, () => closeNow(admin.ctx, { id: of, key: key() }));
  const roles = ["control_owner"] as const;
  let olga: WorldPerson;

  it("are told to each control owner once, from the close on, with where to answer and until when", async () => {
    const w = world();
    olga = await w.person({ name: "Olga Owner", email: "olga@example.test", roles });
    await w.person({ name: "Otto Owner", email: "otto@example.test", roles });
    await w.person({ name: "Omar Mute", roles });
    await w.person({ name: "Gone Owner", email: "gone@example.test", roles, status: "disabled" });
    await w.person({ name: "Ann Auditor", email: "ann@example.test", roles: ["auditor"] });
    expect(await told(day("24"))).toBe(0);
    await close(quiet, day("25"));
    expect(await told(day("25", 10))).toBe(2);
    expect(await told(day("25", 11))).toBe(0);
    await post(day("25", 11));
    const sent = server.mails.filter((m) => m.text.includes("figures"));
    expect(sent.flatMap((m) => m.to).toSorted()).toEqual(["olga@example.test", "otto@example.test"]);
    expect(sent[0]?.headers.get("subject")).toEqual(["Figures for you to answer before 9 Dec 2026"]);
    expect(sent[0]?.text).toContain("“Quiet review” is closed.");
    expect(sent[0]?.text).toContain("until 9 Dec 2026");
    expect(sent[0]?.text).toContain(`https://countersign.example.test/campaigns/${quiet}/oversight`);
    expect((await read(admin.ctx, ofCampaign, { id: quiet })).kinds).toMatchObject([
      { kind: "figures", sent: 2, queued: 0 },
    ]);
  });

  it("are recalled once, three days before the seal waits no longer, to whom they were told before that", async () => {
    expect(await told(december("06", 8))).toBe(0);
    expect(await told(december("06"))).toBe(2);
    expect(await told(december("06", 10))).toBe(0);
    await world().person({ name: "Nora Newcomer", email: "nora@example.test", roles });
    expect(await told(december("07"))).toBe(1);
    expect(await told(december("08"))).toBe(0);
    expect((await letters(quiet)).map((m) => [m.nth, m.state])).toEqual([
      [0, "sent"],
      [0, "sent"],
      [3, "queued"],
      [3, "queued"],
      [0, "queued"],
    ]);
    const [reminder] = (await letters(quiet)).filter((m) => m.toPersonId === olga.id && m.nth === 3);
    await at(december("07"), () => sendMail({ mail: reminder?.id ?? "" }));
    expect(server.mails.at(-1)?.headers.get("subject")).toEqual([
      "Reminder: figures for you to answer before 9 Dec 2026",
    ]);
    expect(server.mails.at(-1)?.text).toContain("Nobody has answered the figures");
  });

  it("that were answered are not told any more, nor where the seal waits for nobody", async () => {
    const answered = (of: string, when: Date) =>
      at(when, async () => {
        const figures = figuresHash(await read(olga.ctx, figuresOf, { id: of }));
        await respondNow(olga.ctx, {
          id: of,
          figures,
          choice: "no_action",
          words: "Nothing to be done about it.",
        });
      });
    await answered(quiet, december("08"));
    await post(december("08"));
    expect(server.mails).toEqual([]);
    const left = (await letters(quiet)).filter((m) => m.state !== "sent");
    expect(left.map((m) => m.problem)).toEqual(
      Array(2).fill("The seal did not wait for an answer any more."),
    );
    const { campaign: soon } = await launch("Answered at once");
    await close(soon, day("25"));
    await answered(soon, day("25"));
    expect(await told(day("25", 10))).toBe(0);
    const { campaign: short } = await launch("Two days", {
      oversight: { level: "teams", except: [], answerDays: 2 },
    });
    await close(short, day("25"));
    expect(await told(day("25", 10))).toBe(3);
    expect(await told(day("26"))).toBe(0);
    expect(await told(day("28"))).toBe(0);
    await post(day("28"));
    expect((await letters(short)).map((m) => m.state)).toEqual(Array(3).fill("dropped"));
  });

  it("are not told of a marked campaign", async () => {
    const { campaign: marked } = await launch("Made up");
    await handle.db.update(campaignTable).set({ seed: "simulated" }).where(eq(campaignTable.id, marked));
    await close(marked, day("25"));
    expect(await told(day("25", 10))).toBe(0);
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
