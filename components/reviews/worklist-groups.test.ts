import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorklistRow } from "@/lib/reviews/schema";
import { ALONE_GROUP, groupings } from "@/lib/reviews/schema";
import type { Cluster } from "@/lib/reviews/together-schema";
import { grouper, type Listed } from "./worklist-groups";

const row = (n: number, change: Partial<WorklistRow> = {}): WorklistRow => ({
  id: `i${n}`,
  cursor: `c${n}`,
  group: "1",
  subjectKey: "ERP/p1",
  subjectName: "Ana Duarte",
  subjectKind: "human",
  application: "SAP Finance",
  title: "Release payments",
  technical: "F_PAY",
  risk: "low",
  tags: ["unused"],
  state: "open",
  outcome: null,
  waiting: null,
  first: false,
  decidedAt: null,
  batch: null,
  ...change,
});
const listed = (rows: WorklistRow[], change: Partial<Listed> = {}): Listed => ({
  rows,
  groups: new Map(
    [...new Set(rows.map((r) => r.group))].map((key) => {
      const of = rows.filter((r) => r.group === key);
      const open = of.filter((r) => r.state === "open").length;
      return [key, { key, items: of.length, open, more: false }];
    }),
  ),
  order: "person",
  attempts: {},
  handedOn: {},
  takenOut: {},
  marks: new Map(),
  clusters: [],
  ...change,
});
const cluster = (change: Partial<Cluster> = {}): Cluster => ({
  id: "i1",
  title: "Release payments",
  application: "SAP Finance",
  count: 3,
  items: ["i1", "i2", "i3"],
  groups: { person: "1", application: "1", alike: "1" },
  ...change,
});

describe("the groups of a list", () => {
  it("have each row once, in the order of the list, whatever the grouping", () => {
    const rows = fc
      .array(fc.nat(6), { maxLength: 60 })
      .map((places) => [...places].sort((a, b) => a - b).map((place, n) => row(n, { group: String(place) })));
    fc.assert(
      fc.property(rows, fc.constantFrom(...groupings), (all, order) => {
        const groups = grouper()(listed(all, { order }));
        expect(groups.flatMap((g) => g.rows.map((r) => r.id))).toEqual(all.map((r) => r.id));
        expect(new Set(groups.map((g) => g.id)).size).toBe(groups.length);
      }),
    );
  });

  it("say whose or what they are, and the rows what the header does not", () => {
    const one = [row(1)];
    const titles = (order: Listed["order"], rows = one) =>
      grouper()(listed(rows, { order })).map((g) => [g.title, g.rows[0]?.title, g.rows[0]?.detail]);
    expect(titles("person")).toEqual([["Ana Duarte", "Release payments", "SAP Finance"]]);
    expect(titles("application")).toEqual([["SAP Finance", "Release payments", "Ana Duarte"]]);
    expect(titles("alike")).toEqual([["Release payments", "Ana Duarte", ""]]);
    expect(titles("alike", [row(1, { group: ALONE_GROUP })])).toEqual([
      ["Like nothing else here", "Release payments", "Ana Duarte, SAP Finance"],
    ]);
  });

  it("of what is alike say how many there are and what all of them have", () => {
    const rows = [
      row(1, { tags: ["unused", "new"] }),
      row(2, { state: "decided", outcome: "certify" }),
      row(3),
    ];
    const [group] = grouper()(listed(rows, { order: "alike" }));
    expect(group?.summary).toBe("3 alike, 2 open");
    expect(group?.common).toBe("SAP Finance, low risk, unused");
    expect(grouper()(listed(rows))[0]).toMatchObject({ summary: "2 of 3 open" });
    expect(grouper()(listed(rows))[0]?.common).toBeUndefined();
  });

  it("count by the server until all of a group is here, and never more than was counted", () => {
    const groups = new Map([["1", { key: "1", items: 1_000, open: 990, more: true }]]);
    expect(grouper()(listed([row(1)], { groups }))[0]?.summary).toBe("more than 1,000");
    const some = new Map([["1", { key: "1", items: 9, open: 7, more: false }]]);
    expect(grouper()(listed([row(1, { state: "decided" })], { groups: some }))[0]?.summary).toBe(
      "7 of 9 open",
    );
  });

  it("offer the most that can be decided together, and keep the room for it afterwards", () => {
    const group = grouper();
    const clusters = [
      cluster({ count: 2, items: ["i1", "i2"] }),
      cluster({ count: 5, items: ["i3", "i4", "i5"] }),
    ];
    const rows = [row(1), row(2)];
    const [first] = group(listed(rows, { clusters }));
    expect(first?.together).toEqual({
      words: "5 alike, low risk: decide 3 together",
      cluster: clusters[1],
    });
    expect(group(listed(rows))[0]?.together).toEqual({
      words: "Nothing more here to decide together",
      cluster: null,
    });
    expect(grouper()(listed(rows))[0]?.together).toBeUndefined();
    const elsewhere = [cluster({ groups: { person: "2", application: "1", alike: "1" } })];
    expect(grouper()(listed(rows, { clusters: elsewhere }))[0]?.together).toBeUndefined();
  });

  it("give a row that did not change as the same object, and one that did as another", () => {
    const group = grouper();
    const rows = [row(1), row(2)];
    const [before] = group(listed(rows));
    const [after] = group(listed(rows, { attempts: { i2: { state: "saving" } } }));
    expect(after?.rows[0]).toBe(before?.rows[0]);
    expect(after?.rows[1]).not.toBe(before?.rows[1]);
    expect(after?.rows[1]).toMatchObject({ state: "decided", outcome: "saving" });
  });

  it("mark what was decided together", () => {
    const decided = { state: "decided", outcome: "certify", batch: 4 } as const;
    const [group] = grouper()(listed([row(1, decided), row(2, { ...decided, batch: null })]));
    expect(group?.rows.map((r) => r.batch)).toEqual([4, undefined]);
  });
});
