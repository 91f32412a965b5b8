import { describe, expect, it } from "vitest";
import { type BuiltPack, buildPack } from "@/lib/testing/pack";
import { failures, redecided, retold, retoldOf, verify } from "@/lib/testing/tampering";

describe("I20: somebody with the key who", () => {
  const cases: [string, () => BuiltPack, string, string][] = [
    [
      "lets the system decide",
      () =>
        redecided("decision-8", (event) => ({
          ...event,
          actor: { kind: "system:drafting", id: "drafting" },
        })),
      "actors",
      "leaf 12 (decision.recorded): its actor is system:drafting drafting, not a person",
    ],
    [
      "invents a kind of actor",
      () => redecided("decision-8", (event) => ({ ...event, actor: { kind: "model", id: "m" } })),
      "root",
      "leaves.jsonl:13, leaf 12: its leaf names an actor of the unknown kind model",
    ],
    [
      "lets a person decide on their own access",
      () =>
        retoldOf("person.bound", (event) => ({ ...event, data: { ...event.data, identity: "identity-2" } })),
      "duties",
      "leaf 4 (decision.recorded): person-odalys decided item item-2, their own access as identity-2",
    ],
    [
      "does not say why the person could decide",
      () => redecided("decision-4", (event) => ({ ...event, data: { ...event.data, eligibility: {} } })),
      "duties",
      "leaf 10 (decision.recorded): does not say why person-odalys could decide item item-4",
    ],
    [
      "decides twice without superseding",
      () =>
        redecided("decision-3b", ({ data: { supersedes: _, ...data }, ...event }) => ({ ...event, data })),
      "completeness",
      "leaf 7 (decision.recorded): supersedes none, but the decision in force on item item-3 was decision-3",
    ],
    [
      "puts an event in the place of another of its item",
      () => redecided("decision-3b", (event) => ({ ...event, prev: `sha256:${"0".repeat(64)}` })),
      "chain",
      "leaf 7 (decision.recorded): item item-3 does not name its event before by the right hash",
    ],
    [
      "supersedes another item's decision",
      () =>
        redecided("decision-3b", (event) => ({
          ...event,
          data: { ...event.data, supersedes: "decision-1" },
        })),
      "completeness",
      "supersedes decision-1, but the decision in force on item item-3 was decision-3",
    ],
    [
      "decides an item nobody launched",
      () => redecided("decision-8", (event) => ({ ...event, item: "item-80" })),
      "completeness",
      "leaf 12: decides item item-80, which is not in the population",
    ],
    [
      "decides in another campaign",
      () => redecided("decision-8", ({ campaign: _, ...event }) => event),
      "completeness",
      "leaf 12 (decision.recorded): belongs to no campaign launched before it in this pack",
    ],
    [
      "invents an outcome",
      () => redecided("decision-8", (event) => ({ ...event, data: { ...event.data, outcome: "approve" } })),
      "completeness",
      "leaf 12 (decision.recorded): lacks its id, its item or one of the four outcomes",
    ],
    [
      "decides on evidence nobody has",
      () =>
        redecided("decision-8", (event) => ({
          ...event,
          refs: { ...event.refs, evidence: `sha256:${"0".repeat(64)}` },
        })),
      "rows",
      "decisions.csv:9: leaf 12 names evidence that is no packet of item item-8",
    ],
    [
      "decides after the seal",
      () =>
        retold((events) => {
          const at = events.findIndex((event) => event.data.decision === "decision-8");
          return [...events.toSpliced(at, 1), ...events.slice(at, at + 1)];
        }),
      "sealed",
      "leaf 19 (decision.recorded): was recorded after the seal at leaf 15",
    ],
    [
      "seals twice",
      () => retold((events) => [...events, ...events.filter((event) => event.type === "campaign.sealed")]),
      "sealed",
      "leaf 20 (campaign.sealed): seals the campaign again; leaf 16 did before",
    ],
    [
      "launches twice",
      () => retold((events) => [...events, ...events.filter((event) => event.type === "campaign.launched")]),
      "population",
      "leaf 20 (campaign.launched): the pack has a launch at leaf 2 already",
    ],
    [
      "launches without a campaign",
      () => retoldOf("campaign.launched", ({ campaign: _, ...event }) => event),
      "population",
      "leaf 2: names no campaign",
    ],
    [
      "freezes the packet of another item",
      () =>
        buildPack({
          items: (items) => items.map((item) => ({ ...item, packet: { ...item.packet, item: "item-1" } })),
        }),
      "population",
      "evidence.jsonl:2: its packet is of item item-1",
    ],
    [
      "closes with other figures",
      () => retoldOf("campaign.closed", (event) => ({ ...event, data: { ...event.data, not_certified: 0 } })),
      "completeness",
      "leaf 15 (campaign.closed): says 0 items not certified, items.csv has 1",
    ],
    [
      "closes over another item",
      () =>
        retoldOf("campaign.closed", (event) => ({
          ...event,
          data: { ...event.data, root: `sha256:${"0".repeat(64)}` },
        })),
      "completeness",
      "leaf 15 (campaign.closed): its root is not over the items that items.csv calls not certified",
    ],
    [
      "never closes, but says so",
      () => retoldOf("campaign.closed", (event) => ({ ...event, type: "settings.changed" })),
      "tie-out",
      "tie-out.json: has figures of a close, but no leaf closes the campaign",
    ],
    [
      "launches without a tie-out",
      () =>
        retoldOf("campaign.launched", ({ data: { tie_out: _, ...data }, ...event }) => ({ ...event, data })),
      "tie-out",
      "leaf 2 (campaign.launched): holds no tie-out",
    ],
    [
      "launches with other figures",
      () =>
        retoldOf("campaign.launched", (event) => ({
          ...event,
          data: { ...event.data, tie_out: { grants: 12, items: 9, covered: 1, excluded: 2 } },
        })),
      "tie-out",
      "tie-out.json: launch: grants is 11, by leaf 2 it is 12",
    ],
  ];

  it.each(cases)("%s: told", async (_, tamper, name, detail) => {
    const failed = failures(await verify(tamper().files));
    expect(failed[name]).toContain(detail);
    expect(failed.manifest).toBeUndefined();
  });
});
