import { describe, expect, test } from "vitest";
import { fact, packetOf } from "@/lib/testing/packets";
import type { Posed } from "./asked";
import { trueClaims } from "./claims";
import { type Outcome, outcomeOf } from "./outcome";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { noteOf, viewOf } from "./render";
import type { Answered, Replies } from "./replies";
import type { Answer } from "./schema";

/** In use, which speaks for keeping, and held by nobody comparable, which speaks against. */
const packet = packetOf([
  fact("use.last", { on: "2026-11-18", days: 2 }),
  fact("peers.title", { group: "Treasury analyst, Treasury", holders: 0, others: 40 }),
]);
const all = trueClaims(packet).filter((c) => c.stance !== "context");
const against = all.filter((c) => c.stance === "remove");
const inFavour = all.filter((c) => c.stance === "keep");

const answerOf = (claims: Answer["claims"], more: Partial<Answer> = {}): Answer => ({
  claims,
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "certify",
  judgement: null,
  ...more,
});

const request = requestFor(packet, promptVersion(), plainContext);
const masked = requestFor(packet, promptVersion(), { ...plainContext, salt: "without" });

/** An item with the parts that the comparison looks at; it asks for no other. */
const posed = () => ({ packet, by: { request, masked } }) as unknown as Posed;
/** Answers by `get` alone, which is all that is asked of them. */
const answering = (get: Replies["get"]) => ({ get }) as unknown as Replies;

/** What comes of an item of which a model says the one with somebody's text and the other without. */
async function drafted(withText: Answer, without: Answer): Promise<Outcome & { asked: number }> {
  let asked = 0;
  const get = async (_: Posed, of: typeof request): Promise<Answered> => {
    asked += 1;
    const answer = of === masked ? without : withText;
    return {
      raw: JSON.stringify(answer),
      answer,
      modelReturned: null,
      fingerprint: null,
      inputTokens: null,
      outputTokens: null,
      cachedTokens: null,
      secrets: {},
      cost: null,
      leaked: false,
    };
  };
  return { ...(await outcomeOf(posed(), answering(get))), asked };
}

describe("I16: a text turns a draft", () => {
  test("that says nothing against what it recommends any more, and what there is stands in the note", async () => {
    expect([inFavour.length, against.length].map((n) => n > 0)).toEqual([true, true]);
    const { result, masked: kept, asked } = await drafted(answerOf(inFavour), answerOf(all));
    expect(asked).toBe(4);
    expect(kept?.turned).toBe(true);
    expect(result).toMatchObject({ recommendation: "certify", turned: { recommendation: "certify" } });
    const note = noteOf(result);
    expect(note).toContain("Against this: ");
    const record = {
      state: "ready" as const,
      provider: "p",
      model: "m",
      at: "2026-11-20T06:00:00.000Z",
      result,
      drafterVersion: 1,
      promptVersion: "recertification-2",
      fellBack: null,
    };
    const view = viewOf(record, "recommendation");
    expect(view.against.map((s) => s.text)).toEqual(
      result.turned?.claims.filter((c) => c.section === "against").map((c) => c.sentence),
    );
    expect(view.turned).toMatchObject({ verb: "keep" });
  });

  test("not that says the same, less of several, or more against it", async () => {
    for (const [withText, without] of [
      [answerOf(all), answerOf(all)],
      [answerOf([...inFavour, ...against.slice(0, 1)]), answerOf(all)],
      [answerOf(all), answerOf(inFavour)],
    ] as const) {
      const { result, masked: kept, asked } = await drafted(withText, without);
      expect(asked).toBe(2);
      expect(kept?.turned).toBe(false);
      expect(result).not.toHaveProperty("turned");
    }
  });
});
