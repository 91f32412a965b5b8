import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ItemType, Packet } from "@/lib/evidence/schema";
import { fact, keeper, machine, mover, packetOf, packets, thin } from "@/lib/testing/packets";
import { trueClaims } from "./claims";
import { askModel } from "./model";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { noteOf, paragraphs, viewOf } from "./render";
import { ruleBased as rules } from "./rule-based";
import { answerByRule } from "./rules";
import { answerSchema } from "./schema";
import { applying, questions, unknowns } from "./unknowns";
import { verify } from "./verify";

const ruleBased = { model: rules, atOnce: 1, paid: false };

/** The whole way: prompt, model, verifier. */
async function draft(packet: Packet) {
  const request = requestFor(packet, promptVersion(), plainContext);
  const reply = await askModel(ruleBased, request, packet);
  return { reply, ...verify(reply.answer, packet, request.sent) };
}

const types = fc.constantFrom<ItemType[]>("grant", "credential", "identity");
const byRule = (packet: Packet) =>
  answerByRule({ packet, unknowns: applying(unknowns, packet), questions: applying(questions, packet) });

describe("the rule-based drafter", () => {
  test("writes the note of a mover with a conflict", async () => {
    const { result, dropped, reply } = await draft(mover);
    expect(dropped).toEqual([]);
    expect(reply).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    expect(result).toMatchObject({ recommendation: "revoke", rule: "conflict", judgement: null });
    expect(noteOf(result)).toBe(
      [
        "Together with Maintain vendors it breaks the rule “Create vendors and pay them”. [E7] Priya moved from Accounts payable to Treasury on 12 January 2026, after this access was granted. [E1] It has not been used for 220 days, since 14 April 2026. [E2]",
        "Against this: It was used 29 times after the move on 12 January 2026, until 14 April 2026. [E4, E2] Marek Vrba kept it on 18 November 2025 in Q4 2025 review, on its own, with words. [E5]",
        "Not known: Whether the work in Treasury needs it. [E1] Ask Priya whether it is still needed. [E1, E2] Only stated: Ledgerwise ERP states in request FIN-2231: “keep until 2027, approved by CFO”. [E6]",
      ].join("\n\n"),
    );
  });

  test("keeps, changes, and says when too little is known", async () => {
    expect((await draft(keeper)).result).toMatchObject({ recommendation: "certify", rule: "in_use" });
    expect((await draft({ ...machine, keys: { ...machine.keys, type: "identity" } })).result).toMatchObject({
      recommendation: "modify",
      target: "transfer_owner",
    });
    const { result } = await draft(thin);
    expect(result.recommendation).toBe("insufficient_evidence");
    expect(paragraphs(result).why.map((s) => s.text)).toEqual(["No earlier review covered it."]);
    expect(paragraphs(result).unknown.map((s) => s.text)).toEqual([
      "Core does not report last use or who granted it.",
      "Ask Priya whether it is still needed.",
    ]);
  });

  test.each<[string, Packet, string]>([
    [
      "a leaver",
      packetOf([
        fact("identity.left", { on: "2026-09-01", days: 80 }),
        fact("use.last", { on: "2026-11-19", days: 1 }),
      ]),
      "revoke",
    ],
    ["access that came back", packetOf([fact("history.returned", { on: "2026-10-27" })]), "revoke"],
    [
      "an unused right that the role includes",
      packetOf([fact("use.last", { on: "2026-01-01", days: 323 }), fact("role.includes", { role: "r" })]),
      "insufficient_evidence",
    ],
    [
      "a right granted last week and not used yet",
      packetOf([fact("use.never", { granted_days: 7 })]),
      "insufficient_evidence",
    ],
    [
      "peers alone",
      packetOf([fact("peers.team", { group: "g", holders: 0, others: 9 })]),
      "insufficient_evidence",
    ],
    [
      "a temporary right in use",
      packetOf([
        fact("grant.expires", { on: "2026-12-02", days: 12 }),
        fact("use.last", { on: "2026-11-10", days: 10 }),
      ]),
      "certify",
    ],
    [
      "a conflict between two rights of the role, in use",
      packetOf([
        fact("rule.failed", {
          rule: "s",
          name: "n",
          other: "o",
          other_item: null,
          other_owner: null,
          reason: null,
        }),
        fact("role.includes", { role: "r" }),
        fact("use.last", { on: "2026-11-19", days: 1 }),
      ]),
      "insufficient_evidence",
    ],
  ])("recommends for %s: %s", async (_, packet, recommendation) => {
    expect((await draft(packet)).result.recommendation).toBe(recommendation);
  });

  test("I14: nothing it says is ever dropped, and its recommendation is always implied", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const answer = byRule(packet);
        expect(answerSchema(packet).safeParse(answer).error).toBeUndefined();
        const { result, dropped } = verify(answer, packet, { canary: "none" });
        expect(dropped).toEqual([]);
        expect(result.recommendation).toBe(answer.recommendation);
      }),
      { numRuns: 500 },
    );
  });

  test("answers from the prompt's bytes as from the packet itself", async () => {
    await fc.assert(
      fc.asyncProperty(packets, async (packet) => {
        expect((await draft(packet)).reply.answer).toEqual(byRule(packet));
      }),
      { numRuns: 100 },
    );
  });

  test("puts the strongest claim against first, wherever one is true that is worth saying", () => {
    // What a closer group, a birthright or the holder's leaving makes pointless is left out.
    const moot = /^(?:peers_|baseline_|birthright|moved_|used_|credential_used|credential_expires|scopes_)/;
    const outlive = ["dependants", "last_admin", "last_holder"];
    fc.assert(
      fc.property(packets, types, (packet, type) => {
        const item = { ...packet, keys: { ...packet.keys, type } };
        const { result } = verify(byRule(item), item, { canary: "none" });
        if (result.recommendation === "insufficient_evidence") {
          expect(result.counter).toBeNull();
          return;
        }
        const direction = result.recommendation === "certify" ? "remove" : "keep";
        const all = trueClaims(item);
        const left = all.some((c) => c.predicate === "identity_left" && c.stance === "remove");
        const opposed = all.some(
          (c) =>
            c.stance === direction && !moot.test(c.predicate) && (!left || outlive.includes(c.predicate)),
        );
        if (opposed) expect(result.counter).not.toBeNull();
        if (result.counter !== null)
          expect(result.claims[result.counter]).toMatchObject({ section: "against", stance: direction });
        expect(paragraphs(result).against.length > 0).toBe(result.counter !== null);
      }),
      { numRuns: 300 },
    );
  });

  test("says nothing twice: no two sentences of a note rest on the same fact, save one key's or one text's", () => {
    fc.assert(
      fc.property(packets, types, (packet, type) => {
        const item = { ...packet, keys: { ...packet.keys, type } };
        const { result } = verify(byRule(item), item, { canary: "none" });
        const kinds = new Map(item.facts.map((f) => [f.id, f.kind]));
        const own = result.claims
          .filter((c) => !/^(?:nhi[.]credential|text[.])/.test(kinds.get(c.evidence) ?? ""))
          .map((c) => c.evidence);
        expect(new Set(own).size).toBe(own.length);
        const { why, against, unknown } = paragraphs(result);
        expect(why.length).toBeLessThanOrEqual(3);
        expect(against.length).toBeLessThanOrEqual(2);
        const texts = [...why, ...against, ...unknown].map((s) => s.text);
        expect(new Set(texts).size).toBe(texts.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a draft for the screen", () => {
  const record = async () => ({
    state: "ready" as const,
    provider: "countersign",
    model: "rule-based-1",
    at: "2026-11-20T07:00:00Z",
    drafterVersion: null,
    promptVersion: "recertification-2",
    fellBack: null,
    result: { ...(await draft(mover)).result, judgement: "The use after the move may explain it." },
  });

  test("I12: without the recommendation holds neither it nor the model's wording", async () => {
    const view = viewOf(await record(), "note");
    expect(view).not.toHaveProperty("recommendation");
    expect(view).not.toHaveProperty("judgement");
    expect(view).toMatchObject({
      state: "ready",
      drafter: "Rule-based draft",
      draftedAt: "2026-11-20T07:00:00.000Z",
    });
    expect(JSON.stringify(view)).not.toMatch(/revoke|explain it/);
  });

  test("opened, holds both, and what it follows from", async () => {
    expect(viewOf(await record(), "recommendation")).toMatchObject({
      judgement: "The use after the move may explain it.",
      recommendation: { verb: "remove", from: ["E7"], target: null },
    });
  });

  test("I12: that a text turned gives both recommendations, and neither before it is asked for", async () => {
    const made = await record();
    const turned = {
      recommendation: "certify" as const,
      rule: "in_use",
      from: ["E4"],
      target: null,
      claims: [],
    };
    const drafted = { ...made, result: { ...made.result, turned } };
    expect(viewOf(drafted, "recommendation")).toMatchObject({
      recommendation: { verb: "remove" },
      turned: { verb: "keep", from: ["E4"], target: null },
    });
    expect(viewOf(drafted, "note")).not.toHaveProperty("turned");
  });

  test("says why rules made it in a model's place", async () => {
    const fellBack = "The model did not answer in time.";
    expect(viewOf({ ...(await record()), fellBack }, "note").provenance).toEqual({
      version: null,
      prompt: "recertification-2",
      fellBack,
    });
  });

  test("that failed says nothing but that", async () => {
    const view = viewOf(
      { ...(await record()), state: "failed", provider: "hosted", model: "m-1", drafterVersion: 3 },
      "recommendation",
    );
    expect(view).toMatchObject({
      state: "failed",
      drafter: "Draft by m-1",
      draftedAt: "2026-11-20T07:00:00.000Z",
      provenance: { version: 3, prompt: "recertification-2", fellBack: null },
      lead: "Against this:",
      why: [],
      against: [],
      unknown: [],
    });
    expect(view).not.toHaveProperty("recommendation");
    expect(view).not.toHaveProperty("judgement");
  });
});
