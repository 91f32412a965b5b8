import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { remediation } from "@/db/schema/remediation";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { answer } from "@/lib/ownership/commands";
import { mine } from "@/lib/ownership/queries";
import { read } from "@/lib/query";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import type { DecideInput } from "@/lib/reviews/schema";
import { signOff } from "@/lib/reviews/sign-off";
import { freshDatabase } from "@/lib/testing/database";
import { type Content, type WorldPerson, world } from "@/lib/testing/world";
import { apply } from "./commands";
import { list } from "./queries";
import { observeRemediation, requestRemediation } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let olu: WorldPerson;
let noa: WorldPerson;
let fay: WorldPerson;
let campaign: string;
const sources = { directory: 0, cloud: 0 };

let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;
const ids = ["n1", "n2", "n3", "n4"] as const;

const identities = (owner: Record<string, string> = {}): Content["identities"] => [
  { id: "p1", name: "Olu Owner", employmentStatus: "active" },
  { id: "p2", name: "Noa Next", employmentStatus: "active" },
  ...ids.map((id) => ({
    id,
    name: `svc-${id}`,
    kind: "service" as const,
    ownerId: owner[id] ?? "p1",
    purpose: "Runs at night.",
  })),
];
type Cloud = { without?: string[]; keys?: Record<string, Date | null> };
/** The cloud, without the access of some, and with their keys rotated at a day, or gone. */
const cloud = ({ without = [], keys = {} }: Cloud = {}): Content => ({
  applications: [{ id: "cloud", name: "Cloud", ownerId: "p2" }],
  accounts: ids.map((id) => ({ id: `a-${id}`, applicationId: "cloud", identityId: id, status: "active" })),
  entitlements: [
    { id: "read", applicationId: "cloud", name: "READ", description: "Reads.", privilege: "standard" },
  ],
  grants: ids
    .filter((id) => !without.includes(id))
    .map((id) => ({ accountId: `a-${id}`, entitlementId: "read" })),
  credentials: ids.flatMap((id) => {
    const rotatedAt = keys[id];
    if (rotatedAt === null) return [];
    return [
      {
        id: `AKIA${id.toUpperCase().padStart(16, "A")}`,
        identityId: id,
        kind: "access_key",
        createdAt: new Date("2026-06-01"),
        ...(rotatedAt ? { rotatedAt } : {}),
      },
    ];
  }),
});

const w = world();
async function load(name: "Directory" | "Cloud", content: Content, at: string, complete = true) {
  const made = await w.source(name, content, { asOf: new Date(at), complete });
  return made;
}

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  sources.directory = (await load("Directory", { identities: identities() ?? [] }, "2026-11-20")).source;
  sources.cloud = (await load("Cloud", cloud(), "2026-11-20")).source;
  const bound = (id: string) => ({ identity: { source: sources.directory, id } });
  olu = await w.person({ name: "Olu Owner", email: "olu@example.test", ...bound("p1") });
  noa = await w.person({ name: "Noa Next", email: "noa@example.test", ...bound("p2") });
  fay = await w.person({ name: "Fay Fallback", email: "fay@example.test" });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  ({ campaign } = await launchNow(admin.ctx, {
    name: "Q4 review",
    mode: "manager",
    fallback: fay.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  }));
  // n1 is retired, n2's key renewed, n3 goes over to Noa, n4's key is removed; the rest stays as it is.
  for (const i of await itemsOf()) {
    const of = `${i.identityId} ${i.type}`;
    if (i.state !== "open" || (i.identityId === "n1" && i.type !== "identity")) continue;
    if (of === "n1 identity" || of === "n4 credential") await act(i.id, { outcome: "revoke" });
    else if (of === "n2 credential") await act(i.id, { outcome: "modify", target: "rotate" });
    else if (of === "n3 identity")
      await act(i.id, { outcome: "modify", target: "transfer_owner", newOwner: noa.id });
    else await act(i.id, { outcome: "certify", reasonCode: "needed_for_job" });
  }
  const [mineOf] = await handle.db
    .select()
    .from(review)
    .where(and(eq(review.campaignId, campaign), eq(review.reviewerId, olu.id)));
  await execute(olu.ctx, signOff, { review: mineOf?.id ?? "", key: key() });
});
afterAll(() => end());

const itemsOf = () =>
  handle.db
    .select()
    .from(item)
    .where(and(eq(item.campaignId, campaign), eq(item.reviewerId, olu.id)))
    .orderBy(item.position);

async function act(id: string, change: Partial<DecideInput>) {
  const opened = await perform(olu.ctx, openItem, { item: id });
  const keeps = change.outcome === "certify" && opened.choices.keep.exception;
  return execute(olu.ctx, decide, {
    item: id,
    key: key(),
    outcome: "revoke",
    reasonCode: "other",
    words: "As agreed.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...(keeps
      ? {
          exception: {
            reason: "Until spring.",
            control: "Read weekly.",
            controlOwner: noa.id,
            until: opened.choices.keep.exception?.until.min ?? "",
          },
        }
      : {}),
    ...change,
  });
}

