import { describe, expect, it } from "vitest";
import { fromUtf8, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { type BuiltPack, buildPack, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, packItems, prefixed, type StoryEvent } from "@/lib/testing/pack-story";
import { verify } from "@/lib/testing/tampering";

const first: JsonObject = packItems()[3]?.packet ?? {};
const answerFact = {
  id: "E2",
  kind: "text.answer",
  class: "asserted",
  source: { name: "an answer", record: "question-1" },
};
const next: JsonObject = {
  ...first,
  version: 2,
  facts: [...(first.facts as JsonObject[]), answerFact],
};
const hashOf = (packet: JsonObject) => toHex(sha256(canonicalRecordBytes(packet)));
const ours = { campaign: CAMPAIGN, item: "item-4" };

const asked: StoryEvent = {
  ...ours,
  type: "question.asked",
  actor: { kind: "person", id: "person-odalys" },
  words: { question: "Still needed?", to: "Teun", address: "teun@example.test" },
  data: {
    question: "question-1",
    part: "holder",
    to: "person-teun",
    mail: true,
    expires: "2031-01-19T00:00:00.000Z",
  },
};
const answered: StoryEvent = {
  ...ours,
  type: "question.answered",
  actor: { kind: "link", id: "link-1" },
  refs: { evidence: prefixed(hashOf(next)) },
  words: { answer: "Yes.", link: "teun@example.test" },
  data: { question: "question-1", packet: { version: 2, before: prefixed(hashOf(first)) } },
};

/** A pack in which item 4 was asked about and answered before it was decided, on the answer. */
function pack(
  change: (events: StoryEvent[]) => StoryEvent[] = (same) => same,
  packet: JsonObject | null = next,
): BuiltPack {
  const built = buildPack({
    events: (events) =>
      change(
        events.flatMap((event) => {
          if (event.data.decision !== "decision-4") return [event];
          const refs = { ...event.refs, evidence: prefixed(hashOf(next)) };
          return [asked, answered, { ...event, refs }];
        }),
      ),
  });
  if (packet) {
    const lines = (fromUtf8(built.files.get("evidence.jsonl") ?? new Uint8Array()) ?? "")
      .trimEnd()
      .split("\n");
    const after = lines.findIndex((line) => JSON.parse(line).item === "item-4");
    const line = canonicalRecord({ hash: hashOf(packet), item: "item-4", packet, version: 2 });
    lines.splice(after + 1, 0, line);
    built.files.set("evidence.jsonl", toUtf8(`${lines.join("\n")}\n`));
    refreshManifest(built.files);
  }
  return built;
}

async function answers(built: BuiltPack) {
  const { checks } = await verify(built.files);
  const of = (name: string) => checks.find((c) => c.name === name);
  return { answers: of("answers"), population: of("population"), rows: of("rows"), actors: of("actors") };
}
const without = (type: string) => (events: StoryEvent[]) => events.filter((e) => e.type !== type);
const instead = (made: (event: StoryEvent) => StoryEvent, type: string) => (events: StoryEvent[]) =>
  events.map((e) => (e.type === type && e.item === "item-4" ? made(e) : e));

describe("I20: answers", () => {
  it("I13: hold where evidence grew by what was answered, and decisions are on the newest of then", async () => {
    const built = pack();
    expect((await verify(built.files)).checks.filter((c) => c.ok === false)).toEqual([]);
    expect((await answers(built)).answers).toEqual({
      name: "answers",
      ok: true,
      detail: "1 question, 1 answered; evidence grew by what was answered and by nothing else",
    });
  });

  const said = (event: StoryEvent, data: JsonObject): StoryEvent => ({
    ...event,
    data: { ...event.data, ...data },
  });
  it.each<[string, () => BuiltPack, string]>([
    [
      "a packet that no answer made",
      () => pack(without("question.answered")),
      "item item-4 has 2 packets, and 0 answers",
    ],
    [
      "an answer whose packet is not there",
      () => pack(undefined, null),
      "names evidence that is no packet of item item-4",
    ],
    [
      "an answer by somebody who was not asked",
      () =>
        pack(instead((e) => ({ ...e, actor: { kind: "person", id: "person-odalys" } }), "question.answered")),
      "is by person person-odalys, and somebody else was asked",
    ],
    [
      "an answer by a link that was never sent",
      () => pack(instead((e) => said(e, { mail: false }), "question.asked")),
      "came by a link, and no link was sent",
    ],
    [
      "an answer of the system",
      () =>
        pack(instead((e) => ({ ...e, actor: { kind: "system:drafting", id: "d" } }), "question.answered")),
      "is by system:drafting, which answers nothing",
    ],
    ["an answer to nothing", () => pack(without("question.asked")), "is about a question that nobody asked"],
    [
      "a question answered twice",
      () =>
        pack((events) =>
          events.flatMap((e) =>
            e.type === "question.answered" ? [e, { ...e, data: { question: "question-1" } }] : [e],
          ),
        ),
      "was over before",
    ],
    [
      "another packet named as the one before",
      () =>
        pack(
          instead(
            (e) => said(e, { packet: { version: 2, before: prefixed("0".repeat(64)) } }),
            "question.answered",
          ),
        ),
      "names another packet as the one before",
    ],
    [
      "a decision on the evidence of before the answer",
      () =>
        pack(
          instead(
            (e) => ({ ...e, refs: { ...e.refs, evidence: prefixed(hashOf(first)) } }),
            "decision.recorded",
          ),
        ),
      "is on another version of the evidence of item item-4 than the newest of then, 2",
    ],
  ])("fail for %s", async (_, build, detail) => {
    const found = (await answers(build())).answers;
    expect(found?.ok).toBe(false);
    expect(found?.detail).toContain(detail);
  });

  it.each<[string, JsonObject, string]>([
    ["loses a fact", { ...next, facts: [answerFact] }, "has changed or lost facts"],
    ["changes a fact", { ...next, facts: [{ id: "E1", uses: 99 }, answerFact] }, "has changed or lost facts"],
    [
      "adds what no answer is",
      {
        ...next,
        facts: [...(next.facts as JsonObject[]), { id: "E3", kind: "use.last", class: "observed" }],
      },
      "holds other facts more than one answer",
    ],
    [
      "calls an answer observed",
      { ...next, facts: [...(first.facts as JsonObject[]), { ...answerFact, class: "observed" }] },
      "holds other facts more than one answer",
    ],
    ["says something else of the item", { ...next, subject: { name: "Another" } }, "says other things"],
  ])("fail the population where a later packet %s", async (_, packet, detail) => {
    const found = (await answers(pack(undefined, packet))).population;
    expect(found?.ok).toBe(false);
    expect(found?.detail).toContain(detail);
  });
});
