import { database } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { openAwsIam } from "./aws-iam";
import { isAwsList } from "./aws-shapes";
import { shown } from "./cells";
import { putInForce } from "./commands";
import { onlyFile } from "./detect";
import { openFolder } from "./folder";
import { type ImportJobRow, leaveUnchanged, noteProgress } from "./import-job";
import { kindNames, kindOfFile, kinds } from "./kinds";
import { countRows, openSnapshot, removeRows, settleManagerRows, settleRows, stageRows } from "./loading";
import { type Mapping, mapping as mappingSchema } from "./mapping";
import { countsOf, lastMapping } from "./queries";
import { inputAt, keepRaw, type RawCopy } from "./raw";
import type { Reading } from "./reader";
import type { Line } from "./record";
import { mustTieOut, tiedAll } from "./rules";
import type { FileTieOut, ImportCounts, Phase } from "./schema";
import { openSingleCsv } from "./single-csv";
import type { snapshotTables } from "./staging";
import { fits, suggestForFile } from "./suggest-file";

/** How far an import is: bytes of the present phase, rows of the whole. */
export type Progress = {
  phase: Phase;
  bytes: number;
  bytesRead: number;
  rowsRead: number;
  rowsSettled: number;
};

/** The worker's own rights for one import. */
export const systemCtx = (job: string): Ctx => ({
  actor: { kind: "system", name: "import" },
  requestId: job,
});

/** Records a transaction of a settling import: the embedded database does nothing else meanwhile. */
export async function stretchFor(): Promise<number> {
  return (await database()).kind === "pglite" ? 2_000 : 20_000;
}

/** The embedded database answers without ever waiting; without this nothing else of the process would run meanwhile. */
const othersTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Input rows a staging transaction. */
const batchRows = 5_000;
const megabyte = 1 << 20;

