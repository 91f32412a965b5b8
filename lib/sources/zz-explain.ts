import { sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { openPostgres } from "@/db/client";
import { postgresServer } from "@/lib/testing/database";
import { renewMatches } from "./correlate";
import { settleStretch } from "./staging";
const server = await postgresServer();
if (!server) throw new Error("no pg");
const handle = await openPostgres(server.url, true);
const run = (t: string) => handle.executeSql(t);
await run(`insert into source(id,name,format,created_at,current_snapshot_id) values (1,'x','folder',now(),1);
insert into snap_identity(snapshot_id,id,kind,name,email) select 1,'p'||i,'human','P '||i,'p'||i||'@example.com' from generate_series(0,19999) i;
insert into snap_application(snapshot_id,id) select 1,'app'||i from generate_series(0,19) i;
insert into snap_account(snapshot_id,id,application_id,identity_id,email) select 1,'acct'||i,'app'||i%20,case when i<9000 then 'p'||i end,'p'||i||'@example.com' from generate_series(0,39999) i;
insert into snap_entitlement(snapshot_id,id,application_id) select 1,'ent'||i,'app'||i%20 from generate_series(0,4999) i;
insert into import_row select 1,'grants',i,1,'grants.csv',i+1,'acct'||(i%40000)||E'\\x1f'||'ent'||((i::bigint*7919)%5000)||E'\\x1f',true,array['acct'||(i%40000),'ent'||((i::bigint*7919)%5000),'','2024-01-02',null,null,null,null,null,null,'false','3',null] from generate_series(1,300000) i;
analyze;`);
const dialect = new PgDialect();
const tx = { execute: async (q: ReturnType<typeof sql>) => {
  const { sql: text, params } = dialect.sqlToQuery(q);
  const t = performance.now();
  const isPlan = /^\s*(WITH|INSERT|DELETE|SELECT max)/.test(text);
  if (isPlan) {
    const r = await handle.executeSql(`EXPLAIN (ANALYZE, BUFFERS OFF, COSTS ON) ${text}`, params as unknown[]);
    console.log("-----", (performance.now() - t) | 0, "ms", text.slice(0, 100).replace(/\s+/g, " "));
    console.log(r.rows.map((x) => Object.values(x)[0]).join("\n").slice(0, 6000));
    if (/SELECT max\(id\)/.test(text)) return { rows: [{ last: null }] };
    if (/SELECT max\(ord\)/.test(text)) return { rows: [{ upto: 20000 }] };
    return { rows: [], rowCount: 0 };
  }
  return handle.executeSql(text, params as unknown[]).then((r) => r);
} };
if (process.argv[2] === "match") await renewMatches(tx as never, 2000, async () => undefined);
else await settleStretch(tx as never, 1, "grants", 0, 20000);
await handle.close(); await server.stop();
