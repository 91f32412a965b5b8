import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { withoutSecrets } from "@/lib/text/redact";
import { openAwsIam } from "./aws-iam";
import { putInForce } from "./commands";
import { onlyFile } from "./detect";
import { openFolder } from "./folder";
import { type ImportJobRow, leaveUnchanged, noteProgress } from "./import-job";
import { kindNames, kinds } from "./kinds";
import { countRows, openSnapshot } from "./loading";
import { circular } from "./managers";
import { type Mapping, mapping as mappingSchema } from "./mapping";
import { countsOf, lastMapping } from "./queries";
import type { RawCopy } from "./raw";
import { endUse } from "./raw-drop";
import type { Reading } from "./reader";
import { mustTieOut, tiedAll } from "./rules";
import { type Progress, Run, refreshStatistics, removeAll } from "./run";
import type { ImportCounts } from "./schema";
import { openSingleCsv } from "./single-csv";
import { fits, suggestForFile } from "./suggest-file";
import { tallied } from "./tally";

/** The steps of one import, in order; whatever they throw leaves the snapshot before in force. */
export async function importSteps(
  job: ImportJobRow,
  place: string,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<ImportCounts> {
  const run = new Run(job, onProgress);
  const { raw, mapping, reading, opened } = await begun(run, job, place).finally(() =>
    endUse(env().data, job.id),
  );
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
    tieOut: { ...total, files, raw: raw.hashes, notes: reading.notes.map((note) => withoutSecrets(note)) },
    complete: counted.whole,
    counts: { identities, accounts, entitlements, grants },
    ...(mapping ? { mapping } : {}),
  });
  await refreshStatistics(["account_match", "source", "snapshot"]);
  run.say("done");
  await removeAll(run.ctx, snapshot, ["import_row"]);
  return answer(run, snapshot, false);
}

/** Keeps the bytes and opens a snapshot for them, which from then on says that they are in use. */
async function begun(run: Run, job: ImportJobRow, place: string) {
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
  return { raw, mapping, reading, opened };
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
    `${onlyFile(raw.files).name}: no column could be recognised as the account; its header is ${header
      .slice(0, 20)
      .map((h) => withoutSecrets(h))
      .join(", ")}. Import it on the Sources page, where the columns can be mapped.`,
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
