import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { campaignSubject } from "@/db/schema/campaigns";
import { evidencePacket } from "@/db/schema/evidence";
import { ownershipOffer } from "@/db/schema/ownership";
import { item } from "@/db/schema/reviews";
import { source } from "@/db/schema/snapshots";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { startLog } from "@/lib/audit-log/key";
import { at, now } from "@/lib/clock";
import { env, overrideEnv } from "@/lib/env";
import { type FactKind, factValues, type Packet } from "@/lib/evidence/schema";
import { sentenceOf } from "@/lib/evidence/sentences";
import { viewOf } from "@/lib/evidence/view";
import { uuid7 } from "@/lib/ids";
import { read } from "@/lib/query";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { machines } from "@/lib/testing/machines";
import { preview } from "./preview";
import type { LaunchInput } from "./schema";
import { launchNow } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company(ledger, machines));
});
afterAll(() => end());

const launched = (more: Partial<LaunchInput> = {}) =>
  at(today, () =>
    launchNow(c.admin.ctx, {
      name: "Machines",
      sources: ["Directory", "Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
      ...more,
    }),
  );

/** "type subject: credential" → "reviewer, basis" of what is no grant. */
async function assignments(id: string): Promise<Record<string, string>> {
  const found = await rows<{ what: string; who: string }>(
    handle.db,
    sql`SELECT i.type || ' ' || i.subject_name || coalesce(': ' || i.credential_id, '') AS what, p.name || ', ' || i.reviewer_basis AS who
      FROM item i JOIN person p ON p.id = i.reviewer_id WHERE i.campaign_id = ${id} AND i.type <> 'grant'`,
  );
  return Object.fromEntries(found.map((f) => [f.what, f.who]));
}

const leftOut = async (id: string) =>
  Object.fromEntries(
    (
      await handle.db
        .select({ id: campaignSubject.id, reason: campaignSubject.reason })
        .from(campaignSubject)
        .where(eq(campaignSubject.campaignId, id))
    ).map((x) => [x.id, x.reason]),
  );

/** Each packet by the item's title, held byte-equal to the canonical form of what it says. */
async function packets(id: string): Promise<Map<string, Packet>> {
  const found = await handle.db
    .select({ title: item.title, body: evidencePacket.body })
    .from(item)
    .innerJoin(evidencePacket, eq(evidencePacket.itemId, item.id))
    .where(eq(item.campaignId, id));
  return new Map(
    found.map(({ title: name, body }) => {
      const packet: Packet = JSON.parse(body);
      const title = packet.keys.credential_id === "key-bot" ? "key-bot" : name;
      expect(canonicalRecord(JSON.parse(body))).toBe(body);
      for (const f of packet.facts) expect(factValues[f.kind].safeParse(f.value).error).toBeUndefined();
      return [title, packet];
    }),
  );
}

const factOf = (packet: Packet | undefined, kind: FactKind) =>
  packet?.facts.find((f) => f.kind === kind)?.value;
const told = (packet: Packet | undefined) =>
  packet?.facts.map((f) => sentenceOf(f, packet).sentence).join(". ") ?? "";

describe("credentials and non-human identities", () => {
  it("I9: each is an item or left out with its reason, and the equations hold beside that of grants", async () => {
    const made = await launched();
    expect(made).toMatchObject({
      items: 16,
      tieOut: {
        grants: 8,
        items: 7,
        covered: 1,
        excluded: 0,
        credentials: { all: 5, items: 5, excluded: 0 },
        identities: { all: 4, items: 4, excluded: 0 },
        holds: true,
      },
    });
    const types = await rows(
      handle.db,
      sql`SELECT type, count(*)::int AS n, count(application_id)::int AS applications FROM item
        WHERE campaign_id = ${made.campaign} GROUP BY type ORDER BY type`,
    );
    expect(types).toEqual([
      { type: "credential", n: 5, applications: 0 },
      { type: "grant", n: 7, applications: 7 },
      { type: "identity", n: 4, applications: 0 },
    ]);
    expect(await leftOut(made.campaign)).toEqual({});
  });

  it("I7: go to whoever answers for them, never to a manager's guess, and a person's key never to that person", async () => {
    const made = await launched({ name: "Owners" });
    expect(await assignments(made.campaign)).toEqual({
      "identity Nightly export": "Oda Wren, owner",
      "credential Nightly export: key-bot": "Oda Wren, owner",
      "credential Nightly export: AKIAIOSFODNN7EXAMPLE": "Oda Wren, owner",
      "identity Loader": "Mia Ferro, backup owner (owner has left)",
      "identity Forecast agent": "Mia Ferro, owner",
      "identity Stray agent": "Fay Quill, nobody answers for it",
      "credential Stray agent: token-stray": "Fay Quill, nobody answers for it",
      "credential Pat Okoye: cert-pat": "Mia Ferro, manager",
      "credential lost: lost": "Fay Quill, nobody answers for it",
    });
    const [bot] = await handle.db
      .select({ blocked: item.blocked, eligibility: item.eligibility })
      .from(item)
      .where(sql`campaign_id = ${made.campaign} AND type = 'identity' AND identity_id = 'bot'`);
    // Who made it does not review it; its owner is not its subject.
    expect(bot?.blocked).toEqual({
      [`${c.hr.source}/bot`]: "This is your own access, so somebody else decides it.",
      [`${c.hr.source}/mia`]: "You gave this access, so somebody else decides whether it stays.",
    });
    expect(bot?.eligibility).toMatchObject({ basis: "owner", granter: "known: not the reviewer" });
  });

  it("I7: an owner who built the campaign is passed over for the backup; nobody is not said where somebody answers", async () => {
    const made = await at(today, () =>
      launchNow(
        { ...c.admin.ctx, actor: { ...c.admin.ctx.actor, personId: c.mia.id } as typeof c.admin.ctx.actor },
        { name: "By Mia", sources: ["Directory"], fallback: "fay@example.com", due: "2026-12-01" },
      ),
    );
    const who = await assignments(made.campaign);
    expect(who["identity Forecast agent"]).toBe(
      "Fay Quill, fallback (owner built this campaign; backup owner not known)",
    );
    expect(who["identity Loader"]).toBe(
      "Fay Quill, fallback (owner has left; backup owner built this campaign)",
    );
  });

  it("puts whoever accepted to answer for an identity above what its source says", async () => {
    const [kim] = [await worldPerson("Kim Aas", "kim@example.com")];
    await handle.db.insert(ownershipOffer).values({
      id: uuid7(now().getTime()),
      sourceId: c.hr.source,
      identityId: "stray",
      toId: kim,
      byId: c.admin.id,
      reasonId: uuid7(now().getTime()),
      state: "accepted",
      offeredAt: today,
      answeredAt: today,
    });
    const made = await launched({ name: "Accepted" });
    const who = await assignments(made.campaign);
    expect(who["identity Stray agent"]).toBe("Kim Aas, owner");
    expect(who["credential Stray agent: token-stray"]).toBe("Kim Aas, owner");
    const stray = (await packets(made.campaign)).get("Stray agent as a whole");
    expect(stray?.facts.find((f) => f.kind === "nhi.owner")).toMatchObject({
      value: { owner: "Kim Aas", backup: null },
      source: { name: "Countersign" },
    });
    expect(stray?.facts.some((f) => f.kind === "nhi.no_owner")).toBe(false);
  });

  it("I8: a scope leaves out what it asks of them and they do not have, and says so", async () => {
    const made = await launched({ name: "Scoped", scope: "privilege = standard or kind = ai_agent" });
    expect(made.tieOut).toMatchObject({
      credentials: { all: 5, items: 1, excluded: 4 },
      identities: { all: 4, items: 2, excluded: 2 },
      holds: true,
    });
    const why = await leftOut(made.campaign);
    expect(Object.keys(why).sort()).toEqual([
      "AKIAIOSFODNN7EXAMPLE",
      "bot",
      "cert-pat",
      "key-bot",
      "loader",
      "lost",
    ]);
    expect(why.bot).toBe("outside the scope: privilege = standard or kind = ai_agent (not known)");
  });

  it("I9: what a campaign does not ask about is left out by its settings, and counted", async () => {
    const made = await launched({
      name: "Grants only",
      settings: { subjects: { credentials: false, identities: false } },
    });
    expect(made).toMatchObject({
      items: 7,
      tieOut: {
        items: 7,
        credentials: { all: 5, items: 0, excluded: 5 },
        identities: { all: 4, items: 0, excluded: 4 },
        holds: true,
      },
    });
    expect(await leftOut(made.campaign)).toMatchObject({
      bot: "identities as a whole are left out of this campaign",
      "key-bot": "credentials are left out of this campaign",
    });
  });

  it("are asked about by findings like any grant", async () => {
    const made = await launched({ name: "Exposed", scope: "finding = credential_exposed" });
    expect(made.tieOut).toMatchObject({
      items: 0,
      credentials: { items: 1, excluded: 4 },
      identities: { items: 0, excluded: 4 },
      holds: true,
    });
    expect(Object.keys(await assignments(made.campaign))).toEqual(["credential lost: lost"]);
  });

  it("says before the launch what it will make", async () => {
    const asked = {
      sources: `${c.hr.source},${c.app.source}`,
      fallback: "fay@example.com",
      scope: "not kind = workload",
    };
    const ahead = await at(today, () => read(c.admin.ctx, preview, asked));
    const made = await launched({ name: "As shown", scope: asked.scope });
    const { holds: _, ...equation } = made.tieOut;
    expect(ahead).toMatchObject({ problem: null, ...equation, reviewers: made.reviewers });
    expect(ahead.loads.reduce((sum, l) => sum + l.items, 0)).toBe(made.items);
    const none = await at(today, () =>
      read(c.admin.ctx, preview, { ...asked, credentials: "off", identities: "off" }),
    );
    expect(none).toMatchObject({
      credentials: { all: 5, items: 0, excluded: 5 },
      identities: { all: 4, items: 0, excluded: 4 },
    });
  });
});

async function worldPerson(name: string, email: string): Promise<string> {
  const { world } = await import("@/lib/testing/world");
  return (await at(today, () => world().person({ name, email }))).id;
}

describe("their packets", () => {
  let seen: Map<string, Packet>;
  let body = "";
  beforeAll(async () => {
    const made = await launched({ name: "Packets" });
    seen = await packets(made.campaign);
    body = (
      await rows<{ all: string }>(
        handle.db,
        sql`SELECT string_agg(p.body, ' ') AS all FROM evidence_packet p JOIN item i ON i.id = p.item_id
          WHERE i.campaign_id = ${made.campaign}`,
      )
    )[0]?.all as string;
  });

  it("of a credential: what it is, its holder and owner, age, use, scopes granted and used", () => {
    const old = seen.get("key-bot");
    expect(old?.keys).toMatchObject({ type: "credential", entitlement_id: null, account_id: null });
    expect(old?.access).toMatchObject({
      application: "Directory",
      entitlement: "key-bot",
      title: "Access key of Nightly export",
      type: "access key",
      account: null,
      privilege: null,
    });
    expect(factOf(old, "nhi.credential")).toMatchObject({
      age_days: 679,
      last_used: "2026-11-19",
      scopes: 2,
      scopes_used: 1,
    });
    expect(factOf(old, "credential.scopes")).toEqual({
      names: ["ledger.read", "ledger.export"],
      unused: ["ledger.export"],
    });
    expect(factOf(old, "nhi.owner")).toEqual({ owner: "Oda Wren", backup: null });
    expect(
      old?.facts.filter((f) => f.kind === "rule.failed").map((f) => sentenceOf(f, old).sentence),
    ).toEqual(["A credential is older than the rule allows: key-bot, 679 days old"]);
    expect(old?.notReported).toEqual(["when it expires"]);
    expect(viewOf(old as Packet).title).toBe("Access key of Nightly export");
  });

  it("I17: of an access key's id only the end is kept, in packets and in what is exported", () => {
    expect(body).not.toContain("AKIAIOSFODNN7EXAMPLE");
    expect(body).toContain("access key ending MPLE");
  });

  it("I8: of a credential of nobody: an open alert, and what is not reported is not guessed", () => {
    const lost = seen.get("API key of lost");
    expect(lost?.subject.kind).toBe("unknown");
    expect(factOf(lost, "nhi.credential")).toMatchObject({
      age_days: null,
      last_used: null,
      never_used: false,
      scopes: null,
      exposed: "Seen in a public repository",
    });
    expect(factOf(lost, "nhi.owner")).toBeUndefined();
    expect(lost?.notReported).toEqual([
      "when it was made or renewed",
      "when it expires",
      "last use",
      "what it may be used for",
      "who holds it",
    ]);
    expect(lost?.rules.failed_ids).toEqual(["orphan", "credential_exposed"]);
    expect(told(lost)).toContain("No known person or service holds this credential");
    const lacks = lost?.rules.unanswered?.map((u) => u.id);
    expect(lacks).toContain("nhi_no_owner");
  });

  it("of a person's certificate that has expired", () => {
    const cert = seen.get("Certificate of Pat Okoye");
    expect(cert?.subject).toMatchObject({ name: "Pat Okoye", kind: "human", manager: "Mia Ferro" });
    expect(told(cert)).toContain("expired 1 Nov 2026");
    expect(cert?.rules.failed_ids).toContain("past_end");
  });

  it("of a service as a whole: what is beneath it and how far it reaches", () => {
    const bot = seen.get("Nightly export as a whole");
    expect(bot?.keys).toMatchObject({
      type: "identity",
      application_id: null,
      entitlement_id: null,
      credential_id: null,
      identity_id: "bot",
    });
    expect(factOf(bot, "identity.covers")).toEqual({
      grants: 1,
      credentials: 2,
      examples: ["Post entries"],
    });
    expect(factOf(bot, "nhi.rights")).toEqual({
      count: 1,
      privileged: 0,
      privilege_unknown: 0,
      unused: 0,
      use_unknown: 1,
    });
    expect(factOf(bot, "nhi.keys")).toEqual({ count: 2, oldest_days: 679, unused: 1, use_unknown: 0 });
    expect(factOf(bot, "nhi.last_use")).toEqual({ on: "2026-11-19", days: 1, of: "credential" });
    expect(factOf(bot, "nhi.reach")).toEqual({
      applications: 1,
      names: ["Ledger"],
      privileged: 0,
      privilege_unknown: false,
      classes: [],
    });
    expect(factOf(bot, "nhi.dependants")).toEqual({ names: ["Board report"] });
    expect(bot?.facts.find((f) => f.kind === "text.purpose")?.class).toBe("asserted");
    expect(bot?.facts.filter((f) => f.kind === "nhi.credential")).toHaveLength(2);
    expect(bot?.notReported).toEqual([]);
  });

  it("of an agent: who stands behind it, what it may do, and how it is stopped", () => {
    const agent = seen.get("Forecast agent as a whole");
    expect(Object.fromEntries((agent?.facts ?? []).map((f) => [f.kind, f.value]))).toMatchObject({
      "agent.sponsor": { sponsor: "Bo Lindqvist" },
      "nhi.acts_for": { names: ["Finance"] },
      "agent.delegation": { authority: "delegated" },
      "agent.autonomy": { autonomy: "acts_with_approval" },
      "agent.model": { model: "lantern-2", provider: "Lantern AI" },
      "agent.instructions": { names: ["Mia Ferro", "Oda Wren"] },
      "agent.family": { parent: "Planner", children: ["Mailer", "Charter"] },
      "agent.off_switch": {
        how: "Flag forecast.agent in the console",
        tested: "2026-10-20",
        days: 31,
        never_tested: false,
      },
      "agent.tools": { granted: 3, used: 1, unused: ["mail-send", "payment-draft"] },
      "identity.covers": { grants: 0, credentials: 0 },
    });
    expect(agent?.facts.find((f) => f.kind === "agent.off_switch")?.class).toBe("asserted");
    expect(agent?.facts.find((f) => f.kind === "agent.sponsor")?.class).toBe("observed");
  });

  it("I8: of an agent that nothing is known of, every gap is named and nothing is filled in", () => {
    const stray = seen.get("Stray agent as a whole");
    expect((stray?.facts ?? []).map((f) => f.kind).filter((k) => k.startsWith("agent."))).toEqual([]);
    expect(stray?.notReported).toEqual([
      "what it is for",
      "last use",
      "what depends on it",
      "who sponsors it",
      "on whose behalf it acts",
      "what it may do without asking",
      "which model it runs on",
      "who can change its instructions",
      "how it is switched off",
      "which tools it may use",
    ]);
  });
});

describe("this installation itself", () => {
  it("I17: is reviewed with every source, its model key by kind and fingerprint only, by an admin who did not build it", async () => {
    const secret = "sk-live-3fK9vQ2mZ8xT1bN7";
    const { models } = env();
    const restore = overrideEnv({
      models: {
        ...models,
        hosted: { ...models.hosted, baseUrl: "http://127.0.0.1:9", model: "m", apiKey: secret },
        // The same key for both is one key.
        local: { baseUrl: "http://127.0.0.1:9", model: "m-2", apiKey: secret },
      },
    });
    try {
      await at(today, () => worldAdmin());
      // As every server does before it serves: the log's own key is one of the credentials.
      await startLog();
      const made = await at(today, () =>
        launchNow(c.admin.ctx, { name: "Own", fallback: "fay@example.com", due: "2026-12-01" }),
      );
      expect(made.tieOut).toMatchObject({ credentials: { all: 7 }, identities: { all: 5 } });
      const who = await assignments(made.campaign);
      const key = Object.keys(who).find((k) => k.startsWith("credential Countersign: model"));
      expect(key).toMatch(/^credential Countersign: model API key [0-9a-f]{12}$/);
      expect(who[key ?? ""]).toBe("Nia Holt, owner (owner built this campaign)");
      expect(who["identity Countersign"]).toBe("Nia Holt, owner (owner built this campaign)");
      const own = (await packets(made.campaign)).get("API key of Countersign");
      expect(factOf(own, "credential.first_seen")).toEqual({ on: "2026-11-22", days: 0 });
      const [leak] = await rows<{ n: number }>(
        handle.db,
        sql`SELECT (SELECT count(*) FROM snap_credential WHERE id LIKE ${`%${secret}%`} OR attributes::text LIKE ${`%${secret}%`})::int
          + (SELECT count(*) FROM evidence_packet WHERE body LIKE ${`%${secret}%`})::int
          + (SELECT count(*) FROM audit_event WHERE convert_from(leaf, 'UTF8') LIKE ${`%${secret}%`})::int AS n`,
      );
      expect(leak?.n).toBe(0);
      // The next launch changes nothing where nothing changed, and a launch over a named source leaves it out.
      const [before] = await handle.db.select().from(source).where(eq(source.name, "Countersign"));
      await at(today, () =>
        launchNow(c.admin.ctx, { name: "Own again", fallback: "fay@example.com", due: "2026-12-01" }),
      );
      const [after] = await handle.db.select().from(source).where(eq(source.name, "Countersign"));
      expect(after?.currentSnapshotId).toBe(before?.currentSnapshotId);
      const without = await launched({ name: "Named only" });
      expect(without.tieOut).toMatchObject({ credentials: { all: 5 }, identities: { all: 4 } });
    } finally {
      restore();
    }
  });
});

async function worldAdmin(): Promise<void> {
  const { world } = await import("@/lib/testing/world");
  await world().person({ name: "Nia Holt", email: "nia@example.com", roles: ["admin"] });
}
