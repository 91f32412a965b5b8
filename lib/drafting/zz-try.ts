import path from "node:path";
import { sql } from "drizzle-orm";
import { closeDatabase, database, rows } from "@/db/client";
import { localOperator } from "@/lib/auth/sign-in";
import { launchNow } from "@/lib/campaigns/worker";
import { demoCompany } from "@/lib/demo/company";
import { writeFolders } from "@/lib/demo/folder";
import { closeQueue } from "@/lib/jobs/queue";
import { importNow } from "@/lib/sources/worker";
import { draftAll } from "./worker";

const day = "2026-11-20";
const ctx = await localOperator();
for (const { name, asOf, path: place } of writeFolders(path.join("/tmp/cs/try", "src"), [
  ...demoCompany(day),
]))
  await importNow(ctx, { path: place, source: name, format: "folder", asOf: new Date(`${asOf}T00:00:00Z`) });
console.log("imported");
const { campaign, items } = await launchNow(ctx, {
  name: "Q4",
  scope: 'entitlement_type is unknown or entitlement_type != "licence"',
  due: "2026-12-04",
} as never);
console.log("launched", items);
const t = performance.now();
console.log(await draftAll(campaign, (p) => console.log(p.done, p.total)));
console.log("ms", performance.now() - t);
const { db } = await database();
console.log(
  await rows(
    db,
    sql`SELECT recommendation, result->>'rule' AS rule, count(*)::int AS n FROM draft GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
  ),
);
for (const r of ["certify", "revoke", "modify", "insufficient_evidence"])
  for (const d of await rows<{ note: string; title: string; name: string }>(
    db,
    sql`SELECT d.note, i.title, i.subject_name AS name FROM draft d JOIN item i ON i.id = d.item_id WHERE d.recommendation = ${r} ORDER BY md5(d.id::text) LIMIT 6`,
  ))
    console.log(`--- ${r} ${d.name} · ${d.title}\n${d.note}\n`);
for (const d of await rows<{ note: string; title: string; name: string; recommendation: string }>(
  db,
  sql`SELECT d.note, d.recommendation, i.title, i.subject_name AS name FROM draft d JOIN item i ON i.id = d.item_id WHERE i.subject_name LIKE 'Priya R%' OR d.note LIKE '%tell a reader%' LIMIT 8`,
))
  console.log(`--- ${d.recommendation} ${d.name} · ${d.title}\n${d.note}\n`);
await closeQueue();
await closeDatabase();
process.exit(0);
