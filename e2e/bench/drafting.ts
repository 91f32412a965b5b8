import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Drafter } from "@/lib/drafting/model";
import { draftAll, type Outside } from "@/lib/drafting/worker";
import { env, overrideEnv } from "@/lib/env";
import { approved } from "@/lib/testing/approved";
import { launchCampaign } from "./load";
import { report, say, seconds } from "./measure";
import { LANES, type World } from "./world";

/** Items of a figure; a hundredth of a large campaign tells as much. */
const DRAFTED = 1_000;
const SLOW_MS = 200;
const QUEUED = 100_000;
/** Items of the company; as many are drafted while the others wait, for the memory it takes. */
export const DRAFT_ITEMS = 4_000;

/** What any model may say of any item: nothing that could be verified, in the form asked for. */
const ANSWER = JSON.stringify({
  claims: [{ predicate: "used_recently", evidence: "E1", value: "2026-11-18", stance: "keep" }],
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "certify",
  judgement: null,
});

/** Our own time for a draft, the model's share of the rate it could have, and the memory of a long queue. */
export async function draftItems(world: World): Promise<void> {
  await ownTime(world);
  await rateOfIdeal(world);
  await memoryOfQueue(world);
}

/** A campaign of the company's first items; the rest is let go. */
async function campaignOf(world: World, items: number): Promise<string> {
  const campaign = await launchCampaign(world, items, false);
  await world.pool.query(
    `UPDATE item SET state = 'removed_at_source' WHERE campaign_id = $1
       AND id NOT IN (SELECT id FROM item WHERE campaign_id = $1 ORDER BY id LIMIT $2)`,
    [campaign, items],
  );
  return campaign;
}

/** A paid model that answers at once, in this process. */
function atOnce(): Drafter {
  const model: LanguageModelV4 = {
    specificationVersion: "v4",
    provider: "bench",
    modelId: "at-once",
    supportedUrls: {},
    doGenerate: async () => ({
      content: [{ type: "text", text: ANSWER }],
      finishReason: { unified: "stop", raw: undefined },
      usage: {
        inputTokens: { total: 900, noCache: 900, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 120, text: 120, reasoning: 0 },
      },
      warnings: [],
    }),
    doStream: async () => {
      throw new Error("Nothing streams here.");
    },
  };
  return { model, atOnce: LANES, paid: true };
}

async function ownTime(world: World): Promise<void> {
  for (const [who, outside] of [
    ["by rules", {}],
    ["by a model that answers at once", { drafter: atOnce() }],
  ] satisfies [string, Partial<Outside>][]) {
    const campaign = await campaignOf(world, DRAFTED);
    const packets = await world.pool.query<{ body: string }>(
      "SELECT p.body FROM evidence_packet p JOIN item i ON i.id = p.item_id WHERE i.campaign_id = $1 AND i.state = 'open'",
      [campaign],
    );
    say(`drafting ${DRAFTED} items ${who}`);
    const before = process.cpuUsage();
    await draftAll(campaign, undefined, outside);
    const used = process.cpuUsage(before);
    report({
      name: `CPU of ours for a draft ${who}`,
      value: (used.user + used.system) / 1000 / DRAFTED,
      unit: "ms",
      baseline: parsing(packets.rows.map((r) => r.body)),
      baselineIs: "JSON.parse and JSON.stringify of the same packets: nothing read, asked, checked or kept",
    });
  }
}

/** Milliseconds of CPU a packet. */
function parsing(bodies: readonly string[]): number {
  const before = process.cpuUsage();
  let bytes = 0;
  for (const body of bodies) bytes += JSON.stringify(JSON.parse(body)).length;
  const used = process.cpuUsage(before);
  if (bytes === 0) throw new Error("There is nothing to parse.");
  return (used.user + used.system) / 1000 / bodies.length;
}

