import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fact, packetOf, packets } from "@/lib/testing/packets";
import { changesBetween } from "./changes";
import type { Packet } from "./schema";

const texts = (then: Packet, now: Packet) => changesBetween(then, now).map((c) => c.text);
const then = { asOf: "2026-05-01T06:00:00.000Z" };
const used = (on: string, days: number) => fact("use.last", { on, days });

describe("what changed between two packets of the same access", () => {
  it("is nothing between a packet and itself, whatever is in it", () => {
    fc.assert(fc.property(packets, (packet) => changesBetween(packet, packet).length === 0));
  });

  it("says that use stopped, began again, or was never reported to have been", () => {
    const active = packetOf([used("2026-04-28", 3)], then);
    expect(texts(active, packetOf([used("2026-04-29", 205)]))).toEqual([
      "Use stopped: last used 29 Apr 2026; it was in use then.",
    ]);
    expect(texts(active, packetOf([used("2026-11-18", 2)]))).toEqual([]);
    expect(texts(packetOf([used("2025-06-01", 334)], then), packetOf([used("2026-11-18", 2)]))).toEqual([
      "In use again: last used 18 Nov 2026; it was not in use then.",
    ]);
    expect(texts(packetOf([fact("use.never", { granted_days: 40 })], then), active)).toEqual([
      "Used since: last on 28 Apr 2026; never used then.",
    ]);
  });

  it("I8: what one side does not report neither stopped nor began", () => {
    const active = packetOf([used("2026-04-28", 3)], then);
    const silent = packetOf([fact("use.not_reported", {})], { notReported: ["last use"] });
    expect(texts(active, silent)).toEqual([
      "Whether it is still used is not known: its use was reported then, and is not reported now.",
    ]);
    expect(texts(silent, packetOf([used("2026-04-29", 205)]))).toEqual([
      "Last used 29 Apr 2026, as is reported now; nothing was reported of its use then.",
    ]);
    const bare = { ...packetOf([]).access, privilege: null, description: null };
    expect(texts(packetOf([], then), packetOf([], { access: bare }))).toEqual([
      "Whether it is privileged is not known now; it was then.",
    ]);
  });

  it("I8: a packet that lost facts never says that something ended, began or is not so", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const less: Packet = { ...packet, facts: packet.facts.filter((f) => f.kind === "rule.failed") };
        for (const text of texts(packet, less))
          expect(text).toMatch(/^Whether it is still used is not known|^In the evidence then, and not now: /);
      }),
    );
  });

  it("names a move since, other people in charge, and what is new on the account", () => {
    const moved = fact("identity.moved", {
      from: "Treasury",
      to: "Tax",
      on: "2026-09-01",
      days: 80,
      after_grant: true,
    });
    const subject = { ...packetOf([]).subject, department: "Tax", manager: "Bo Lund" };
    const now = packetOf([moved, fact("account.no_mfa", {})], { subject });
    expect(texts(packetOf([], then), now)).toEqual([
      "Moved from Treasury to Tax on 1 Sep 2026, 80 days ago, after this was granted.",
      "Manager: Ana Duarte then, Bo Lund now.",
      "New in the evidence: The account has no second factor.",
    ]);
    expect(texts(now, packetOf([moved], { subject }))).toEqual([
      "In the evidence then, and not now: The account has no second factor.",
    ]);
  });

  it("tells a new finding from one that could not be checked, either way", () => {
    const found = fact("rule.failed", {
      rule: "toxic",
      name: "Enters and releases payments",
      other: null,
      other_item: null,
      other_owner: null,
      reason: null,
    });
    const clean = packetOf([], then);
    const open = { ...clean.rules, unanswered: [{ id: "toxic", name: "…", lacks: ["privilege"] }] };
    expect(texts(clean, packetOf([found]))).toEqual(["New finding: Enters and releases payments."]);
    expect(texts(packetOf([found], then), packetOf([]))).toEqual([
      "Found then, and not now: Enters and releases payments.",
    ]);
    expect(texts(packetOf([], { ...then, rules: open }), packetOf([found]))).toEqual([
      "Found now: Enters and releases payments. This could not be checked then.",
    ]);
    expect(texts(packetOf([found], then), packetOf([], { rules: open }))).toEqual([
      "Found then: Enters and releases payments. This cannot be checked now.",
    ]);
  });
});
