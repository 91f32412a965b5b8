import { execSync } from "node:child_process";
import { openPglite, openPostgres, replaceDatabase } from "@/db/client";
import { closeQueue } from "@/lib/jobs/queue";
import { importNow } from "@/lib/sources/worker";
import { postgresServer } from "@/lib/testing/database";
import { operator } from "@/lib/testing/imports";

process.env.COUNTERSIGN_DATA = "/tmp/cs/perfdata";
const kind = process.argv[2];
const server = kind === "pg" ? await postgresServer() : undefined;
const handle = server
  ? await openPostgres(server.url + "?application_name=perf", true)
  : await openPglite("/tmp/cs/perfdata/db", true);
replaceDatabase(handle);
let worst = 0,
  last = performance.now();
const timer = setInterval(() => {
  const t = performance.now();
  worst = Math.max(worst, t - last - 20);
  last = t;
}, 20);
const t0 = performance.now();
const cpu = () =>
  server
    ? execSync(`ps -eo cputimes,args | grep "[p]ostgres: postgres.*$(echo '')" | awk '{s+=$1} END {print s}'`)
        .toString()
        .trim()
    : "";
const mine = () => (process.cpuUsage().user / 1e6).toFixed(1);
const pgpid = server
  ? execSync(
      `psql "${server.url}" -Atc "select string_agg(pid::text, ',') from pg_stat_activity where application_name='perf'"`,
    )
      .toString()
      .trim()
  : "";
const pgcpu = () => {
  if (!server) return "";
  const pids = execSync(
    `psql "${server.url}" -Atc "select string_agg(pid::text, ',') from pg_stat_activity where application_name='perf'"`,
  )
    .toString()
    .trim();
  return execSync(`ps -o cputimes= -p ${pids}`)
    .toString()
    .trim()
    .split("\n")
    .map(Number)
    .reduce((a, b) => a + b, 0);
};
let phase = "",
  max = 0,
  stall: Record<string, number> = {};
try {
  const r = await importNow(operator, {
    path: process.argv[3] ?? "/tmp/cs/perf",
    source: "Big",
    asOf: new Date("2026-01-01"),
    onProgress: (p) => {
      max = Math.max(max, process.memoryUsage().rss);
      stall[phase] = Math.max(stall[phase] ?? 0, worst);
      worst = 0;
      if (p.phase !== phase) {
        phase = p.phase;
        console.log(
          ((performance.now() - t0) / 1000).toFixed(1),
          "node",
          mine(),
          "pg",
          pgcpu(),
          phase,
          p.rowsRead,
          (process.memoryUsage().rss / 1e6) | 0,
        );
      }
    },
  });
  console.log(
    ((performance.now() - t0) / 1000).toFixed(1),
    "node",
    mine(),
    "pg",
    pgcpu(),
    r,
    (max / 1e6) | 0,
    "MB max",
    stall,
    "last stall",
    worst | 0,
  );
} finally {
  clearInterval(timer);
  await closeQueue();
  await handle.close();
  await server?.stop();
}