/** The steps of one import, in order; whatever they throw leaves the snapshot before in force. */
export async function importSteps(
  job: ImportJobRow,
  place: string,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<ImportCounts> {
  const run = new Run(job, onProgress);
  const raw = await run.keep(place);
  const mapping = raw.format === "csv" ? await mappingFor(run, job, raw) : undefined;
  const reading = await openReading(raw, job.sourceName, mapping, run.seen);
  const opened = await perform(run.ctx, openSnapshot, {
    job: job.id,
    format: raw.format,
    sha256: raw.sha256,
    bytes: raw.bytes,
    rawPath: raw.rawPath,
    parameters: { format: raw.format, ...(mapping ? { mapping } : {}) },
  });
  if (opened.unchanged) {
    await perform(run.ctx, leaveUnchanged, { job: job.id, snapshot: opened.snapshot });
    run.say("unchanged");
    return answer(run, opened.snapshot, true);
  }
  const { snapshot } = opened;
  const counted = await run.stage(snapshot, reading);
  await run.settle(snapshot);
  const { stored, aside, circle } = await perform(run.ctx, countRows, { job: job.id, snapshot });
  if (circle.length) throw circular(circle);
  if (!stored.agree)
    throw new AppError(
      "rule",
      "tie-out",
      "The rows stored are not the rows checked. Nothing was changed; report this.",
    );
  const { total, files } = tiedAll(tallied(counted.read, stored.files, aside));
  mustTieOut(files, aside.find((a) => a.firstReason)?.firstReason ?? undefined);
  run.say("putting in force");
  await perform(run.ctx, noteProgress, { job: job.id, phase: "putting in force" });
  await refreshStatistics([...kindNames.map((k) => kinds[k].table), "snapshot_reject"]);
  const { identities, accounts, entitlements, grants } = stored.kinds;
  await execute(run.ctx, putInForce, {
    job: job.id,
    snapshot,
    tieOut: { ...total, files, raw: raw.hashes, notes: reading.notes },
    complete: counted.whole,
    counts: { identities, accounts, entitlements, grants },
    ...(mapping ? { mapping } : {}),
  });
  await refreshStatistics(["account_match", "source", "snapshot"]);
  run.say("done");
  await removeAll(run.ctx, snapshot, ["import_row"]);
  return answer(run, snapshot, false);
}

/** Takes a snapshot's rows out of tables, some at a time. */
export async function removeAll(
  ctx: Ctx,
  snapshot: number,
  tables: readonly (typeof snapshotTables)[number][],
): Promise<void> {
  const most = (await stretchFor()) * 5;
  for (const table of tables)
    while ((await perform(ctx, removeRows, { snapshot, table, most })) > 0) await othersTurn();
}

async function answer(run: Run, snapshot: number, unchanged: boolean): Promise<ImportCounts> {
  const { counts, tieOut } = await read(run.ctx, countsOf, { snapshot });
  if (!tieOut) throw new Error("A snapshot in force has no tie-out.");
  const { read: all, stored, duplicates, rejected, holds } = tieOut;
  return {
    snapshot,
    ...counts,
    rejected,
    tieOut: { read: all, stored, duplicates, rejected, holds },
    unchanged,
  };
}

/** What the job says, else what the source was last read with if that still fits, else what the header suggests. */
async function mappingFor(run: Run, job: ImportJobRow, raw: RawCopy): Promise<Mapping> {
  if (job.mapping) return mappingSchema.parse(job.mapping);
  const { header, mapping } = await suggestForFile(onlyFile(raw.files));
  const kept = await read(run.ctx, lastMapping, { source: job.sourceName });
  const remembered = mappingSchema.safeParse(kept.mapping);
  if (remembered.success && fits(remembered.data, header)) return remembered.data;
  const usable = mappingSchema.safeParse(mapping);
  if (usable.success) return usable.data;
  throw new AppError(
    "invalid",
    "mapping",
    `${onlyFile(raw.files).name}: no column could be recognised as the account; its header is ${header.slice(0, 20).join(", ")}. Import it on the Sources page, where the columns can be mapped.`,
  );
}

function openReading(
  raw: RawCopy,
  source: string,
  mapping: Mapping | undefined,
  seen: (bytes: number) => void,
): Promise<Reading> {
  if (raw.format === "folder") return openFolder(raw.files, seen);
  if (raw.format === "aws-iam") return openAwsIam(onlyFile(raw.files), seen);
  if (!mapping) throw new Error("A single CSV is read by a mapping.");
  return openSingleCsv(onlyFile(raw.files), mapping, mapping.application ?? source, seen);
}

/** Adds what the reader counted to what the database did. */
function tallied(
  read: Readonly<Record<string, number>>,
  stored: Readonly<Record<string, number>>,
  aside: readonly { file: string; duplicates: number; rejected: number }[],
): Record<string, Omit<FileTieOut, "holds">> {
  const names = [...new Set([...Object.keys(read), ...Object.keys(stored), ...aside.map((a) => a.file)])];
  return Object.fromEntries(
    names.map((name) => {
      const away = aside.find((a) => a.file === name);
      return [
        name,
        {
          read: read[name] ?? 0,
          stored: stored[name] ?? 0,
          duplicates: away?.duplicates ?? 0,
          rejected: away?.rejected ?? 0,
        },
      ];
    }),
  );
}

function circular(circle: readonly string[]): AppError {
  const [only] = circle;
  const above = [...circle.slice(1, 10), ...(circle.length > 10 ? [] : [only ?? ""])].map(shown);
  const said =
    circle.length === 1
      ? `${shown(only ?? "")} is their own manager`
      : `${shown(only ?? "")} is managed by ${above.join(", who is managed by ")}${circle.length > 10 ? `, and so on through ${circle.length} identities` : ""}`;
  return new AppError(
    "rule",
    "manager-circle",
    `Managers go in a circle: ${said}. Correct manager_id, or leave it empty for whoever is at the top, and import again.`,
  );
}

/** The planner knows nothing of what was just loaded; the embedded database never looks by itself. */
async function refreshStatistics(tables: readonly string[]): Promise<void> {
  const { executeSql } = await database();
  for (const table of tables) {
    await executeSql(`ANALYZE "${table}"`);
    await othersTurn();
  }
}

/** One import's bookkeeping between the steps. */
class Run {
  readonly ctx: Ctx;
  readonly #job: ImportJobRow;
  readonly #onProgress: (progress: Progress) => void;
  readonly #progress: Progress = { phase: "hashing", bytes: 0, bytesRead: 0, rowsRead: 0, rowsSettled: 0 };

  constructor(job: ImportJobRow, onProgress: (progress: Progress) => void) {
    this.ctx = systemCtx(job.id);
    this.#job = job;
    this.#onProgress = onProgress;
  }

  say(phase: Phase): void {
    this.#progress.phase = phase;
    this.#onProgress({ ...this.#progress });
  }

  readonly seen = (bytes: number): void => {
    this.#progress.bytesRead += bytes;
  };

  async keep(place: string): Promise<RawCopy> {
    const input = await inputAt(place);
    this.#progress.bytes = input.files.reduce((sum, f) => sum + f.bytes, 0);
    this.say("hashing");
    let told = 0;
    let telling: Promise<unknown> = Promise.resolve();
    const raw = await keepRaw(input, asked(this.#job.format), env().data, this.#job.id, (bytes) => {
      this.seen(bytes);
      if (this.#progress.bytesRead - told < 64 * megabyte) return;
      told = this.#progress.bytesRead;
      const { bytesRead, bytes: all } = this.#progress;
      telling = telling.then(() =>
        perform(this.ctx, noteProgress, { job: this.#job.id, bytes: all, bytesRead }),
      );
      telling.catch(() => undefined);
      this.say("hashing");
    });
    await telling;
    this.#progress.bytes = raw.bytes;
    this.#progress.bytesRead = 0;
    await perform(this.ctx, noteProgress, {
      job: this.#job.id,
      format: raw.format,
      bytes: raw.bytes,
      bytesRead: 0,
    });
    return raw;
  }

  /** @returns rows read by file, and whether no row that could show access was unreadable */
  async stage(snapshot: number, reading: Reading): Promise<{ read: Record<string, number>; whole: boolean }> {
    const read: Record<string, number> = {};
    let whole = true;
    let lines: Line[] = [];
    this.say("reading");
    const flush = async () => {
      if (lines.length === 0) return;
      const batch = { from: this.#progress.rowsRead + 1, lines };
      const { bytesRead } = this.#progress;
      await perform(this.ctx, stageRows, { job: this.#job.id, snapshot, batch, bytesRead });
      this.#progress.rowsRead += lines.length;
      lines = [];
      this.say("reading");
    };
    for await (const line of reading.lines) {
      read[line.file] = (read[line.file] ?? 0) + 1;
      if ("reject" in line && showsAccess(line.file)) whole = false;
      lines.push(line);
      if (lines.length === batchRows) await flush();
    }
    await flush();
    await refreshStatistics(["import_row"]);
    return { read, whole };
  }

  async settle(snapshot: number): Promise<void> {
    const step = { job: this.#job.id, snapshot, most: await stretchFor() };
    await perform(this.ctx, noteProgress, { job: this.#job.id, phase: "checking" });
    this.say("checking");
    for (const kind of kindNames) {
      let after: number | null = 0;
      while (after !== null) {
        after = await perform(this.ctx, settleRows, { ...step, kind, after });
        await othersTurn();
      }
      this.say("checking");
    }
    let after: number | null = 0;
    while (after !== null) {
      after = await perform(this.ctx, settleManagerRows, { ...step, after });
      await othersTurn();
    }
  }
}

const asked = (format: string) =>
  format === "folder" || format === "csv" || format === "aws-iam" ? format : ("auto" as const);

/** Whether an unread row of this file could hide access. Every file but some of an import folder's could. */
function showsAccess(file: string): boolean {
  const kind = isAwsList(file) ? undefined : kindOfFile(file);
  return kind ? kinds[kind].showsAccess : true;
}