const tasks = async () => {
  const found = await handle.db
    .select({ task: remediation, name: item.subjectName })
    .from(remediation)
    .innerJoin(item, eq(item.id, remediation.itemId))
    .where(eq(remediation.campaignId, campaign))
    .orderBy(item.subjectName);
  return found.map(({ task, name }) => ({ ...task, name }));
};
const taskOf = async (name: string) => {
  const found = (await tasks()).find((t) => t.name === name);
  if (!found) throw new Error(`no task for ${name}`);
  return found;
};
const stateOf = async (name: string) => {
  const { state, notObservedWhy } = await taskOf(name);
  return notObservedWhy ? `${state}: ${notObservedWhy.replace(/\d+$/, "n")}` : state;
};
async function later(name: "Directory" | "Cloud", content: Content, at: string, complete = true) {
  const made = await load(name, content, at, complete);
  await observeRemediation({ source: made.source, snapshot: made.snapshot });
}

describe("what is asked for", () => {
  it("is one task a decision, none for what another answers or what waits for somebody's word", async () => {
    await requestRemediation({ campaign });
    await requestRemediation({ campaign });
    expect((await tasks()).map((t) => [t.name, t.kind, t.ownerId])).toEqual([
      ["svc-n1", "retire", olu.id],
      ["svc-n2", "rotate", olu.id],
      ["svc-n4", "remove", olu.id],
    ]);
    const retired = await taskOf("svc-n1");
    expect(retired.before).toMatchObject({
      accounts: [{ id: "a-n1" }],
      credentials: [{ source: sources.cloud }],
    });
    expect(JSON.stringify((await tasks()).map((t) => t.before))).not.toMatch(/AKIA/);
  });

  it("of a transfer comes with the new owner's yes", async () => {
    const [offer] = (await read(noa.ctx, mine, {})).offers;
    await execute(noa.ctx, answer, { offer: offer?.id ?? "", answer: "accept", key: key() });
    await requestRemediation({ campaign });
    expect(await taskOf("svc-n3")).toMatchObject({ kind: "transfer", ownerId: fay.id, state: "requested" });
    expect((await read(noa.ctx, mine, {})).answersFor.map((a) => a.id)).toEqual(["n3"]);
    const page = await read(fay.ctx, list, {});
    expect(page.rows).toMatchObject([{ kind: "transfer", newOwner: "Noa Next", account: null }]);
  });
});

describe("what a later export shows", () => {
  it("I10: nothing where it is not later, and nothing gone where it still stands", async () => {
    for (const t of await tasks()) {
      const who = t.ownerId === fay.id ? fay : olu;
      await execute(who.ctx, apply, { task: t.id, key: key() });
    }
    await later("Cloud", cloud(), "2026-11-20");
    expect(await stateOf("svc-n2")).toBe("applied");
    await later("Cloud", cloud(), "2026-12-01");
    await later("Directory", { identities: identities() ?? [] }, "2026-12-01");
    expect(await stateOf("svc-n1")).toBe("not_observed: still holds 1 grant and 1 key in snapshot n");
    expect(await stateOf("svc-n2")).toBe("not_observed: not renewed in snapshot n");
    expect(await stateOf("svc-n3")).toBe("not_observed: another owner is named in snapshot n");
    expect(await stateOf("svc-n4")).toBe("not_observed: still there in snapshot n");
  });

  it("I10: nothing on an export that is not complete", async () => {
    await later("Cloud", cloud({ without: ["n1"], keys: { n1: null, n4: null } }), "2026-12-02", false);
    expect(await stateOf("svc-n1")).toMatch(/in full/);
    expect(await stateOf("svc-n4")).toMatch(/in full/);
  });

  it("I10: gone, renewed and named, where it is", async () => {
    const after = { without: ["n1"], keys: { n1: null, n4: null, n2: new Date("2099-01-01") } };
    await later("Cloud", cloud(after), "2026-12-03");
    await later("Directory", { identities: identities({ n3: "p2" }) ?? [] }, "2026-12-03");
    for (const name of ["svc-n1", "svc-n2", "svc-n3", "svc-n4"])
      expect(await stateOf(name)).toBe("seen_gone");
    expect((await taskOf("svc-n4")).after).toBeNull();
  });

  it("I10: what holds access again has come back, and a key that is not renewed again has not", async () => {
    await later("Cloud", cloud({ keys: { n2: new Date("2099-01-01") } }), "2026-12-04");
    expect(await stateOf("svc-n1")).toBe("returned");
    expect(await stateOf("svc-n4")).toBe("returned");
    expect(await stateOf("svc-n2")).toBe("seen_gone");
  });
});
