import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type BuiltPack, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, type StoryEvent } from "@/lib/testing/pack-story";
import { failures, retold, verify } from "@/lib/testing/tampering";

const second = { kind: "person", id: "person-teun" };
const asked = { id: "look-1", why: "unused", second: second.id };

const said = (answer: string, actor = second, data: JsonObject = {}): StoryEvent => ({
  type: "second_look.recorded",
  campaign: CAMPAIGN,
  item: "item-1",
  actor,
  data: { look: "look-1", decision: "decision-1", reviewer: "person-odalys", answer, ...data },
});
const moved = (from: string | undefined, to: string): StoryEvent => ({
  type: "second_look.moved",
  campaign: CAMPAIGN,
  item: "item-1",
  actor: { kind: "person", id: "person-ines" },
  data: {
    look: "look-1",
    decision: "decision-1",
    reviewer: "person-odalys",
    ...(from ? { from } : {}),
    to,
  },
});

/** The story with item-1 kept and looked at, and what comes right after that. */
function kept(look: JsonObject, after: StoryEvent[] = [], more: JsonObject = {}): BuiltPack {
  return retold((events) =>
    events.flatMap((event) =>
      event.data.decision === "decision-1"
        ? [{ ...event, data: { ...event.data, outcome: "certify", second_look: look, ...more } }, ...after]
        : [event],
    ),
  );
}

const header = "look_id,item_id,decision_id,why,reviewer_id,second_id,state,answered_at\r\n";
async function failed(pack: BuiltPack, row?: string) {
  const files = new Map(pack.files);
  if (row !== undefined) files.set("second-looks.csv", toUtf8(header + row));
  refreshManifest(files);
  return (await failures(await verify(files)))["second looks"];
}

const at = (pack: BuiltPack, type: string) => pack.events.find((e) => e.type === type)?.at ?? "";
const rowOf = (state: string, when: string, by = second.id) =>
  `look-1,item-1,decision-1,unused,person-odalys,${by},${state},${when}\r\n`;
const agreed = () => kept(asked, [said("agreed")]);

describe("second looks, held against their leaves", () => {
  it("hold with who was asked, and where somebody else was asked instead", async () => {
    const pack = agreed();
    expect(await failed(pack, rowOf("agreed", at(pack, "second_look.recorded")))).toBeUndefined();
    const other = { kind: "person", id: "person-ines" };
    const handed = kept(asked, [moved(second.id, other.id), said("agreed", other)]);
    expect(
      await failed(handed, rowOf("agreed", at(handed, "second_look.recorded"), other.id)),
    ).toBeUndefined();
  });

  it("I7: fail where whoever decided looks, was asked, or looks at their own access", async () => {
    const own = kept({ ...asked, second: "person-odalys" }, [
      said("agreed", { kind: "person", id: "person-odalys" }),
    ]);
    expect(await failed(own)).toContain("its second person is the first");
    expect(await failed(kept(asked, [moved(second.id, "person-odalys")]))).toContain("asks whoever decided");
    const other = kept(asked, [said("agreed", { kind: "person", id: "person-ines" })]);
    expect(await failed(other)).toContain("person-teun was the second person");
  });

  it("fail where one is answered twice, answers nothing, or comes from another than it says", async () => {
    expect(await failed(kept(asked, [said("agreed"), said("refused")]))).toContain("does not wait for it");
    expect(await failed(kept(asked, [said("agreed", second, { look: "look-9" })]))).toContain(
      "does not wait for it",
    );
    expect(await failed(kept(asked, [said("agreed", second, { decision: "decision-9" })]))).toContain(
      "names another item or decision",
    );
    expect(await failed(kept(asked, [moved("person-ines", "person-bo")]))).toContain("moves a second look");
  });

  it("fail where an item has a second one, or a removal takes one", async () => {
    const again = (event: StoryEvent): StoryEvent => ({
      ...event,
      data: {
        ...event.data,
        decision: "decision-1b",
        supersedes: "decision-1",
        second_look: { ...asked, id: "look-2" },
      },
    });
    const twice = retold((events) =>
      events.flatMap((event) => {
        if (event.data.decision !== "decision-1") return [event];
        const first = { ...event, data: { ...event.data, outcome: "certify", second_look: asked } };
        return [first, said("agreed"), again(first)];
      }),
    );
    expect(await failed(twice)).toContain("which has had one");
    const refused = retold((events) =>
      events.flatMap((event) => {
        if (event.data.decision !== "decision-1") return [event];
        const first = { ...event, data: { ...event.data, outcome: "certify", second_look: asked } };
        const { second_look: _, ...data } = again(first).data;
        return [first, said("refused"), { ...first, data }];
      }),
    );
    expect(await failed(refused)).toContain("after a second person refused to");
    expect(await failed(kept(asked, [], { outcome: "revoke" }))).toContain("does not keep");
  });

  it("fail where the table hides one, changes one or invents one", async () => {
    const pack = agreed();
    const row = rowOf("agreed", at(pack, "second_look.recorded"));
    expect(await failed(pack)).toContain("has no row for second look look-1");
    expect(await failed(pack, row.replace("agreed", "refused"))).toContain('state is "refused"');
    expect(await failed(pack, row.replace(second.id, "person-bo"))).toContain('second_id is "person-bo"');
    expect(await failed(pack, row + row)).toContain("repeats second look");
    expect(await failed(pack, row.replace("look-1", "look-9"))).toContain("no leaf records");
  });

  it("I1: fail where no person answered", async () => {
    const pack = kept(asked, [said("agreed", { kind: "system:close", id: second.id })]);
    expect((await failures(await verify(new Map(pack.files)))).actors).toContain("not a person");
  });
});
