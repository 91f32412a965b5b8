import { type SQL, sql } from "drizzle-orm";
import { folded, type Scope, type ScopeField } from "./scope";

/**
 * Where a query keeps what the scope asks about. A `text` column is null where it is not known; `names` are several
 * columns that name one thing (an id and a name), all null where there is none; `list` is a text array, null where it is not
 * known.
 */
export type ScopeColumn =
  | { is: "text"; column: SQL }
  | { is: "names"; columns: readonly SQL[] }
  | { is: "list"; column: SQL };
export type ScopeColumns = Record<ScopeField, ScopeColumn>;

/**
 * The scope as a condition: true, false, or null where it cannot be said, as `evaluateScope` has it. Every value is a
 * parameter. The "C" collation changes the case of A to Z only, the same on every database.
 */
export function scopeSql(scope: Scope, columns: ScopeColumns): SQL {
  switch (scope.is) {
    case "all":
      return sql`true`;
    case "unknown":
      return unknownSql(columns[scope.field]);
    case "compare": {
      const equal = oneOfSql(columns[scope.field], [scope.value]);
      return scope.op === "=" ? equal : sql`(NOT ${equal})`;
    }
    case "in":
      return oneOfSql(columns[scope.field], scope.values);
    case "not":
      return sql`(NOT ${scopeSql(scope.of, columns)})`;
    case "and":
      return sql`(${scopeSql(scope.left, columns)} AND ${scopeSql(scope.right, columns)})`;
    case "or":
      return sql`(${scopeSql(scope.left, columns)} OR ${scopeSql(scope.right, columns)})`;
  }
}

function unknownSql(column: ScopeColumn): SQL {
  if (column.is !== "names") return sql`(${column.column} IS NULL)`;
  return sql`(${sql.join(
    column.columns.map((c) => sql`${c} IS NULL`),
    sql` AND `,
  )})`;
}

function oneOfSql(column: ScopeColumn, values: readonly string[]): SQL {
  const wanted = sql`ARRAY[${sql.join(
    values.map((v) => sql`${folded(v)}::text`),
    sql`, `,
  )}]`;
  const among = (c: SQL) => sql`(${foldedSql(c)} = ANY (${wanted}))`;
  if (column.is === "text") return among(column.column);
  if (column.is === "names") return sql`(${sql.join(column.columns.map(among), sql` OR `)})`;
  return sql`(SELECT CASE WHEN ${column.column} IS NULL THEN NULL ELSE coalesce(bool_or(${among(sql`v`)}), false) END
    FROM unnest(${column.column}) AS t(v))`;
}

function foldedSql(column: SQL): SQL {
  return sql`lower((${column})::text COLLATE "C")`;
}
