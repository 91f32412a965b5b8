import { describe, expect, it } from "vitest";
import { type Arm, ListDraw, lotOf } from "@/lib/audit-log/arms";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfItems } from "@/lib/audit-log/verifier/population";
import { type BuiltPack, buildPack, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, type PackItem, prefixed, type StoryEvent } from "@/lib/testing/pack-story";
import { checkOf, edit, type Files } from "@/lib/testing/tampering";

const REVIEWER = "person-odalys";
const RATES = { blind: 2_000, undrafted: 3_000 };
const system = { kind: "system:lifecycle", id: "lifecycle" };

/** item-8 and item-9 are alike, and drawn as one. */
const unitOf = (id: string) => (id === "item-8" || id === "item-9" ? "alike/0f0f" : `item/${id}`);
const ids = Array.from({ length: 9 }, (_, at) => `item-${at + 1}`);

/** What a secret draws of the nine items. */
function drawnBy(secret: Uint8Array): Map<string, Arm> {
  const draw = new ListDraw(lotOf(sha256, secret), RATES, REVIEWER);
  const units = new Map<string, string[]>();
  for (const id of ids) units.set(unitOf(id), [...(units.get(unitOf(id)) ?? []), id]);
  for (const [unit, of] of units) draw.add(unit, of.length);
  return new Map(
    [...draw.end()].flatMap(([unit, arm]) => (units.get(unit) ?? []).map((id) => [id, arm] as const)),
  );
}

/** A secret by which item-2 is blind and some other decided item has no draft. */
const secret = (() => {
  for (let seed = 0; ; seed++) {
    const made = sha256(toUtf8(`secret ${seed}`));
    const arms = drawnBy(made);
    if (arms.get("item-2") === "blind" && arms.get("item-1") === "undrafted") return made;
  }
})();
const arms = drawnBy(secret);
const another = sha256(toUtf8("another secret"));
const settings = { v: 1, blindShare: 10, noDraftShare: 30 };

type Plan = {
  commit?: JsonObject;
  reveal?: JsonObject | null;
  arm?: (id: string, arm: string) => string;
  why?: (id: string, why: string) => string;
  data?: (id: string, data: JsonObject) => JsonObject;
  events?: (events: StoryEvent[]) => StoryEvent[];
};

/** The invented campaign with its lots drawn, and every decision made as it was drawn. */
function told(plan: Plan = {}): BuiltPack {
  const drawnAs = (id: string) => ({ drawn_as: unitOf(id), launch_reviewer_id: REVIEWER });
  const pack = buildPack({
    items: (items) =>
      items.map(
        (item): PackItem => ({
          ...item,
          drawn: {
            arm: (plan.arm ?? ((_, arm) => arm))(item.id, arms.get(item.id) ?? "assisted"),
            arm_why: (plan.why ?? ((_, why) => why))(item.id, arms.has(item.id) ? "drawn" : ""),
            ...drawnAs(item.id),
          },
        }),
      ),
    events: (events) =>
      (plan.events ?? ((same) => same))(
        events.flatMap((event): StoryEvent[] => {
          if (event.type === "campaign.launched")
            return [
              { ...event, refs: { settings: prefixed(sha256(canonicalRecordBytes(settings))) } },
              commitOf(plan),
            ];
          if (event.type === "campaign.sealed")
            return plan.reveal === null ? [event] : [revealOf(plan), event];
          if (event.type !== "decision.recorded") return [event];
          return [inItsArm(event, plan)];
        }),
      ),
  });
  pack.files.set("rules/settings.json", toUtf8(JSON.stringify({ settings })));
  refreshManifest(pack.files);
  return pack;
}

function commitOf(plan: Plan): StoryEvent {
  const count = (arm: Arm) => [...arms.values()].filter((each) => each === arm).length;
  return {
    type: "arms.committed",
    campaign: CAMPAIGN,
    actor: system,
    data: {
      secret: prefixed(sha256(secret)),
      inputs: prefixed(rootOfItems(sha256, ids, (id) => `${unitOf(id)}\n${REVIEWER}`)),
      blind_rate: RATES.blind,
      undrafted_rate: RATES.undrafted,
      blind: count("blind"),
      undrafted: count("undrafted"),
      ...plan.commit,
    },
  };
}

const revealOf = (plan: Plan): StoryEvent => ({
  type: "arms.revealed",
  campaign: CAMPAIGN,
  actor: system,
  data: { secret: toHex(secret), ...plan.reveal },
});

function inItsArm(event: StoryEvent, plan: Plan): StoryEvent {
  const id = event.item ?? "";
  const arm = arms.get(id) ?? (event.data.arm === "undrafted" ? "undrafted" : "assisted");
  const { draft: _, ...refs } = event.refs ?? {};
  const unseen = { disposition: "undrafted", recommendation_seen: "never" };
  const data = { ...event.data, arm, ...(arms.has(id) ? unseen : {}) };
  return {
    ...event,
    refs: arms.has(id) ? refs : (event.refs ?? {}),
    data: (plan.data ?? ((_, d) => d))(id, data),
  };
}

const arm = async (pack: BuiltPack, change: (files: Files) => void = () => undefined) => {
  const files = new Map(pack.files);
  change(files);
  refreshManifest(files);
  return checkOf(files, "arms");
};
const wrong = (part: string) => ({ ok: false, detail: expect.stringContaining(part) });

