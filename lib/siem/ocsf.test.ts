import { describe, expect, it } from "vitest";
import { type EventType, events } from "@/lib/audit-log/events";
import { classes, toldAs } from "./map";
import { type Entry, ocsfEvent } from "./ocsf";

const here = { log: "countersign/0123456789abcdef", version: "1.0.0" };
const entry = (
  type: string,
  data: Record<string, unknown>,
  actor = { kind: "person", id: "p1", authn: "oidc" },
): Entry => ({
  index: 7,
  hash: "ab".repeat(32),
  leaf: { id: "018f-e", at: "2026-11-22T10:00:00.000Z", type, actor, campaign: "c1", item: "i1", data },
});

const P9 = "018f0000-0000-7000-8000-000000000009";
const D1 = "018f0000-0000-7000-8000-0000000000d1";

describe("entries as OCSF events", () => {
  it("has a line for every type of entry, in a class whose activity it knows", () => {
    expect(Object.keys(toldAs).sort()).toEqual(Object.keys(events).sort());
    for (const type of Object.keys(events) as EventType[]) {
      const made = ocsfEvent(entry(type, {}), here);
      const of = Object.values(classes).find((c) => c.uid === made.class_uid);
      expect(of?.category, type).toBe(made.category_uid);
      expect(Object.values(of?.activities ?? {}), type).toContain(made.activity_id);
      expect(made.type_uid, type).toBe(Number(made.class_uid) * 100 + Number(made.activity_id));
      expect(made.time).toBe(Date.parse("2026-11-22T10:00:00.000Z"));
    }
  });

  it("tells a role as privileges of a user, a decision as an entity, a refusing witness as a critical finding", () => {
    expect(ocsfEvent(entry("role.granted", { person: P9, role: "auditor" }), here)).toMatchObject({
      class_uid: 3005,
      type_uid: 300501,
      user: { uid: P9 },
      privileges: ["auditor"],
    });
    expect(ocsfEvent(entry("decision.recorded", { decision: D1, outcome: "revoke" }), here)).toMatchObject({
      class_uid: 3004,
      entity: { type: "decision", uid: D1 },
      unmapped: { campaign: "c1", item: "i1", outcome: "revoke" },
      metadata: { uid: "018f-e", sequence: 7, event_code: "decision.recorded" },
    });
    expect(ocsfEvent(entry("witness.refused", { size: 3 }), here)).toMatchObject({
      class_uid: 2004,
      severity_id: 5,
    });
    const system = { kind: "system:close", id: "close", authn: "none" };
    expect(ocsfEvent(entry("campaign.sealed", { events: 4 }, system), here)).toMatchObject({
      actor: { app_name: "close", user: { type_id: 3 } },
    });
  });

  it("I17: tells no single word that somebody typed where an id or a code belongs", () => {
    const typed = {
      reason_code: "ana_has_left",
      setting: "model for source hunter2",
      why: "Hunter2:Summer",
      file: "https://files.example/ana.csv",
      owner: "ana.duarte-1",
      offer: "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
      class: "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    };
    const { unmapped, entity } = ocsfEvent(entry("settings.changed", typed), here);
    expect(unmapped).toEqual({ leaf_hash: expect.any(String), campaign: "c1", item: "i1" });
    expect(entity).toEqual({ type: "setting", uid: "i1" });
    const told = {
      reason_code: "other",
      setting: "retention.packet",
      why: "not_consistent",
      file: `sha256:${"a".repeat(64)}`,
    };
    expect(ocsfEvent(entry("settings.changed", told), here).unmapped).toMatchObject(told);
  });

  it("I17: tells ids, counts and codes, and nothing that somebody typed", () => {
    const secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
    const made = JSON.stringify(
      ocsfEvent(
        entry("campaign.staged", {
          scope: `owner = "Ana Duarte" ${secret}`,
          source: "Ana's export",
          to: "ana@example.com",
          why: "because Ana said so",
          from: "ana@example.com",
          items: 4,
          provider: { issuer: "https://id.example.com" },
        }),
        here,
      ),
    );
    expect(made).not.toMatch(/Ana|ghp_|example\.com|because/u);
    expect(made).toContain('"items":4');
  });
});
