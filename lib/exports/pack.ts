import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { eq, sql } from "drizzle-orm";
import { ZipFile } from "yazl";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign, campaignSource } from "@/db/schema/campaigns";
import { snapshot, source } from "@/db/schema/snapshots";
import { canonicalRecord, type Json } from "@/lib/audit-log/canonical";
import { fixedAtStart } from "@/lib/audit-log/key";
import { tieOut } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { readme } from "./readme";
import { drafts, evidence, leaves, payloads, proofs, signoffs } from "./records";
import { coverageRecord, rulesRecord } from "./rule-record";
import {
  assignments,
  csvOf,
  decisions,
  exceptions,
  items,
  population,
  remediation,
  roles,
  secondLooks,
} from "./tables";
import { weightsRecord } from "./weights-record";

/** The campaign's named checkpoint: the first that covers everything recorded about it. Exports and readings do not count. */
async function checkpointOf(reader: Reader, id: string) {
  const [at] = await rows<{ size: number; note: string; at: string; root: string; waiting: number }>(
    reader,
    sql`WITH own AS (SELECT e.id, l.idx FROM audit_event e LEFT JOIN log_leaf l ON l.event_id = e.id
        WHERE e.campaign_id = ${id} AND e.type NOT IN ('export.created', 'access.read'))
      SELECT c.size::int AS size, c.note, encode(c.root, 'hex') AS root, ${iso(sql.raw("c.at"))} AS at,
        (SELECT count(*)::int FROM own WHERE idx IS NULL) AS waiting
      FROM log_checkpoint c WHERE c.size > (SELECT max(idx) FROM own) ORDER BY c.size LIMIT 1`,
  );
  if (!at || at.waiting > 0)
    throw new AppError(
      "unavailable",
      "not-sealed-yet",
      "Some entries of this campaign are not under a checkpoint yet; try again in a moment.",
    );
  return at;
}

/**
 * Writes a campaign's evidence pack to `path`: one consistent view of the database, streamed, the same bytes from the same
 * state. Answers with the file's SHA-256 (hex), its size and how many files are in it.
 */
export const writePack = query({
  name: "exports.write_pack",
  permission: "export.build",
  consistent: true,
  input: z.object({ campaign: z.uuid(), path: z.string() }),
  output: z.object({ sha256: z.string(), bytes: z.number(), files: z.number(), checkpoint: z.number() }),
  run: async (reader, { input }) => {
    const [c] = await reader.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!c?.launchedAt)
      throw new AppError("rule", "not-launched", "There is nothing to export before a campaign is launched.");
    const at = await checkpointOf(reader, c.id);
    const of = { campaign: c.id, size: at.size, note: at.note };
    const fixed = await fixedAtStart(reader);
    if (!fixed) throw new Error("A checkpoint exists without a log name.");
    const pack = await open(input.path, at.at);
    await pack.add("README.txt", [readme({ campaign: c.name, size: at.size, vkey: fixed.vkey })]);
    await pack.add("items.csv", csvOf(items, reader, of));
    await pack.add("decisions.csv", csvOf(decisions, reader, of));
    await pack.add("population.csv", csvOf(population, reader, of));
    await pack.add("assignments.csv", csvOf(assignments, reader, of));
    await pack.add("exceptions.csv", csvOf(exceptions, reader, of));
    await pack.add("second-looks.csv", csvOf(secondLooks, reader, of));
    await pack.add("remediation.csv", csvOf(remediation, reader, of));
    await pack.add("roles.csv", csvOf(roles, reader, of));
    await pack.add("sources.json", [pretty(await sourcesOf(reader, c.id))]);
    await pack.add("tie-out.json", [pretty(await tieOutOf(reader, c))]);
    await pack.add("evidence.jsonl", evidence(reader, of));
    await pack.add("drafts.jsonl", drafts(reader, of));
    await pack.add("signoffs.jsonl", signoffs(reader, of));
    await pack.add("payloads.jsonl", payloads(reader, of));
    await pack.add("leaves.jsonl", leaves(reader, of));
    await pack.add("rules/settings.json", [pretty({ settings: c.settings as Json, sha256: c.settingsHash })]);
    await pack.add("rules/rules.json", [
      pretty(await rulesRecord(reader, { settings: c.settings, size: at.size })),
    ]);
    await pack.add("rules/weights.json", [pretty(await weightsRecord(reader, c.settings))]);
    await pack.add("rules/coverage.json", [pretty(await coverageRecord(reader, of))]);
    for await (const proof of proofs(reader, of)) await pack.add(proof.name, [proof.text]);
    await pack.add("checkpoint", [at.note]);
    await pack.add("vkey", [`${fixed.vkey}\n`]);
    await pack.add("verify.mjs", [
      await readFile(path.join(process.cwd(), "lib/audit-log/verifier/verify.mjs"), "utf8"),
    ]);
    return { ...(await pack.end()), checkpoint: at.size };
  },
});