describe("arms against the revealed secret", () => {
  it("I20: holds where every item and decision is as it is drawn again, and says how many", async () => {
    expect([...arms.values()].sort()).toEqual(expect.arrayContaining(["blind", "undrafted"]));
    const check = await arm(told());
    expect(check).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^9 items drawn again .*: 1 blind, \d/),
    });
  });

  it("is open while the campaign is not sealed, and where nothing was drawn", async () => {
    const running = told({
      events: (events) => events.filter((e) => !["campaign.sealed", "arms.revealed"].includes(e.type)),
    });
    expect(await arm(running)).toMatchObject({
      ok: null,
      detail: expect.stringContaining("when the campaign is sealed"),
    });
    expect(await checkOf(buildPack().files, "arms")).toMatchObject({ ok: null });
  });

  it("names the item whose arm was changed afterwards", async () => {
    const sneaked = told({
      arm: (id, is) => (id === "item-2" ? "assisted" : is),
      why: (id, is) => (id === "item-2" ? "" : is),
    });
    expect(await arm(sneaked)).toMatchObject(
      wrong("item item-2 is called assisted, the secret draws it blind"),
    );
    const added = told({
      arm: (id, is) => (id === "item-7" ? "blind" : is),
      why: (id, is) => (id === "item-7" ? "drawn" : is),
    });
    expect(await arm(added)).toMatchObject(
      wrong("item item-7 is called blind, the secret draws it assisted"),
    );
  });

  it("fails with another secret, with none, and with one that was known too early", async () => {
    expect(await arm(told({ reveal: { secret: toHex(another) } }))).toMatchObject(
      wrong("is not the one that leaf 3 committed to"),
    );
    expect(await arm(told({ reveal: null }))).toMatchObject(wrong("no leaf says the secret of its draw"));
    const early = told({
      events: (events) => {
        const said = events.filter((e) => e.type === "arms.revealed");
        const others = events.filter((e) => e.type !== "arms.revealed");
        return others.flatMap((e) => (e.type === "arms.committed" ? [e, ...said] : [e]));
      },
    });
    expect(await arm(early)).toMatchObject(wrong("says the secret before the campaign has ended"));
    const late = told({
      events: (events) => {
        const said = events.filter((e) => e.type === "arms.committed");
        const others = events.filter((e) => e.type !== "arms.committed");
        return others.flatMap((e) => (e.type === "campaign.closed" ? [...said, e] : [e]));
      },
    });
    expect(await arm(late)).toMatchObject(wrong("commits to a draw after somebody has decided"));
  });

  it("fails where what is drawn from was changed: the reviewer at launch, or what an item is alike with", async () => {
    const moved = await arm(told(), (files) =>
      edit(files, "items.csv", (t) => t.replace("item/item-5,person-odalys", "item/item-5,person-teun")),
    );
    expect(moved).toMatchObject(wrong("are not those that leaf 3 committed to"));
    const alike = await arm(told(), (files) =>
      edit(files, "items.csv", (t) => t.replace("alike/0f0f", "alike/1e1e")),
    );
    expect(alike).toMatchObject(wrong("drawn_as and launch_reviewer_id"));
  });

  it("fails where the rates are not those of the settings, or the counts not those of the draw", async () => {
    const fewer = told({ commit: { blind_rate: 0 } });
    expect(await arm(fewer)).toMatchObject(
      wrong("says a blind_rate of 0, the settings and 9 items make it 2000"),
    );
    expect(await arm(told({ commit: { blind: 4 } }))).toMatchObject(
      wrong("says 4 items blind, drawn again they are 1"),
    );
    const others = await arm(told(), (files) =>
      edit(files, "rules/settings.json", (t) => t.replace('"blindShare":10', '"blindShare":0')),
    );
    expect(others).toMatchObject(wrong("is not the settings that leaf 2 launched with"));
  });

  it("I12: fails where somebody's first decision on a blind item knows its draft", async () => {
    for (const known of [
      { disposition: "confirmed" },
      { recommendation_seen: "before" },
      { arm: "assisted" },
    ]) {
      const cheated = told({ data: (id, data) => (id === "item-2" ? { ...data, ...known } : data) });
      expect(await arm(cheated)).toMatchObject(wrong("item-2"));
    }
    const undrafted = told({
      data: (id, data) => (id === "item-1" ? { ...data, disposition: "confirmed" } : data),
    });
    expect(await arm(undrafted)).toMatchObject(
      wrong("knows a draft, but item item-1 was drawn to have none"),
    );
  });

  it("takes an item as blind outside the draw only with a draft that a text had turned", async () => {
    const forced =
      (id: string) =>
      (plan: Plan): Plan => ({
        ...plan,
        arm: (each, is) => (each === id ? "blind" : is),
        why: (each, is) => (each === id ? "text_turned_draft" : is),
        data: (each, data) =>
          each === id
            ? { ...data, arm: "blind", disposition: "undrafted", recommendation_seen: "never" }
            : data,
        events: (events) =>
          events.map((e) =>
            e.item === id && e.refs ? { ...e, refs: { evidence: e.refs.evidence ?? "" } } : e,
          ),
      });
    const pack = told(forced("item-7")({}));
    expect(await arm(pack)).toMatchObject(wrong("drafts.jsonl has no such draft"));
    const draft = `${JSON.stringify({ item: "item-7", turned: { recommendation: "certify" } })}\n`;
    const shown = await arm(pack, (files) => files.set("drafts.jsonl", toUtf8(draft)));
    expect(shown).toMatchObject({ ok: true, detail: expect.stringContaining("1 made blind by a text") });
  });
});
