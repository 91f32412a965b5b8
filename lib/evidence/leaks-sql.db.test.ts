import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Handle, rows } from "@/db/client";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { at } from "@/lib/clock";
import { company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { machines } from "@/lib/testing/machines";
import type { Content } from "@/lib/testing/world";
import type { FactOf, Packet } from "./schema";
import { sentenceOf } from "./sentences";

// Put together here so that no scanner takes this file for a leak; none of them opens anything.
const keyId = `AKIA${"FAKE".repeat(3)}7QZ2`;
const otherId = `AKIA${"FAKE".repeat(3)}9XK4`;
const token = `glpat-${"aB3dE6gH9jK2mN5pQ8rS"}wxyz`;
const twins = `glpat-${"qQ7wE2rT5yU8iO1pA4sD"}same`;
const password = "h4rvest-Moon-77";

const described: Record<string, string> = {
  post: `Nightly load runs with ${[...keyId].join("\u200b")}, ask the owner.`,
  close: `Old job: postgres://svc-loader:${password}@db.example.com/ledger`,
  grp: `Mirror uses ${token}.`,
  read: `Ana's own login is pat, password: ${password}`,
};
const leaky: Content = {
  ...ledger,
  accounts: [
    ...(ledger.accounts ?? []),
    { id: "a-loader", applicationId: "ledger", identityId: "loader", login: "SVC-loader" },
  ],
  entitlements: [
    ...(ledger.entitlements ?? []).map((e) => ({ ...e, description: described[e.id] ?? null })),
    { id: "spare", applicationId: "ledger", name: "Spare", description: `As before: ${keyId} and ${twins}` },
  ],
  grants: [...(ledger.grants ?? []), { accountId: "a-loader", entitlementId: "post" }],
};
const held: Content = {
  ...machines,
  credentials: [
    { id: `bot/${keyId}`, identityId: "bot", kind: "access_key" },
    { id: otherId, identityId: "bot", kind: "access_key" },
    {
      id: "tok-1",
      identityId: "agent",
      kind: "api_token",
      attributes: { last_four: "wxyz", prefix: "glpat-" },
    },
    { id: "tok-2", identityId: "stray", kind: "api_token", attributes: { last_four: "same" } },
    { id: "tok-3", identityId: "agent", kind: "api_token", attributes: { last_four: "same" } },
  ],
};

let handle: Handle;
let end: () => Promise<void>;
let packets: Map<string, Packet>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const c = await at(today, () => company(leaky, held));
  const { campaign } = await at(today, () =>
    launchNow(c.admin.ctx, {
      name: "Leaks",
      sources: ["Directory", "Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
    }),
  );
  const found = await handle.db
    .select({ body: evidencePacket.body })
    .from(item)
    .innerJoin(evidencePacket, eq(evidencePacket.itemId, item.id))
    .where(eq(item.campaignId, campaign));
  packets = new Map(
    found.map(({ body }) => {
      const p: Packet = JSON.parse(body);
      return [`${p.keys.type} ${p.keys.credential_id ?? p.keys.identity_id ?? p.keys.account_id}`, p];
    }),
  );
});
afterAll(() => end());

const leakOf = (key: string): FactOf<"credential.seen_in_text"> | undefined => {
  const packet = packets.get(key);
  if (!packet) throw new Error(`There is no ${key} among ${[...packets.keys()].join(", ")}.`);
  return packet.facts.find((f) => f.kind === "credential.seen_in_text");
};
const fails = (key: string) => packets.get(key)?.rules.failed_ids?.includes("secret_exposed") ?? false;

describe("I17: a secret that stands in text is a finding on what it opens", () => {
  test("an access key's id, on the key and on its identity", () => {
    const first = {
      credential: "access key ending 7QZ2",
      kind: "aws-key",
      place: "the description of Post entries in Ledger",
      others: 1,
    };
    for (const key of ["credential access key ending 7QZ2", "identity bot"]) {
      expect(leakOf(key)?.value, key).toEqual(first);
      expect(fails(key), key).toBe(true);
    }
    const bot = packets.get("identity bot");
    const leak = leakOf("identity bot");
    expect(bot && leak && sentenceOf(leak, bot)).toMatchObject({
      stance: "remove",
      sentence:
        "A key of this identity (access key ending 7QZ2) stands in readable text: the description of Post entries in Ledger, and in 1 other place",
    });
  });

  test("and on no other key of the same identity", () => {
    expect(leakOf("credential access key ending 9XK4")).toBeUndefined();
    expect(fails("credential access key ending 9XK4")).toBe(false);
  });

  test("a token by how its source says that it begins and ends, where only one does", () => {
    expect(leakOf("credential tok-1")?.value).toMatchObject({
      kind: "gitlab-token",
      place: "the description of Clerks in Ledger",
    });
    expect(leakOf("identity agent")?.value.credential).toBe("tok-1");
    for (const key of ["credential tok-2", "credential tok-3", "identity stray"])
      expect(leakOf(key), key).toBeUndefined();
  });

  test("a service's login before a password, and never a person's", () => {
    expect(leakOf("identity loader")?.value).toEqual({
      credential: null,
      kind: "password",
      place: "the description of Close the year in Ledger",
      others: 0,
    });
    for (const [key, { facts, subject }] of packets)
      if (subject.kind === "human")
        expect(
          facts.map((f) => f.kind),
          key,
        ).not.toContain("credential.seen_in_text");
  });

  test("the item whose text holds it has its own finding", () => {
    const about = [...packets.values()].filter((p) => p.keys.entitlement_id === "close");
    expect(about.map((p) => p.rules.failed_ids?.includes("secret_in_text"))).toEqual([true]);
  });

  test("and nothing that was written holds the secret or the whole id", async () => {
    const written = JSON.stringify([...packets.values()]);
    for (const secret of [keyId, token, twins, password]) expect(written).not.toContain(secret);
    const columns = await rows<{ table: string; column: string }>(
      handle.db,
      sql`SELECT table_name AS table, column_name AS column FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'ARRAY') AND table_name !~ '^(snap_|import_)'`,
    );
    for (const { table, column } of columns) {
      const found = await rows(
        handle.db,
        sql`SELECT 1 FROM ${sql.identifier(table)} WHERE ${sql.identifier(column)}::text ~ ${[keyId.slice(4), token, twins, password].join("|")} LIMIT 1`,
      );
      // What a source calls a credential stands where its snapshot's own ids do.
      if (column !== "credential_id" && column !== "id") expect(found, `${table}.${column}`).toEqual([]);
    }
  });
});
