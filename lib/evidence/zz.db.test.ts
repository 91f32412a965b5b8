import { sql } from "drizzle-orm";
import { afterAll, beforeAll, test } from "vitest";
import { rows, transaction } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { assemble } from "./assemble";
import { createStage, indexStage } from "./stage";

let end: () => Promise<void>;
beforeAll(async () => {
  const f = await freshDatabase();
  end = f.end;
});
afterAll(() => end());
const N = Number(process.env.EVN ?? 1000);
test("perf", async () => {
  await transaction({ person: null, reach: "all" }, async (tx) => {
    const x = (t: string) => tx.execute(sql.raw(t));
    await x(
      `insert into source (id, name, format, current_snapshot_id, created_at) values (1,'Dir','csv',1,now()),(2,'Core','csv',2,now())`,
    );
    await x(
      `insert into snapshot (id, source_id, status, format, as_of, sha256, parameters, imported_by, imported_at, bytes) values (1,1,'in_force','csv','2026-11-20T00:00:00Z','x','{}','x',now(),0),(2,2,'in_force','csv','2026-11-20T00:00:00Z','x','{}','x',now(),0)`,
    );
    const P = Math.max(50, Math.floor(N / 10));
    await x(`insert into snap_identity (snapshot_id,id,kind,name,email,manager_id,department,title,employment_status,start_date,previous_department,moved_at)
      select 1,'P'||i,'human','Person Nr '||i,'p'||i||'@x.example','P'||(i/8),'Dept '||(i%20),'Title '||(i%7),'active','2020-01-01', case when i%9=0 then 'Old' end, case when i%9=0 then '2026-01-12'::date end from generate_series(0,${P}) i`);
    await x(
      `insert into snap_application select 2,'A'||i,'App '||i,'x','P1','high','internal',null from generate_series(0,9) i`,
    );
    await x(
      `insert into snap_account (snapshot_id,id,application_id,identity_id,login,status,type,mfa,last_sign_in_at) select 2,'A'||a||':'||i,'A'||a,'P'||i,'login'||i,'active','personal',true,'2026-11-01' from generate_series(0,${P}) i, generate_series(0,4) a`,
    );
    await x(
      `insert into account_match select 2,'A'||a||':'||i,'external_id',1,'P'||i from generate_series(0,${P}) i, generate_series(0,4) a`,
    );
    await x(
      `insert into snap_entitlement select 2,'E'||e,'A'||(e%5),'ENT_'||e,'Does thing '||e||' for the team','role',case when e%5=0 then 'privileged' else 'standard' end,'P2',null,jsonb_build_object('title','Do thing '||e,'verb_phrase','can do thing '||e) from generate_series(0,299) e`,
    );
    await x(
      `insert into snap_request select 2,'R'||i,'P'||(i%${P}),'P1','2024-01-01','Needed for month end number '||i from generate_series(0,${N}) i`,
    );
    await x(
      `insert into snap_grant (snapshot_id,account_id,entitlement_id,via,granted_at,granted_by,request_id,last_used_at,uses_90d,attributes) select 2,'A'||(e%5)||':'||i,'E'||e,'','2025-01-01','P3','R'||(i*7%${N}),'2026-10-01',i%5,'{"use_months":"1|2|3|0|0|0|0|0|0|1|1|1"}' from generate_series(0,${P}) i, lateral (select (i*13+k*29)%300 e from generate_series(1,10) k) k group by i,e limit ${N}`,
    );
    await x(
      `insert into snap_sod_rule values (2,'S1','One',array['E1','E2','E3'],array['E10','E12','E30'],'because'),(2,'S2','Two',array['E0','E29'],array['E58','E87'],'because')`,
    );
    await x("analyze");
    await x("set local work_mem='64MB'");
    await createStage(tx);
    await x(`insert into staged_item (n,item_id,snapshot_id,source_id,source_name,as_of,application_id,application_name,account_id,account_login,identity_source_id,identity_snapshot_id,identity_id,subject_key,subject_name,subject_kind,entitlement_id)
      select row_number() over (), gen_random_uuid(),2,2,'Core','2026-11-20T00:00:00Z',a.application_id,'App',g.account_id,a.login,1,1,a.identity_id,'Dir/'||a.identity_id,'Person','human',g.entitlement_id from snap_grant g join snap_account a on a.snapshot_id=2 and a.id=g.account_id`);
    await indexStage(tx);
    const orig = tx.execute.bind(tx);
    const times: [number, string][] = [];
    (tx as any).execute = async (q: any) => {
      const t = performance.now();
      const r = await orig(q);
      const d = performance.now() - t;
      let text = "";
      try {
        text = JSON.stringify(q.queryChunks ?? q).slice(0, 160);
      } catch {}
      times.push([d, text]);
      return r;
    };
    const fs = await import("node:fs");
    const [{ pid }] = await rows<any>(tx, sql`select pg_backend_pid() pid`);
    const cpu = () => {
      if (process.env.TEST_DATABASE !== "postgres") {
        const u = process.cpuUsage();
        return (u.user + u.system) / 1000;
      }
      const f = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
      return (Number(f[11]) + Number(f[12])) * 10;
    };
    const c0 = cpu();
    const n0 = process.cpuUsage();
    const t0 = performance.now();
    await assemble(tx, { campaignId: "00000000-0000-7000-8000-000000000001" });
    console.log(
      "assemble ms",
      performance.now() - t0,
      "CPU ms",
      cpu() - c0,
      "node cpu",
      (process.cpuUsage(n0).user / 1000) | 0,
    );
    (tx as any).execute = orig;
    if (process.env.EXPLAIN) {
      const { packetSql } = await import("./packet-sql");
      const { writeFileSync } = await import("node:fs");
      const e = await rows<any>(tx, sql.raw("EXPLAIN (ANALYZE, BUFFERS, TIMING) " + packetSql(1, 10000)));
      writeFileSync("/tmp/ev/explain.txt", e.map((r: any) => r["QUERY PLAN"]).join("\n"));
    }
    for (const [d, t] of times.sort((a, b) => b[0] - a[0]).slice(0, 18)) console.log(d.toFixed(0), t);
    const t1 = performance.now();
    await x(`update staged_item set evidence_hash = encode(sha256(convert_to(body,'UTF8')),'hex')`);
    console.log("hash ms", performance.now() - t1);
    const r = await rows<any>(
      tx,
      sql`select n,title,risk,rules_passed,findings,rules_unknown,tags,alike_key,length(body) len,body from staged_item order by n limit 1`,
    );
    console.log(JSON.stringify(r[0], null, 1));
    console.log(JSON.stringify(JSON.parse(r[0].body), null, 1).slice(0, 3000));
    console.log(
      (
        await rows<any>(
          tx,
          sql`select count(*)::int n, count(body)::int b, count(distinct alike_key)::int a, avg(length(body))::int len from staged_item`,
        )
      )[0],
    );
    const t2 = performance.now();
    await x(`create temp table bare as select item_id, 1 v, evidence_hash, body, now() at from staged_item`);
    console.log("bare insert select ms", performance.now() - t2);
  });
}, 600000);
