import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type BuiltPack, buildPack, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, type StoryEvent } from "@/lib/testing/pack-story";
import { failures, retold, verify } from "@/lib/testing/tampering";

const second = { kind: "person", id: "person-teun" };
const asked = { id: "exception-1", rules: ["conflict"], until: "2031-06-30", control_owner: "person-ines" };

const settled = (type: string, actor = second, data: JsonObject = {}): StoryEvent => ({
  type,
  campaign: CAMPAIGN,
  item: "item-1",
  actor,
  data: { exception: "exception-1", decision: "decision-1", ...data },
});

/** The story with item-1 kept under an exception, and what comes right after that. */
function kept(exception: JsonObject | undefined, after: StoryEvent[] = [], more: JsonObject = {}): BuiltPack {
  return retold((events) =>
    events.flatMap((event) =>
      event.data.decision === "decision-1"
        ? [
            {
              ...event,
              data: { ...event.data, findings: 1, ...(exception ? { exception } : {}), ...more },
            },
            ...after,
          ]
        : [event],
    ),
  );
}

const header =
  "exception_id,item_id,decision_id,rules,until,control_owner,requested_by,state,settled_by,settled_at\r\n";

/** The pack with this exceptions.csv beside it. */
async function failed(pack: BuiltPack, row?: string) {
  const files = new Map(pack.files);
  if (row !== undefined) files.set("exceptions.csv", toUtf8(header + row));
  refreshManifest(files);
  return failures(await verify(files));
}

const at = (pack: BuiltPack, type: string) => pack.events.find((e) => e.type === type)?.at ?? "";
const rowOf = (state: string, by: string, when: string) =>
  `exception-1,item-1,decision-1,conflict,2031-06-30,person-ines,person-odalys,${state},${by},${when}\r\n`;

describe("I15: what was kept against a rule", () => {
  it("holds with its exception, granted by the second person", async () => {
    const pack = kept({ ...asked, second: second.id }, [settled("exception.granted")]);
    expect(await failed(pack, rowOf("granted", second.id, at(pack, "exception.granted")))).toEqual({});
    const alone = kept(asked);
    const decided = alone.events.find((e) => e.data.decision === "decision-1")?.at ?? "";
    expect(await failed(alone, rowOf("granted", "", decided))).toEqual({});
  });

  it("fails without an exception, save where the other side is being removed", async () => {
    expect(await failed(kept(undefined))).toEqual({
      exceptions: expect.stringContaining("leaf 3 (decision.recorded): keeps against 1 findings without"),
    });
    const settles = kept(undefined, [], {
      eligibility: { basis: "manager", conflict: "removed: decision-2" },
    });
    expect(await failed(settles)).toEqual({});
    const kept9 = kept(undefined, [], { eligibility: { basis: "manager", conflict: "removed: decision-9" } });
    expect((await failed(kept9)).exceptions).toContain("because decision-9 removes the other side");
  });

  it("fails where whoever asked granted it, or it was granted twice, or by nobody", async () => {
    const own = kept({ ...asked, second: "person-odalys" }, [
      settled("exception.granted", { kind: "person", id: "person-odalys" }),
    ]);
    expect((await failed(own)).exceptions).toContain("its second person is the first");
    const other = kept({ ...asked, second: second.id }, [
      settled("exception.granted", { kind: "person", id: "person-ines" }),
    ]);
    expect((await failed(other)).exceptions).toContain("person-teun was the second person");
    const twice = kept({ ...asked, second: second.id }, [
      settled("exception.granted"),
      settled("exception.granted"),
    ]);
    expect((await failed(twice)).exceptions).toContain("grants what does not wait for it");
    const model = kept({ ...asked, second: second.id }, [
      settled("exception.granted", { kind: "system:drafting", id: second.id }),
    ]);
    expect((await failed(model)).actors).toContain("not a person");
  });

  it("fails where the table hides one, changes one or invents one", async () => {
    const pack = kept({ ...asked, second: second.id }, [settled("exception.granted")]);
    const when = at(pack, "exception.granted");
    expect((await failed(pack)).exceptions).toContain("has no row for exception exception-1");
    const later = rowOf("granted", second.id, when).replace("2031-06-30", "2033-06-30");
    expect((await failed(pack, later)).exceptions).toContain('until is "2033-06-30"');
    const forged = rowOf("granted", "person-ines", when);
    expect((await failed(pack, forged)).exceptions).toContain(
      'settled_by is "person-ines", the log makes it',
    );
    const files = new Map(pack.files);
    const row = rowOf("granted", second.id, when).replace("\r\n", ",person-ines\r\n");
    files.set("exceptions.csv", toUtf8(header.replace("\r\n", ",second\r\n") + row));
    refreshManifest(files);
    expect(failures(await verify(files)).exceptions).toContain(
      'second is "person-ines", the log makes it "person-teun"',
    );
    const invented = rowOf("granted", second.id, when).replace("exception-1", "exception-9");
    expect((await failed(pack, invented)).exceptions).toContain("no leaf records the exception exception-9");
  });

  it("I5: takes a refused decision out of force, so the item is open again until the next one", async () => {
    const refused = kept({ ...asked, second: second.id }, [settled("exception.refused")]);
    const row = rowOf("refused", second.id, at(refused, "exception.refused"));
    // items.csv of this pack still calls it decided.
    expect((await failed(refused, row)).completeness).toContain("item item-1 is called decided, but no leaf");
    const again = retold((events) => {
      const story = kept({ ...asked, second: second.id }, [settled("exception.refused")]).events;
      const next = events.find((e) => e.data.decision === "decision-1");
      return story.flatMap(({ index: _i, at: _a, leaf: _l, hash: _h, commit: _c, ...e }) =>
        e.type === "exception.refused" && next
          ? [e, { ...next, data: { ...next.data, decision: "decision-1b" } }]
          : [e.type === "campaign.sealed" ? { ...e, data: {} } : e],
      );
    });
    expect(
      (await failed(again, rowOf("refused", second.id, at(again, "exception.refused")))).completeness,
    ).toBe(undefined);
  });

  it("I2: takes what nobody granted by the close out of force", async () => {
    const pack = kept({ ...asked, second: second.id });
    expect((await failed(pack, rowOf("withdrawn", "", ""))).completeness).toContain(
      "item-1 is called decided",
    );
    expect((await failed(pack, rowOf("granted", "", ""))).exceptions).toContain('makes it "withdrawn"');
  });

  it("fails where a decision hides a finding of its packet, or keeps what may be privileged on one word", async () => {
    const told = (privilege: string | null, exception: JsonObject | undefined, findings = 1) =>
      buildPack({
        events: (events) =>
          events.map((event) =>
            event.data.decision === "decision-1"
              ? { ...event, data: { ...event.data, findings, ...(exception ? { exception } : {}) } }
              : event,
          ),
        items: (items) =>
          items.map((item) =>
            item.id === "item-1"
              ? { ...item, packet: { ...item.packet, access: { privilege }, rules: { failed: 1 } } }
              : item,
          ),
      });
    expect((await failed(told("standard", undefined, 0))).exceptions).toContain(
      "counts 0 findings, the packet of item item-1 has 1",
    );
    const when = at(told("standard", asked), "decision.recorded");
    expect(await failed(told("standard", asked), rowOf("granted", "", when))).toEqual({});
    for (const privilege of ["privileged", null])
      expect((await failed(told(privilege, asked), rowOf("granted", "", when))).exceptions).toContain(
        "keeps item item-1, which may be privileged, without a second person",
      );
  });
});
