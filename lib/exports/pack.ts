import { readFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import type { Json } from "@/lib/audit-log/canonical";
import { fixedAtStart } from "@/lib/audit-log/key";
import { AppError } from "@/lib/errors";
import { reportFiles } from "@/lib/oversight/report-files";
import { query, type Reader } from "@/lib/query";
import { cosigned, timestampFiles } from "@/lib/witness/queries";
import { challenges, toldOfChallenges } from "./challenge-table";
import { countsRecord } from "./counts-record";
import { draftingRecord, promptFiles } from "./drafting-record";
import {
  type CheckpointName,
  checkpointName,
  checkpointOf,
  type NamedCheckpoint,
  nothingErasedSince,
} from "./named-checkpoint";
import { oversightFile } from "./oversight-record";
import { type Chunks, openPack, type PackFile, pretty } from "./pack-file";
import { itemsWorkbook } from "./profiles";
import { readme } from "./readme";
import { drafts, evidence, leaves, payloads, proofs, signoffs } from "./records";
import { type Pseudonym, pseudonymsOf } from "./redaction";
import { roles } from "./role-table";
import { coverageRecord, rulesRecord } from "./rule-record";
import { sourcesRecord, tieOutRecord } from "./source-record";
import type { Progress } from "./table-file";
import {
  assignments,
  csvOf,
  decisions,
  exceptions,
  items,
  population,
  remediation,
  secondLooks,
  type Table,
} from "./tables";
import { weightsRecord } from "./weights-record";

/** The checkpoint a campaign's pack is built at, before it is. */
export const packCheckpoint = query({
  name: "exports.checkpoint",
  permission: "export.build",
  input: z.object({ campaign: z.uuid(), at: checkpointName.optional() }),
  output: z.object({ size: z.number() }),
  run: async (reader, { input }) => ({ size: (await checkpointOf(reader, input.campaign, input.at)).size }),
});

/** What every file of a pack is made from. */
export type Scope = {
  campaign: string;
  name: string;
  size: number;
  at: string;
  note: string;
  redacted?: boolean;
  /** Of a redacted pack. */
  pseudonym?: Pseudonym | undefined;
};
/** Files that are made from the same view of the database, in the order they stand in the pack. */
type Part = (reader: Reader, of: Scope) => AsyncGenerator<{ name: string; chunks: Chunks }>;

/**
 * Writes a campaign's evidence pack to `path`: one consistent view of the database, streamed, the same bytes from the same
 * state. Answers with the file's SHA-256 (hex), its size and how many files are in it.
 */
export const writePack = query({
  name: "exports.write_pack",
  permission: "export.build",
  consistent: true,
  input: z.object({
    campaign: z.uuid(),
    path: z.string(),
    at: checkpointName.optional(),
    /** Without names and words. */
    redacted: z.boolean().default(false),
    /** Whether its report has the figures on how people reviewed. */
    figures: z.boolean().default(false),
    /** Told of rows written, of about so many. */
    progress: z.custom<Progress>((value) => typeof value === "function").optional(),
  }),
  output: z.object({ sha256: z.string(), bytes: z.number(), files: z.number(), checkpoint: z.number() }),
  run: async (reader, { input }) => {
    const [c] = await reader.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!c?.launchedAt)
      throw new AppError("rule", "not-launched", "There is nothing to export before a campaign is launched.");
    const at = await checkpointOf(reader, c.id, input.at);
    await nothingErasedSince(reader, { campaign: c.id, size: at.size });
    const of = {
      campaign: c.id,
      name: c.name,
      size: at.size,
      at: at.at,
      note: await cosigned(reader, at),
      redacted: input.redacted,
      pseudonym: input.redacted ? await pseudonymsOf(reader, c.id) : undefined,
    };
    const pack = counting(await openPack(input.path, at.at), await weightsOf(reader, of), input.progress);
    for (const part of [shownOf(input), tablesOf, recordsOf(c), rulesOf(c), proofsOf, headOf(at)])
      for await (const { name, chunks } of part(reader, of))
        if (!of.redacted || !withNames.has(name)) await pack.add(name, chunks);
    if (of.redacted) await pack.add("redacted.json", [pretty({ withheld })]);
    return { ...(await pack.end()), checkpoint: at.size };
  },
});

/** What a redacted pack has no part of, and how it says so. */
const withNames = new Set(["payloads.jsonl", "items.xlsx", "report.html", "report.pdf"]);
const withheld = ["names", "words", "facts", "drafts", "ids of accounts, identities and credentials"];

/** What is made to be looked at. The report tells how things stand now, so a pack at an earlier checkpoint has none. */
const shownOf = ({ at, figures }: { at?: CheckpointName | undefined; figures: boolean }): Part =>
  async function* (reader, of) {
    if (of.redacted) return;
    if (at === undefined)
      for (const { name, bytes } of await reportFiles(reader, of.campaign, figures))
        yield { name, chunks: [bytes] };
    const oversight = at === undefined && figures ? await oversightFile(reader, of.campaign) : undefined;
    if (oversight !== undefined) yield { name: "oversight.json", chunks: [oversight] };
    yield { name: "items.xlsx", chunks: itemsWorkbook(reader, of, of.at) };
  };

