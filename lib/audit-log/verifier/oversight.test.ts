import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type BuiltPack, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, prefixed, type StoryEvent } from "@/lib/testing/pack-story";
import { checkOf, retold } from "@/lib/testing/tampering";

const owner = { kind: "person", id: "person-ines" };
const shown = prefixed("a".repeat(64));
const drawn = prefixed("b".repeat(64));
const sample = { seed: "seed-1", from: 5, hash: drawn, reperformance: "again-1" };
const words = "The teams are new; we look at 2 items again.";
const why = "One team could be told by its size.";

const acts: StoryEvent[] = [
  {
    type: "oversight.responded",
    campaign: CAMPAIGN,
    actor: owner,
    words: { words },
    data: { figures: shown, choice: "re_review", sample: { ...sample, items: 2 } },
  },
  {
    type: "oversight.withheld",
    campaign: CAMPAIGN,
    actor: owner,
    words: { words: why },
    data: { section: "teams" },
  },
];

const pack = retold((events) => events.flatMap((e) => (e.type === "campaign.sealed" ? [...acts, e] : [e])));
const at = (type: string) => pack.events.find((e) => e.type === type)?.at ?? "";
const response = {
  by: "Ines Invented",
  at: at("oversight.responded"),
  choice: "re_review",
  figures: shown,
  words,
  sample: { ...sample, items: ["item-1", "item-4"] },
};
const section = { by: "Ines Invented", at: at("oversight.withheld"), section: "teams", words: why };
const told = { figures: { decided: 7 }, hash: shown, responses: [response], withheld: [section] };

function check(file: JsonObject | undefined, of: BuiltPack = pack) {
  const files = new Map(of.files);
  if (file) files.set("oversight.json", toUtf8(JSON.stringify(file)));
  refreshManifest(files);
  return checkOf(files, "oversight");
}

describe("I20: what control owners said of the figures", () => {
  it("holds as the log has it, and is open where the file is not there", async () => {
    expect(await check(told)).toMatchObject({
      ok: true,
      detail: expect.stringContaining("1 answers to the figures and 1 sections withheld are on record"),
    });
    expect((await check({ ...told, hash: drawn })).detail).toContain("they have changed since");
    expect(await check(undefined)).toMatchObject({ ok: null });
  });

  it.each<[string, JsonObject, string]>([
    ["another choice", { responses: [{ ...response, choice: "no_action" }] }, 'says {"choice":"no_action"'],
    ["other figures", { responses: [{ ...response, figures: drawn }] }, "(oversight.responded) says"],
    [
      "another seed",
      { responses: [{ ...response, sample: { ...response.sample, seed: "s" } }] },
      '"seed":"s"',
    ],
    [
      "a smaller sample",
      { responses: [{ ...response, sample: { ...response.sample, items: [] } }] },
      '"items":0',
    ],
    ["another time", { responses: [{ ...response, at: "2031-01-01T00:00:00.000Z" }] }, "at is 2031-01-01"],
    ["other words", { responses: [{ ...response, words: "All is well." }] }, "its words are not those that"],
    ["no words", { responses: [{ ...response, words: null }] }, "its words are not those that"],
    ["no answer", { responses: [] }, "responses has 0 entries, the log 1"],
    ["nothing withheld", { withheld: [] }, "withheld has 0 entries, the log 1"],
    ["another section", { withheld: [{ ...section, section: "pace" }] }, 'says {"section":"pace"}'],
    ["another reason", { withheld: [{ ...section, words: "None." }] }, "its words are not those that"],
    ["no figures", { figures: null }, "has no figures"],
  ])("fails with %s", async (_, change, detail) => {
    expect(await check({ ...told, ...change })).toMatchObject({
      ok: false,
      detail: expect.stringContaining(detail),
    });
  });

  it("fails with other figures than those that were kept when their times were deleted", async () => {
    const purged: StoryEvent = {
      type: "retention.purged",
      data: { class: "timing", rows: 3, days: 90, of: CAMPAIGN, figures: drawn },
    };
    const of = (story: StoryEvent) =>
      retold((events) => events.flatMap((e) => (e.type === "campaign.sealed" ? [...acts, e, story] : [e])));
    expect(await check({ ...told, hash: drawn }, of(purged))).toMatchObject({ ok: true });
    expect(await check(told, of(purged))).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`those kept by leaf`),
    });
    const other: StoryEvent = { ...purged, data: { ...purged.data, of: "campaign-2" } };
    expect(await check(told, of(other))).toMatchObject({ ok: true });
  });

  it("fails with an answer that nobody gave", async () => {
    const none = retold((events) => events);
    expect(await check(told, none)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("responses has 1 entries, the log 0"),
    });
  });
});
