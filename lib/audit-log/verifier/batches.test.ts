import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { buildPack, refreshManifest } from "@/lib/testing/pack";
import { type PackItem, prefixed, type StoryEvent } from "@/lib/testing/pack-story";
import { checkOf, edited, failures, sound, verify } from "@/lib/testing/tampering";

const packetOf = (change: JsonObject = {}) => ({
  rules: { failed: 0 },
  access: { privilege: "standard" },
  subject: { kind: "human" },
  ...change,
});
type Plan = {
  /** What the packet of item-9 says besides. */
  packet?: JsonObject;
  keys?: Record<string, string>;
  /** What the decisions of the act say besides, by item. */
  data?: Record<string, JsonObject>;
  together?: JsonObject;
};

/** The invented campaign, whose last two items are decided in one act, told otherwise. */
async function told(plan: Plan = {}) {
  const settings = { v: 1, together: plan.together ?? { allowed: true, cap: 25 } };
  const pack = buildPack({
    items: (items) =>
      items.map((item): PackItem => {
        if (item.id !== "item-8" && item.id !== "item-9") return item;
        const last = item.id === "item-9";
        const keys = { ...item.keys, ...(last ? plan.keys : {}) };
        return { ...item, keys, packet: { ...item.packet, keys, ...packetOf(last ? plan.packet : {}) } };
      }),
    events: (events) =>
      events.map((event): StoryEvent => {
        if (event.type === "campaign.launched")
          return { ...event, refs: { settings: prefixed(sha256(canonicalRecordBytes(settings))) } };
        const change = event.type === "decision.recorded" && plan.data?.[event.item ?? ""];
        return change ? { ...event, data: { ...event.data, ...change } } : event;
      }),
  });
  pack.files.set("rules/settings.json", toUtf8(JSON.stringify({ settings })));
  refreshManifest(pack.files);
  return checkOf(pack.files, "batches");
}
const wrong = (part: string) => ({ ok: false, detail: expect.stringContaining(part) });

describe("decisions made in one act", () => {
  it("I6: hold where they are as many as they say, alike, of low risk and within the cap", async () => {
    expect(await told()).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^2 decisions of 1 acts/),
    });
  });

  it.each<[string, Plan, string]>([
    [
      "another size",
      { data: { "item-8": { batch_size: 3 }, "item-9": { batch_size: 3 } } },
      "of 3, the log has 2",
    ],
    ["a size of its own", { data: { "item-9": { batch_size: 3 } } }, "batch_size is 3, in leaf"],
    ["one left over", { data: { "item-9": { batch: "batch-2" } } }, "is the only decision of batch"],
    ["a size and no act", { data: { "item-9": { batch: null } } }, "not which act"],
    ["another outcome", { data: { "item-9": { outcome: "revoke" } } }, "outcome is revoke"],
    ["another reason", { data: { "item-9": { reason_code: "other" } } }, "reason_code is other"],
    ["other seconds", { data: { "item-9": { seconds: 5 } } }, "seconds is 5"],
    ["other access", { keys: { entitlement_id: "post-journal-7" } }, "differ in entitlement_id"],
    ["a finding", { packet: { rules: { failed: 1 } } }, "item item-9 of batch batch-1 breaks a rule"],
    ["a finding in the leaf", { data: { "item-9": { findings: 1 } } }, "breaks a rule"],
    ["privileged access", { packet: { access: { privilege: "privileged" } } }, "is privileged"],
    ["what may be privileged", { packet: { access: {} } }, "or that is not known"],
    ["a machine", { packet: { subject: { kind: "service" } } }, "is not a person's"],
    ["too many for the cap", { together: { allowed: true, cap: 1 } }, "have every item decided on its own"],
    ["an act that the settings forbid", { together: { allowed: false, cap: 25 } }, "decided on its own"],
  ])("I20: fail with %s, and say where", async (_, plan, part) => {
    expect(await told(plan)).toMatchObject(wrong(part));
  });

  it("I20: a table that gives a decision another batch or more seconds is caught by its leaf", async () => {
    for (const [from, to] of [
      ["batch-1", "batch-2"],
      [",2,all_at_once,41", ",2,all_at_once,4100"],
      [",2,all_at_once", ",1,one_by_one"],
    ] as const)
      expect(failures(await verify(edited("decisions.csv", (text) => text.replace(from, to))))).toMatchObject(
        { rows: expect.stringContaining("decisions.csv:") },
      );
    expect(failures(await verify(sound.files))).toEqual({});
  });
});