async function* tablesOf(reader: Reader, of: Scope): ReturnType<Part> {
  const tables = {
    items,
    decisions,
    population,
    assignments,
    exceptions,
    "second-looks": secondLooks,
    remediation,
  };
  for (const [name, table] of Object.entries(tables)) yield csvFile(`${name}.csv`, table, reader, of);
  if (await toldOfChallenges(reader, of.campaign)) yield csvFile("challenges.csv", challenges, reader, of);
  yield csvFile("roles.csv", roles, reader, of);
}

const csvFile = (name: string, table: Table, reader: Reader, of: Scope) => ({
  name,
  chunks: csvOf(table, reader, of, name),
});

const recordsOf = (c: typeof campaign.$inferSelect): Part =>
  async function* (reader, of) {
    yield { name: "sources.json", chunks: [pretty(await sourcesRecord(reader, of))] };
    yield { name: "tie-out.json", chunks: [pretty(await tieOutRecord(reader, c))] };
    yield { name: "counts.json", chunks: [pretty(await countsRecord(reader, of))] };
    yield { name: "evidence.jsonl", chunks: evidence(reader, of) };
    yield { name: "drafts.jsonl", chunks: drafts(reader, of) };
    yield { name: "signoffs.jsonl", chunks: signoffs(reader, of) };
    yield { name: "payloads.jsonl", chunks: payloads(reader, of) };
    yield { name: "leaves.jsonl", chunks: leaves(reader, of) };
  };

const rulesOf = (c: typeof campaign.$inferSelect): Part =>
  async function* (reader, of) {
    const drafting = await draftingRecord(reader, of);
    const records: Record<string, Json> = {
      settings: { settings: c.settings as Json, sha256: c.settingsHash },
      rules: await rulesRecord(reader, { settings: c.settings, size: of.size }),
      weights: await weightsRecord(reader, c.settings),
      coverage: await coverageRecord(reader, of),
      drafting: drafting.record,
    };
    for (const [name, record] of Object.entries(records))
      yield { name: `rules/${name}.json`, chunks: [pretty(record)] };
    for await (const { name, bytes } of promptFiles(drafting.prompts)) yield { name, chunks: [bytes] };
  };

async function* proofsOf(reader: Reader, of: Scope): ReturnType<Part> {
  for await (const { name, text } of proofs(reader, of)) yield { name, chunks: [text] };
}

/** What was signed, and what it is all checked with. */
const headOf = (at: NamedCheckpoint): Part =>
  async function* (reader, of) {
    const fixed = await fixedAtStart(reader);
    if (!fixed) throw new Error("A checkpoint exists without a log name.");
    yield { name: "checkpoint", chunks: [of.note] };
    for (const { name, bytes } of await timestampFiles(reader, at.size)) yield { name, chunks: [bytes] };
    yield { name: "vkey", chunks: [`${fixed.vkey}\n`] };
    for (const file of ["verify.mjs", "verify.html"])
      yield {
        name: file,
        chunks: [await readFile(path.join(process.cwd(), "lib/audit-log/verifier", file), "utf8")],
      };
    yield {
      name: "README.txt",
      chunks: [
        readme({ campaign: of.name, size: of.size, vkey: fixed.vkey, redacted: of.redacted === true }),
      ],
    };
  };

type Weights = { total: number; items: number; decisions: number; leaves: number };

/** About how many rows there are to write. */
async function weightsOf(reader: Reader, of: Scope): Promise<Weights> {
  const [found] = await rows<{ items: number; decisions: number }>(
    reader,
    sql`SELECT (SELECT count(*)::int FROM item WHERE campaign_id = ${of.campaign}) AS items,
      (SELECT count(*)::int FROM decision WHERE campaign_id = ${of.campaign}) AS decisions`,
  );
  const { items: n = 0, decisions: made = 0 } = found ?? {};
  return { items: n, decisions: made, leaves: of.size, total: 4 * n + 2 * made + of.size };
}

/** Says after each file, and after some receipts, how much of the work is done. */
function counting(pack: PackFile, weights: Weights, told: Progress | undefined): PackFile {
  if (!told) return pack;
  const { items: n, decisions: made, leaves: log, total } = weights;
  const weight: Record<string, number> = {
    "items.csv": n,
    "population.csv": n,
    "evidence.jsonl": n,
    "drafts.jsonl": n,
    "decisions.csv": made,
    "leaves.jsonl": log,
  };
  let done = 0;
  let said = 0;
  return {
    ...pack,
    async add(name, chunks) {
      await pack.add(name, chunks);
      done += name.startsWith("proofs/") ? 1 : (weight[name] ?? 0);
      if (done - said < total / 50) return;
      said = done;
      told(Math.min(done, total), total);
    },
  };
}
