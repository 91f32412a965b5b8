import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { fact } from "@/lib/testing/packets";
import { jsonPlain, jsonText } from "./canonical-sql";
import { type FactSql, stance } from "./fact-sql";
import { needScore, type Weights, weights } from "./need";
import { needSql } from "./need-sql";
import type { Fact } from "./schema";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const learnt = { fitted: true, n: 9, revoked: 3 } as const;
const given: Weights = weights.parse({
  name: "trial",
  version: 1,
  fittedOn: [],
  subjects: ["human"],
  only: "",
  facts: {
    "history.decided": {
      field: "outcome",
      strength: 10,
      bins: ["certify", "certify_until", "revoke", "modify"].map((value, i) => ({
        value,
        weight: 7 ** i,
        ...learnt,
      })),
    },
    "identity.grants": {
      field: "count",
      strength: 5,
      bins: [
        { upTo: 0, weight: -1000, ...learnt },
        { upTo: 3, weight: 2000, ...learnt },
        { upTo: null, weight: 3000, ...learnt },
      ],
    },
    "peers.access": {
      field: "holders/others",
      strength: 1,
      bins: [
        { upTo: 33, weight: -90, ...learnt },
        { upTo: null, weight: 90, ...learnt },
      ],
    },
  },
  intercept: 0,
  scale: 1000,
  minimum: 6,
  trials: [],
});

const frame = { stance: stance.context, source: "'{}'", asOf: "''" };
const entries: readonly FactSql[] = [
  {
    ...frame,
    kind: "history.decided",
    class: "observed",
    when: "f.outcome IS NOT NULL",
    value: {
      outcome: jsonText("f.outcome"),
      together: jsonPlain("f.together"),
      blind: jsonPlain("f.blind"),
      second_read: jsonPlain("f.second"),
      words: jsonPlain("f.words"),
    },
  },
  {
    ...frame,
    kind: "identity.grants",
    class: "derived",
    when: "f.grants IS NOT NULL",
    value: { count: jsonPlain("f.grants") },
  },
  {
    ...frame,
    kind: "peers.access",
    class: "derived",
    when: "f.others IS NOT NULL",
    value: { holders: jsonPlain("f.holders"), others: jsonPlain("f.others") },
  },
];

type Row = {
  outcome: "certify" | "certify_until" | "revoke" | "modify" | null;
  together: number;
  blind: boolean;
  second: boolean;
  words: boolean | null;
  grants: number | null;
  holders: number;
  others: number | null;
};

const everyRow: Row[] = [null, "certify", "certify_until", "revoke", "modify"].flatMap((outcome) =>
  [1, 2].flatMap((together) =>
    [true, false].flatMap((blind) =>
      [true, false].flatMap((second) =>
        [true, false, null].flatMap((words) =>
          [null, 0, 3, 4].flatMap((grants) =>
            (
              [
                [0, null],
                [1, 3],
                [2, 3],
                [0, 0],
              ] as const
            ).map(
              ([holders, others]): Row => ({
                outcome: outcome as Row["outcome"],
                together,
                blind,
                second,
                words,
                grants,
                holders,
                others,
              }),
            ),
          ),
        ),
      ),
    ),
  ),
);

function factsOf(r: Row): Fact[] {
  const facts: Fact[] = [];
  if (r.outcome !== null)
    facts.push(
      fact("history.decided", {
        on: "2026-01-01",
        by: "Mia Ferro",
        outcome: r.outcome,
        together: r.together,
        blind: r.blind,
        second_read: r.second,
        words: r.words,
        campaign: "Q1",
        seed: null,
      }),
    );
  if (r.grants !== null) facts.push(fact("identity.grants", { count: r.grants }));
  if (r.others !== null) facts.push(fact("peers.access", { holders: r.holders, others: r.others }));
  return facts;
}

describe("the need score in SQL", () => {
  const inSql = async (of: Weights | null, by = entries, kind = "human") => {
    const found = await rows<{ need_score: number | null }>(
      handle.db,
      sql`SELECT need.need_score FROM (SELECT * FROM jsonb_to_recordset(${JSON.stringify(everyRow.map((r, n) => ({ n, ...r })))}::jsonb)
        AS f(n int, outcome text, together int, blind bool, second bool, words bool, grants int, holders int, others int)
        CROSS JOIN (SELECT ${kind}::text AS subject_kind) k) f
        CROSS JOIN LATERAL ${sql.raw(needSql(of, by))} need ORDER BY f.n`,
    );
    return found.map((r) => r.need_score);
  };

  it("is what the pure function says, for every manner of an earlier decision and every edge of a bin", async () => {
    const expected = everyRow.map(
      (r) => needScore({ facts: factsOf(r), subject: { kind: "human" } }, given).total,
    );
    expect(await inSql(given)).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(20);
    expect(await inSql(given, entries, "unknown")).toEqual(expected);
    expect(new Set(await inSql(given, entries, "service"))).toEqual(new Set([null]));
  });

  it("I13: leaves out what is asserted, and is null without weights or a fitted fact", async () => {
    expect(new Set(await inSql(null))).toEqual(new Set([null]));
    const asserted = entries.map((e) => ({ ...e, class: "asserted" as const }));
    expect(new Set(await inSql(given, asserted))).toEqual(new Set([null]));
    const [decided, , alike] = asserted;
    const grants = entries[1];
    if (!decided || !alike || !grants) throw new Error("No such entry.");
    const alone = await inSql({ ...given, minimum: 5 }, [decided, grants, alike]);
    expect(alone).toEqual(
      everyRow.map(
        ({ grants: n }) =>
          needScore(
            { facts: n === null ? [] : [fact("identity.grants", { count: n })], subject: { kind: "human" } },
            { ...given, minimum: 5 },
          ).total,
      ),
    );
  });

  it("takes a member that the fact does not have as not known, whatever it is called", async () => {
    const [entry] = entries;
    if (!entry) throw new Error("No such entry.");
    for (const field of ["constructor", "constructor/constructor"]) {
      const odd: Weights = {
        ...given,
        facts: {
          [entry.kind]: {
            field,
            strength: 9_000,
            bins: [{ upTo: null, weight: 5, fitted: true, n: 9, revoked: 1 }],
          },
        },
      };
      expect(new Set(await inSql(odd, [entry]))).toEqual(new Set([null]));
    }
  });
});
