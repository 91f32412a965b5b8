import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { anyRow, anyScope } from "@/lib/testing/scopes";
import { evaluateScope, type ScopeRow } from "./scope";
import { type ScopeColumns, scopeSql } from "./scope-sql";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const columns: ScopeColumns = {
  source: { is: "text", column: sql`source` },
  application: { is: "names", columns: [sql`application_id`, sql`application_name`] },
  entitlement_type: { is: "text", column: sql`entitlement_type` },
  kind: { is: "text", column: sql`kind` },
  department: { is: "text", column: sql`department` },
  title: { is: "text", column: sql`title` },
  privilege: { is: "text", column: sql`privilege` },
  finding: { is: "list", column: sql`finding` },
};

/** The row as SQL values, in the columns above. */
function values(row: ScopeRow) {
  const text = (v: readonly string[] | null) => sql`${v?.[0] ?? null}::text`;
  const finding = row.finding
    ? sql`ARRAY[${sql.join(
        row.finding.map((f) => sql`${f}`),
        sql`, `,
      )}]::text[]`
    : sql`NULL::text[]`;
  return sql`(SELECT ${text(row.source)} AS source, ${row.application?.[0]}::text AS application_id,
    ${row.application?.[1]}::text AS application_name, ${text(row.entitlement_type)} AS entitlement_type,
    ${text(row.kind)} AS kind, ${text(row.department)} AS department, ${text(row.title)} AS title,
    ${text(row.privilege)} AS privilege, ${finding} AS finding) AS row`;
}

describe("the scope as SQL", () => {
  it("I8: answers true, false and unknown exactly as the pure evaluator does", async () => {
    await fc.assert(
      fc.asyncProperty(anyScope, anyRow, async (scope, row) => {
        const [found] = await rows<{ holds: boolean | null }>(
          handle.db,
          sql`SELECT ${scopeSql(scope, columns)} AS holds FROM ${values(row)}`,
        );
        expect(found?.holds).toBe(evaluateScope(scope, row));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps values out of the statement's text", async () => {
    const evil = "x'); DROP TABLE item; --";
    const row: ScopeRow = { ...blank, department: [evil] };
    const [found] = await rows<{ holds: boolean }>(
      handle.db,
      sql`SELECT ${scopeSql({ is: "compare", field: "department", op: "=", value: evil }, columns)} AS holds FROM ${values(row)}`,
    );
    expect(found?.holds).toBe(true);
    expect(await rows(handle.db, sql`SELECT 1 AS one FROM item LIMIT 1`)).toEqual([]);
  });
});

const blank: ScopeRow = {
  source: ["s"],
  application: ["a", "b"],
  entitlement_type: null,
  kind: null,
  department: null,
  title: null,
  privilege: null,
  finding: null,
};
