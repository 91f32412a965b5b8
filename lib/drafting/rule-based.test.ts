import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Packet } from "@/lib/evidence/schema";
import { fact, keeper, machine, mover, packetOf, packets, thin } from "@/lib/testing/packets";
import { trueClaims } from "./claims";
import { askModel, drafter } from "./model";
import { promptVersion, requestFor } from "./prompt";
import { noteOf, paragraphs, viewOf } from "./render";
import { answerByRule } from "./rules";
import { answerSchema } from "./schema";
import { applying, questions, unknowns } from "./unknowns";
import { verify } from "./verify";

const ruleBased = drafter(undefined, true);

/** The whole way: prompt, model, verifier. */
async function draft(packet: Packet) {
  const request = requestFor(packet, promptVersion());
  const reply = await askModel(ruleBased, request, packet);
  return { reply, ...verify(reply.answer, packet, request.sent) };
}

const byRule = (packet: Packet) =>
  answerByRule({ packet, unknowns: applying(unknowns, packet), questions: applying(questions, packet) });

describe("the rule-based drafter", () => {
  test("I18: is what drafts when no hosted model is set up, or one is but nobody turned it on", () => {
    const hosted = { baseUrl: "http://127.0.0.1:9/v1", model: "m", apiKey: undefined };
    expect(drafter(undefined, true).model.modelId).toBe("rule-based-1");
    expect(drafter(hosted, false).model.modelId).toBe("rule-based-1");
    expect(drafter(hosted, true).model.modelId).toBe("m");
  });

  test("writes the note of a mover with a conflict", async () => {
    const { result, dropped, reply } = await draft(mover);
    expect(dropped).toEqual([]);
    expect(reply).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    expect(result).toMatchObject({ recommendation: "revoke", rule: "conflict", judgement: null });
    expect(noteOf(result)).toBe(
      [
        "Together with Maintain vendors it breaks the rule “Create vendors and pay them”. [E7] Priya moved from Accounts payable to Treasury on 12 January 2026, after this access was granted. [E1] This access has not been used for 220 days; the last use was on 14 April 2026. [E2]",
        "Against this: It was used 29 times after the move on 12 January 2026. [E4] Marek Vrba kept it on 18 November 2025 in Q4 2025 review, on its own, with words. [E5]",
        "Not known: Ledgerwise ERP states in request FIN-2231: “keep until 2027, approved by CFO”. [E6] Whether the work in Treasury needs it. [E1] Whether it is needed only at times, such as at the end of a year. [E2] Priya can say whether it is still needed. [E1, E2]",
      ].join("\n\n"),
    );
  });

  test("keeps, changes, and says when too little is known", async () => {
    expect((await draft(keeper)).result).toMatchObject({ recommendation: "certify", rule: "in_use" });
    expect((await draft(machine)).result).toMatchObject({
      recommendation: "modify",
      target: "transfer_owner",
    });
    const { result } = await draft(thin);
    expect(result.recommendation).toBe("insufficient_evidence");
    expect(paragraphs(result).why.map((s) => s.text)).toEqual([
      "It was given directly, not through a role or a group.",
      "It was never reviewed here before.",
    ]);
    expect(paragraphs(result).unknown.map((s) => s.text)).toEqual([
      "The source never reports last use and who granted it.",
      "How many colleagues hold it: there is no group large enough to compare with.",
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

  test("puts the strongest claim against first, wherever one is true", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const { result } = verify(byRule(packet), packet, { canary: "none" });
        if (result.recommendation === "insufficient_evidence") return;
        const direction = result.recommendation === "certify" ? "remove" : "keep";
        const opposed = trueClaims(packet).some((c) => c.stance === direction);
        expect(result.counter !== null).toBe(opposed);
        expect(paragraphs(result).against.length > 0).toBe(opposed);
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

  test("that failed says nothing but that", async () => {
    const view = viewOf(
      { ...(await record()), state: "failed", provider: "hosted", model: "m-1" },
      "recommendation",
    );
    expect(view).toEqual({
      state: "failed",
      drafter: "Draft by m-1",
      draftedAt: "2026-11-20T07:00:00.000Z",
      why: [],
      against: [],
      unknown: [],
    });
  });
});
