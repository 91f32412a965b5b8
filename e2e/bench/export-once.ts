import { closeDatabase, database } from "@/db/client";
import { buildExport } from "@/lib/exports/worker";
import { closeQueue } from "@/lib/jobs/queue";

/*
 * Builds one queued export in a process of its own, so that the memory it takes is its own: seconds and the peak of resident
 * memory in megabytes, as one JSON object.
 */
const [id = ""] = process.argv.slice(2);
await database();
let peak = process.memoryUsage().rss;
const sampling = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
const started = performance.now();
await buildExport({ export: id });
const took = (performance.now() - started) / 1000;
clearInterval(sampling);
process.stdout.write(JSON.stringify({ seconds: took, megabytes: peak / 1e6 }));
await closeQueue();
await closeDatabase();
