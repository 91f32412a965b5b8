import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { sequence } from "@/lib/audit-log/sequencer";
import { perform } from "@/lib/chore";
import { requestExport } from "@/lib/exports/commands";
import { list } from "@/lib/exports/queries";
import { read } from "@/lib/query";
import { importCompany, launchCampaign } from "./load";
import { report, say, seconds } from "./measure";
import { multiply } from "./multiply";
import { openWorld } from "./world";

/** Items that are launched; the others are copied from them within the database. */
const LAUNCHED = 200;

const measured = z.object({ seconds: z.number(), megabytes: z.number() });

/** Takes the items of a campaign away as CSV, in a world and a process of its own: the time beside COPY, the memory beside what is allowed. */
export async function exportTable(server: string, items: number): Promise<void> {
  const world = await openWorld(server);
  try {
    await importCompany(world, LAUNCHED, false);
    const campaign = await launchCampaign(world, LAUNCHED, false);
    say(`${items} items: copying them`);
    await multiply(world.pool, campaign, items);
    await sequence();
    const select = `SELECT * FROM item WHERE campaign_id = '${campaign}'`;
    const client = await world.pool.connect();
    const copy = () =>
      seconds(() =>
        pipeline(client.query(copyTo(`COPY (${select}) TO STDOUT WITH (FORMAT csv)`)), nowhere()),
      );
    await copy();
    const baseline = await copy();
    client.release();
    say(`${items} items: exporting them as CSV`);
    const { export: id } = await perform(world.operator, requestExport, { campaign, what: "items" });
    const took = measured.parse(
      JSON.parse(
        execFileSync(
          process.execPath,
          [...workerFlags(), "--import", "tsx", path.resolve(import.meta.dirname, "export-once.ts"), id],
          { env: { ...process.env, DATABASE_URL: world.url, COUNTERSIGN_DATA: world.dir }, encoding: "utf8" },
        ),
      ),
    );
    const [made] = await read(world.operator, list, { export: id });
    if (made?.state !== "done") throw new Error(made?.problem ?? "The table was not built.");
    report({
      name: `${made.total} items to CSV`,
      value: took.seconds,
      unit: "s",
      baseline,
      baselineIs: "COPY … TO STDOUT WITH (FORMAT csv) of every column of the same rows of item, thrown away",
    });
    report({
      name: `memory while ${made.total} items go to CSV`,
      value: took.megabytes,
      unit: "MB",
      baseline: 300,
      baselineIs: "what is allowed to a process that does nothing else, the portal's code in it",
    });
  } finally {
    await world.end();
  }
}

/** What Node.js is told where `npm run worker` starts it. */
function workerFlags(): string[] {
  const manifest = z.object({ scripts: z.object({ worker: z.string() }) });
  const { scripts } = manifest.parse(JSON.parse(readFileSync(path.resolve("package.json"), "utf8")));
  return scripts.worker.split(" ").filter((word) => word.startsWith("--"));
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