async function rateOfIdeal(world: World): Promise<void> {
  const server = await slowServer();
  const restore = overrideEnv({
    models: {
      ...env().models,
      hosted: {
        ...env().models.hosted,
        provider: undefined,
        baseUrl: server.baseUrl,
        model: "m-hosted",
        apiKey: undefined,
      },
    },
  });
  try {
    await approved({ address: server.origin, atOnce: LANES });
    await world.pool.query(
      "INSERT INTO setting (key, value, changed_at, changed_by) VALUES ('model', '\"on\"', now(), 'bench') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    const campaign = await campaignOf(world, DRAFTED);
    say(`drafting ${DRAFTED} items by a server that answers in ${SLOW_MS} ms, ${LANES} at once`);
    const took = await seconds(() => draftAll(campaign));
    const made = await world.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM draft WHERE campaign_id = $1 AND drafter_version IS NOT NULL",
      [campaign],
    );
    report({
      name: `drafts by a server that answers in ${SLOW_MS} ms, ${LANES} at once`,
      value: (made.rows[0]?.n ?? 0) / took,
      unit: "/s",
      baseline: (LANES * 1000) / SLOW_MS,
      baselineIs: `${LANES} calls at once, each answered after ${SLOW_MS} ms: the rate if nothing else took any time`,
    });
  } finally {
    restore();
    await world.pool.query("UPDATE setting SET value = '\"off\"' WHERE key = 'model'");
    await server.end();
  }
}

async function memoryOfQueue(world: World): Promise<void> {
  const campaign = await campaignOf(world, DRAFT_ITEMS);
  say(`queueing ${QUEUED} items`);
  await queue(world, campaign);
  globalThis.gc?.();
  const start = process.memoryUsage().rss;
  let peak = start;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const enough = new Error("enough");
  say(`drafting ${DRAFT_ITEMS} of them`);
  await draftAll(campaign, ({ done }) => {
    if (done >= DRAFT_ITEMS) throw enough;
  }).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  clearInterval(look);
  const bodies = await world.pool.query<{ bytes: number }>(
    `SELECT sum(octet_length(p.body))::float8 AS bytes FROM evidence_packet p JOIN item i ON i.id = p.item_id WHERE i.campaign_id = $1`,
    [campaign],
  );
  report({
    name: `memory with ${QUEUED} items queued`,
    value: (peak - start) / 1_048_576,
    unit: "MB",
    baseline: (bodies.rows[0]?.bytes ?? 0) / 1_048_576,
    baselineIs:
      "the bytes of their packets, which would all be held if they were not drafted a few at a time",
  });
}

/** Copies items and packets within the database until there are this many. */
async function queue({ pool }: World, campaign: string): Promise<void> {
  const columns = await pool.query<{ name: string }>(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'item' AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
  );
  const made: Record<string, string> = {
    id: "c.id",
    position: "c.position",
    draft_state: "'none'",
    draft_id: "NULL",
  };
  const names = columns.rows.map((c) => c.name);
  const client = await pool.connect();
  try {
    await client.query(
      `CREATE TEMP TABLE bench_copy AS SELECT gen_random_uuid() AS id, i.id AS of,
          (1000000 + row_number() OVER ())::int AS position
        FROM item i, generate_series(1, ${QUEUED / DRAFT_ITEMS - 1})
        WHERE i.campaign_id = '${campaign}' AND i.state = 'open'`,
    );
    await client.query(
      `INSERT INTO item (${names.map((n) => `"${n}"`).join(", ")}) SELECT ${names.map((n) => made[n] ?? `i."${n}"`).join(", ")}
        FROM bench_copy c JOIN item i ON i.id = c.of`,
    );
    await client.query(
      `INSERT INTO evidence_packet (item_id, version, hash, body, at) SELECT c.id, p.version, p.hash, p.body, p.at
        FROM bench_copy c JOIN evidence_packet p ON p.item_id = c.of`,
    );
    await client.query("DROP TABLE bench_copy; ANALYZE item; ANALYZE evidence_packet");
  } finally {
    client.release();
  }
}

/** A server in a process of its own. */
async function slowServer(): Promise<{ origin: string; baseUrl: string; end: () => Promise<void> }> {
  const child = fork(new URL(import.meta.url), ["--slow-server"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [port] = await once(child, "message");
  const origin = `http://127.0.0.1:${String(port)}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    async end() {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** What the forked process does: answers each call after a while, with the same. */
function answerSlowly(): void {
  const body = JSON.stringify({
    id: "c",
    object: "chat.completion",
    created: 0,
    model: "m",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: ANSWER } }],
    usage: { prompt_tokens: 900, completion_tokens: 120, total_tokens: 1_020 },
  });
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(body);
      }, SLOW_MS);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

if (process.argv.includes("--slow-server")) answerSlowly();
