import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfIds } from "@/lib/audit-log/verifier/completeness";
import { type BuiltPack, buildPack } from "@/lib/testing/pack";
import { CAMPAIGN, type PackItem, prefixed, type StoryEvent } from "@/lib/testing/pack-story";
import { failures, verify } from "@/lib/testing/tampering";

/** item-2 is an identity as a whole; item-8, one of its grants, and item-9, a key of it, are answered by its decision. */
const beneath = ["item-8", "item-9"];

function typed(item: PackItem): PackItem {
  const { source = "", application_id = "", account_id = "", entitlement_id = "" } = item.keys;
  const of = { source, identity_id: "identity-2" };
  const none = { application_id: "", account_id: "", entitlement_id: "", credential_id: "" };
  const keys: Record<string, string> =
    item.id === "item-2"
      ? { ...none, ...of, type: "identity" }
      : item.id === "item-8"
        ? { ...none, ...of, application_id, account_id, entitlement_id, type: "grant" }
        : item.id === "item-9"
          ? { ...none, ...of, type: "credential", credential_id: "key-1" }
          : { ...item.keys, type: "grant", credential_id: "" };
  const answered = beneath.includes(item.id) ? { answeredBy: "item-2" } : {};
  return { ...item, ...answered, keys, packet: { ...item.packet, keys } };
}

const answers: JsonObject = { answers: 2, answers_root: prefixed(rootOfIds(sha256, beneath)) };

/** The story in which item-2 is retired, and nobody decides the two beneath it. */
function retiring(
  said: JsonObject = answers,
  change: (events: StoryEvent[]) => StoryEvent[] = (same) => same,
  items: (items: PackItem[]) => PackItem[] = (same) => same,
): BuiltPack {
  return buildPack({
    items: (all) => items(all.map(typed)),
    events: (events) =>
      change(
        events
          .filter((event) => !(event.type === "decision.recorded" && beneath.includes(event.item ?? "")))
          .map((event) =>
            event.data.decision === "decision-2" ? { ...event, data: { ...event.data, ...said } } : event,
          ),
      ),
  });
}

const failed = async (pack: BuiltPack) => failures(await verify(pack.files));
const decision = (item: string, data: JsonObject, events: readonly StoryEvent[]): StoryEvent => {
  const like = events.find((event) => event.data.decision === "decision-1");
  if (!like) throw new Error("The story has no first decision.");
  return { ...like, item, data: { ...like.data, ...data } };
};

