process.env.LOG_LEVEL="error"; process.env.COUNTERSIGN_DEMO="1";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { database, closeDatabase } from "@/db/client";
import { at } from "@/lib/clock";
import { demoSignIn } from "@/lib/auth/claims";
import { admit } from "@/lib/auth/sign-in";
import { demoPeople, earlierCompany } from "@/lib/demo/company";
import { writeFolders } from "@/lib/demo/folder";
import { importNow } from "@/lib/sources/worker";
import { launchNow } from "@/lib/campaigns/worker";
import { draftAll } from "@/lib/drafting/worker";
import { closeQueue } from "@/lib/jobs/queue";
import { localOperator } from "@/lib/auth/sign-in";
const t0=performance.now(); let c0=process.cpuUsage().user;
const lap=(n:string)=>console.log(n.padEnd(20),Math.round(performance.now()-t0),"ms wall", Math.round(process.cpuUsage().user/1000),"ms cpu");
const when=(d:number)=>new Date(Date.parse("2026-11-22T09:00:00Z")-d*86400000);
await at(when(100), async()=>{
 await database(); lap("db");
 const op=await localOperator();
 const dir=mkdtempSync("/tmp/cs/expl-");
 for (const s of writeFolders(dir, earlierCompany("2026-11-22"))) { const r=await importNow(op,{path:s.path,source:s.name,format:"folder",asOf:new Date(s.asOf+"T00:00:00Z")}); console.log(s.name, JSON.stringify(r)); lap("import"); }
 const ids:Record<string,string>={};
 for (const p of demoPeople){const s=demoSignIn(p); const r=await admit(s.claims,s.grant,"x"); if(r.admitted) ids[p.key]=r.person; else console.log(p.key,r)}
 lap("people");
 const ctx={actor:{kind:"person" as const,personId:ids.mateus!,name:"Mateus",roles:new Set(["admin" as const]),authn:"demo-seed",sessionId:null},requestId:"x"};
 const l=await launchNow(ctx,{name:"Q3",mode:"manager",fallback:"sigrid.aasen@haldenvoss.example",due:when(86).toISOString().slice(0,10),seed:"demo-seed"}); console.log(l); lap("launch");
 console.log(await draftAll(l.campaign)); lap("draft");
 const {executeSql}=await database();
 const q=async(s:string)=>console.table((await executeSql(s)).rows);
 await q("select application_id app, count(*)::int n, sum((findings>0)::int)::int f, sum((d.recommendation='certify')::int)::int keep, sum((d.recommendation='revoke')::int)::int rem, sum((d.recommendation='modify')::int)::int chg, sum((d.recommendation='insufficient_evidence')::int)::int ins, count(distinct i.reviewer_id)::int revs from item i left join draft d on d.id=i.draft_id group by 1");
 await q("select d.recommendation, findings>0 f, risk, count(*)::int n from item i left join draft d on d.id=i.draft_id group by 1,2,3 order by 1,2,3");
 await q("select p.name, p.kind, r.items from review r join person p on p.id=r.reviewer_id order by items desc limit 25");
 await q("select reviewer_basis, count(*)::int from item group by 1 order by 2 desc limit 20");
 await q("select entitlement_type, application_id, count(*)::int n from item group by 1,2 order by 2,3 desc");
 await q("select t, count(*)::int from item, unnest(tags) t group by 1 order by 2 desc");
 lap("q");
});
await closeQueue(); await closeDatabase();
