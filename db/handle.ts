import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema/all";

export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
/** An open transaction. Only the runner makes one. */
export type Tx = Db;

export type SqlResult = { rows: Record<string, unknown>[]; rowCount: number };

export type Handle = {
  kind: "pglite" | "postgres";
  /** The connection outside any transaction: for migrations, the queue and tests. */
  db: Db;
  /** Plain SQL for pg-boss: several statements where there are no values. */
  executeSql: (text: string, values?: unknown[]) => Promise<SqlResult>;
  close: () => Promise<void>;
};