const pretty = (value: Json) => `${JSON.stringify(JSON.parse(canonicalRecord(value)), null, 2)}\n`;

/** A ZIP being written: entries one after the other, each hashed on its way, all with one time, then the manifest. */
async function open(file: string, at: string) {
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  const zip = new ZipFile();
  const whole = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      whole.update(chunk);
      done(null, chunk);
    },
  });
  const written = pipeline(zip.outputStream, hashing, createWriteStream(part, { mode: 0o600 }));
  written.catch(() => undefined);
  const hashes: Record<string, string> = {};
  const options = { mtime: wallClock(at), mode: 0o100644, forceDosTimestamp: true };
  const add = async (name: string, chunks: AsyncIterable<string> | Iterable<string>) => {
    const hash = createHash("sha256");
    const stream = Readable.from(hashed(chunks, hash), { objectMode: false });
    zip.addReadStream(stream, name, options);
    await finished(stream);
    hashes[name] = hash.digest("hex");
  };
  return {
    add,
    async end() {
      const files = { ...hashes };
      await add("manifest.json", [pretty({ files })]);
      zip.end();
      try {
        await written;
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return {
        sha256: whole.digest("hex"),
        bytes: (await stat(file)).size,
        files: Object.keys(hashes).length,
      };
    },
  };
}

/** ZIP stores local wall-clock time: the UTC time is given as if it were local, so that the host's zone does not show. */
function wallClock(at: string): Date {
  const t = new Date(at);
  return new Date(
    t.getUTCFullYear(),
    t.getUTCMonth(),
    t.getUTCDate(),
    t.getUTCHours(),
    t.getUTCMinutes(),
    t.getUTCSeconds(),
  );
}

async function* hashed(
  chunks: AsyncIterable<string> | Iterable<string>,
  hash: ReturnType<typeof createHash>,
) {
  for await (const chunk of chunks) {
    if (chunk === "") continue;
    const bytes = Buffer.from(chunk, "utf8");
    hash.update(bytes);
    yield bytes;
  }
}

/** What the campaign was built from: where each snapshot came from, how it was read, its hash and counts. */
async function sourcesOf(reader: Reader, id: string): Promise<Json> {
  const found = await reader
    .select({ source: source.name, snapshot, asOf: iso(snapshot.asOf), importedAt: iso(snapshot.importedAt) })
    .from(campaignSource)
    .innerJoin(source, eq(source.id, campaignSource.sourceId))
    .innerJoin(snapshot, eq(snapshot.id, campaignSource.snapshotId))
    .where(eq(campaignSource.campaignId, id))
    .orderBy(source.name);
  return found.map((f) => ({
    source: f.source,
    snapshot: f.snapshot.id,
    format: f.snapshot.format,
    as_of: f.asOf,
    sha256: f.snapshot.sha256,
    bytes: f.snapshot.bytes,
    parameters: f.snapshot.parameters as Json,
    rows: f.snapshot.tieOut as Json,
    identities: f.snapshot.identities,
    accounts: f.snapshot.accounts,
    entitlements: f.snapshot.entitlements,
    grants: f.snapshot.grants,
    complete: f.snapshot.complete,
    imported_by: f.snapshot.importedBy,
    imported_at: f.importedAt,
  }));
}

const rowCounts = z.object({
  read: z.number(),
  stored: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
});
const launchCounts = tieOut.omit({ holds: true });

async function tieOutOf(reader: Reader, c: typeof campaign.$inferSelect): Promise<Json> {
  const imports = await reader
    .select({ source: source.name, tieOut: snapshot.tieOut })
    .from(campaignSource)
    .innerJoin(source, eq(source.id, campaignSource.sourceId))
    .innerJoin(snapshot, eq(snapshot.id, campaignSource.snapshotId))
    .where(eq(campaignSource.campaignId, c.id))
    .orderBy(source.name);
  return {
    imports: imports.map((i) => ({ source: i.source, ...rowCounts.parse(i.tieOut) })),
    launch: launchCounts.parse(c.tieOut),
    ...(c.closedAt && c.status !== "cancelled"
      ? {
          close: {
            items: c.items,
            decided: c.items - c.notCertified - c.removedAtSource,
            not_certified: c.notCertified,
            removed: c.removedAtSource,
          },
        }
      : {}),
  };
}
