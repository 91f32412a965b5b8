import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Handle } from "@/db/client";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { at } from "@/lib/clock";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { machines } from "@/lib/testing/machines";
import { type Content, world } from "@/lib/testing/world";
import type { FactKind, Packet } from "./schema";

const signIn = (on: string) => ({ lastSignInAt: new Date(`${on}T08:00:00Z`) });
/** The ledger, with accounts of machines whose last sign-in is reported, and no right's use. */
const used: Content = {
  ...ledger,
  accounts: [
    ...(ledger.accounts ?? []).map((a) => (a.id === "a-bot" ? { ...a, ...signIn("2026-11-10") } : a)),
    {
      id: "a-loader",
      applicationId: "ledger",
      identityId: "loader",
      login: "loader",
      ...signIn("2026-11-15"),
    },
    {
      id: "b-loader",
      applicationId: "ledger",
      identityId: "loader",
      login: "loader2",
      ...signIn("2026-03-01"),
    },
  ],
  grants: [...(ledger.grants ?? []), { accountId: "a-loader", entitlementId: "post" }],
};
/** The directory, where what is said of each key's exposure is this. */
const alerting = (alert: (id: string) => string | null): Content => ({
  ...machines,
  credentials: (machines.credentials ?? []).map(({ attributes: _, ...key }) => {
    const said = alert(key.id);
    return said === null ? key : { ...key, attributes: { exposure_alert: said } };
  }),
});

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company(used, machines));
});
afterAll(() => end());

async function launched(name: string): Promise<{ id: string; packets: Map<string, Packet> }> {
  const { campaign: id } = await at(today, () =>
    launchNow(c.admin.ctx, {
      name,
      sources: ["Directory", "Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
    }),
  );
  const found = await handle.db
    .select({ body: evidencePacket.body })
    .from(item)
    .innerJoin(evidencePacket, eq(evidencePacket.itemId, item.id))
    .where(eq(item.campaignId, id));
  const all = found.map(({ body }): Packet => JSON.parse(body));
  return {
    id,
    packets: new Map(
      all.map((p) => [
        `${p.keys.type} ${p.keys.credential_id ?? p.keys.identity_id ?? p.keys.account_id}`,
        p,
      ]),
    ),
  };
}
const factOf = (packet: Packet | undefined, kind: FactKind) => packet?.facts.find((f) => f.kind === kind);
/** What the rule about exposed keys says of an item: what is not known, where it cannot be evaluated. */
const exposed = (packet: Packet | undefined) =>
  packet?.rules.failed_ids?.includes("credential_exposed")
    ? "fails"
    : (packet?.rules.unanswered?.find((u) => u.id === "credential_exposed")?.lacks ?? "passes");

describe("credentials and non-human identities as items", () => {
  test("I8: the last sign-in of an identity's accounts is a use, told to be that", async () => {
    const { packets } = await launched("Use");
    const loader = packets.get("identity loader");
    expect(factOf(loader, "nhi.last_use")).toMatchObject({
      value: { on: "2026-11-15", days: 5, of: "account" },
      source: { name: "Directory", record: "accounts of loader" },
    });
    expect(loader?.notReported).not.toContain("last use");
    // A later use of a key comes first; where neither is reported it is said.
    expect(factOf(packets.get("identity bot"), "nhi.last_use")?.value).toMatchObject({
      on: "2026-11-19",
      of: "credential",
    });
    expect(packets.get("identity stray")?.notReported).toContain("last use");
  });

  test("I2: what nobody decided in the last campaign is told to be that, and is not new", async () => {
    const { id } = await launched("Nobody came");
    await at(new Date("2026-11-30T10:00:00Z"), () => closeNow(c.controlOwner.ctx, { id }));
    const { packets } = await launched("Again");
    for (const key of ["credential key-bot", "identity loader", "identity stray"]) {
      const packet = packets.get(key);
      expect(factOf(packet, "history.not_decided"), key).toMatchObject({
        value: { campaign: "Nobody came" },
        source: {
          record: `earlier campaigns over the ${packet?.keys.type === "credential" ? "credentials" : "identities"} of Directory`,
        },
      });
      expect(factOf(packet, "history.first_seen"), key).toBeUndefined();
      expect(factOf(packet, "history.never_reviewed"), key).toBeUndefined();
    }
  });

  test("I8: no alert is known to be open only where the source reports alerts of some credential", async () => {
    const over = async (name: string, content: Content) => {
      await world().source("Directory", content, { asOf: new Date("2026-11-20T00:00:00Z") });
      const { packets } = await launched(name);
      return ["credential key-bot", "credential lost", "identity bot", "identity loader"].map((key) =>
        exposed(packets.get(key)),
      );
    };
    const unknown = ["exposure alerts of its keys"];
    expect(
      await over(
        "One",
        alerting((id) => (id === "lost" ? "Seen in a paste" : null)),
      ),
    ).toEqual(["passes", "fails", "passes", "passes"]);
    // Without a key there is none to be exposed.
    expect(
      await over(
        "Silent",
        alerting(() => null),
      ),
    ).toEqual([unknown, unknown, unknown, "passes"]);
    expect(
      await over(
        "None",
        alerting((id) => (id === "lost" ? "None" : null)),
      ),
    ).toEqual(["passes", "passes", "passes", "passes"]);
  });
});