describe("I20: grants, credentials and identities", () => {
  it("hold where the decision on an identity names what it answers, and how much", async () => {
    const pack = retiring();
    expect(await failed(pack)).toEqual({});
    const { checks } = await verify(pack.files);
    expect(checks.find((check) => check.name === "completeness")?.detail).toContain(
      "7 items have one decision in force, 2 of them that on their identity",
    );
  });

  it("fail where it names another number, another root or nothing", async () => {
    expect((await failed(retiring({ ...answers, answers: 3 }))).completeness).toContain(
      "answers 3 items of item-2, items.csv has 2",
    );
    expect(
      (await failed(retiring({ ...answers, answers_root: prefixed("0".repeat(64)) }))).completeness,
    ).toContain("its root is not over the items that items.csv says it answers");
    expect((await failed(retiring({}))).completeness).toContain("answers 0 items of item-2, items.csv has 2");
  });

  it("fail where an answered item has a decision of its own, or is of another identity", async () => {
    const twice = retiring(answers, (events) =>
      events.flatMap((event) =>
        event.data.decision === "decision-2"
          ? [event, decision("item-8", { decision: "decision-8" }, events)]
          : [event],
      ),
    );
    expect((await failed(twice)).completeness).toContain("item item-8 is answered by item-2, but leaf");
    const others = retiring(answers, undefined, (items) =>
      items.map((item) => {
        if (item.id !== "item-8") return item;
        const keys = { ...item.keys, identity_id: "identity-8" };
        return { ...item, keys, packet: { ...item.packet, keys } };
      }),
    );
    expect((await failed(others)).completeness).toContain("item item-8 is of another identity than item-2");
  });

  it("fail where what answers is no identity, or is no item at all", async () => {
    const grant = retiring(answers, undefined, (items) =>
      items.map((item) => {
        if (item.id !== "item-2") return item;
        const keys = { ...item.keys, type: "grant", account_id: "a", entitlement_id: "e" };
        return { ...item, keys, packet: { ...item.packet, keys } };
      }),
    );
    expect((await failed(grant)).completeness).toContain("answers other items, but item item-2 is a grant");
    const nowhere = retiring(answers, undefined, (items) =>
      items.map((item) => (item.id === "item-9" ? { ...item, answeredBy: "item-99" } : item)),
    );
    expect((await failed(nowhere)).completeness).toBeDefined();
  });

  it("fail where an item lacks what its type names, or its type is changed in the tables", async () => {
    const bare = retiring(answers, undefined, (items) =>
      items.map((item) => {
        if (item.id !== "item-9") return item;
        const keys = { ...item.keys, credential_id: "" };
        return { ...item, keys, packet: { ...item.packet, keys } };
      }),
    );
    expect((await failed(bare)).population).toContain(
      "item item-9, of the type credential, has no credential_id",
    );
    const renamed = retiring(answers, undefined, (items) =>
      items.map((item) =>
        item.id === "item-9" ? { ...item, keys: { ...item.keys, type: "identity" } } : item,
      ),
    );
    expect((await failed(renamed)).population).toContain(
      'type is "credential" in the packet of item item-9 and "identity" in the tables',
    );
  });

  it("I9: fail where the figures of credentials or identities are others than the tables'", async () => {
    const pack = retiring(answers, (events) =>
      events.map((event) =>
        event.type === "campaign.launched"
          ? {
              ...event,
              data: {
                ...event.data,
                tie_out: {
                  ...(event.data.tie_out as JsonObject),
                  credentials: { all: 2, items: 1, excluded: 1 },
                },
              },
            }
          : event,
      ),
    );
    expect((await failed(pack))["tie-out"]).toContain("launch.credentials: all is 1, by leaf");
  });
});

const offered = (answer?: string, by = "person-teun"): StoryEvent[] => [
  {
    type: "ownership.offered",
    campaign: CAMPAIGN,
    item: "item-2",
    actor: { kind: "person", id: "person-odalys" },
    data: { offer: "offer-1", identity: "1/identity-2", to: "person-teun", decision: "decision-2" },
  },
  ...(answer
    ? [
        {
          type: "ownership.answered",
          campaign: CAMPAIGN,
          item: "item-2",
          actor: { kind: "person", id: by },
          data: { offer: "offer-1", answer },
        },
      ]
    : []),
];

describe("I2: a transfer", () => {
  const transfer = (answer?: string, by?: string) =>
    retiring(
      { outcome: "modify", target: "transfer_owner", new_owner: "person-teun" },
      (events) =>
        events.flatMap((event) =>
          event.data.decision === "decision-2" ? [event, ...offered(answer, by)] : [event],
        ),
      (items) => items.map(({ answeredBy: _, ...item }) => item),
    );

  it("stands once the new owner has accepted", async () => {
    const { completeness } = await failed(transfer("accepted"));
    // The two beneath it are then decided by nobody, which this story's close does not know.
    expect(completeness ?? "").not.toContain("item-2 ");
  });

  it("I1: fails where somebody else than the person asked accepted", async () => {
    expect((await failed(transfer("accepted"))).actors).toBeUndefined();
    expect((await failed(transfer("accepted", "person-odalys"))).actors).toContain("person-teun was asked");
  });

  it("falls with a no, and where nobody has answered by the close", async () => {
    for (const answer of ["declined", "withdrawn", undefined])
      expect((await failed(transfer(answer))).completeness).toContain(
        "item item-2 is called decided, but no leaf decides it",
      );
  });
});
