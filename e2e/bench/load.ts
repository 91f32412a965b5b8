import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { launchNow } from "@/lib/campaigns/worker";
import { importNow } from "@/lib/sources/worker";
import { writeCompany } from "./company";
import { report, say, seconds } from "./measure";
import { emptyCopy, type World } from "./world";

const DAY = new Date("2026-11-21T00:00:00Z");

/** Imports the company. */
export async function importCompany(world: World, items: number, wanted: boolean): Promise<void> {
  const folder = path.join(world.dir, "company");
  say(`${items} items: writing the import folder`);
  await writeCompany(folder, items);
  say(`${items} items: importing`);
  const value = await seconds(() =>
    importNow(world.operator, { path: folder, source: "Bench", format: "folder", asOf: DAY }),
  );
  if (!wanted) return;
  const tables = ["snap_identity", "snap_application", "snap_account", "snap_entitlement", "snap_grant"];
  report({
    name: `import of ${items} grants`,
    value,
    unit: "s",
    baseline: await copyAgain(world, tables),
    baselineIs:
      "COPY of the very rows that were stored into empty tables with the same keys and indexes, one file after the other",
  });
}

/** Seconds that a bare COPY of the same rows takes. */
async function copyAgain({ pool, dir }: World, tables: readonly string[]): Promise<number> {
  const client = await pool.connect();
  let took = 0;
  try {
    for (const table of tables) {
      const file = path.join(dir, `${table}.copy`);
      await pipeline(client.query(copyTo(`COPY ${table} TO STDOUT`)), createWriteStream(file));
      const copy = await emptyCopy(pool, table);
      took += await seconds(() =>
        pipeline(createReadStream(file), client.query(copyFrom(`COPY ${copy} FROM STDIN`))),
      );
    }
  } finally {
    client.release();
  }
  return took;
}

/** Launches a campaign over all of it, each item with its person's manager. */
export async function launchCampaign(world: World, items: number, wanted: boolean): Promise<string> {
  say(`${items} items: launching`);
  let campaign = "";
  const value = await seconds(async () => {
    const due = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const fallback = "p0@bench.example";
    ({ campaign } = await launchNow(world.operator, { name: "Bench", due, fallback }));
  });
  if (!wanted) return campaign;
  const client = await world.pool.connect();
  const item = await emptyCopy(world.pool, "item");
  const packet = await emptyCopy(world.pool, "evidence_packet");
  const baseline = await seconds(async () => {
    await client.query(`INSERT INTO ${item} SELECT * FROM item WHERE campaign_id = $1`, [campaign]);
    await client.query(
      `INSERT INTO ${packet} SELECT p.* FROM evidence_packet p JOIN item i ON i.id = p.item_id WHERE i.campaign_id = $1`,
      [campaign],
    );
  });
  client.release();
  report({
    name: `launch of ${items} items`,
    value,
    unit: "s",
    baseline,
    baselineIs:
      "INSERT … SELECT of the finished item and packet rows into empty tables with the same keys and indexes: nothing gathered, assigned or hashed",
  });
  return campaign;
}
