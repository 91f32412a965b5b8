import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { exportFile } from "@/db/schema/jobs";
import { figuresKept, retentionPurged } from "@/db/schema/retention";
import { snapshot } from "@/db/schema/snapshots";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import type { Actor } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { toKeep } from "@/lib/oversight/kept-figures";
import { figuresOf } from "@/lib/oversight/queries";
import { figuresHash } from "@/lib/oversight/response-schema";
import { figures } from "@/lib/oversight/schema";
import { duePacks, dueRawFiles, dueWords, type Found } from "./due-sql";
import { enterRetention } from "./holds";
import { classes } from "./schema";
import { byCampaign, emptyWords } from "./words-of";

/** Rows a step; a step is a transaction with its entry in the log. */
const most = 5_000;
/** Words a step: as many as an entry of the log can name. */
const mostWords = 500;

const nothingDue = () => new AppError("conflict", "nothing-due", "Nothing of this class is past its time.");

/**
 * One step of a purge: what is past its time of one campaign, or one file. Nothing due is a refusal, so that there is no entry
 * without something that went. A file itself is deleted afterwards (`sweepFiles`): what is not committed has deleted nothing.
 * @returns how many rows or words went, or 1 for a file
 */
export const purgeStep = command({
  name: "retention.purge",
  permission: "retention.purge",
  input: z.object({ class: z.enum(classes) }),
  load: async (tx) => enterRetention(tx),
  run: async (tx, { input, now }) => {
    const [period] = await rows<{ days: number }>(tx, sql`SELECT retention_days(${input.class}) AS days`);
    const about = { class: input.class, days: period?.days ?? 0 };
    if (input.class === "raw_file") return done(1, [await purgeRawFile(tx, about, now)]);
    if (input.class === "pack") return done(1, [await purgePack(tx, about, now)]);
    if (input.class === "reason") return purgeWords(tx, about, now);
    return purgeRows(tx, { ...about, class: input.class }, now);
  },
});

type About = { class: (typeof classes)[number]; days: number };

const done = (gone: number, events: Events) => ({ result: { gone }, events });

/** The database's own function deletes them: nothing else can. */
async function purgeRows(tx: Tx, about: About, now: Date) {
  let step = await purged(tx, about.class, now);
  // A campaign that had nothing of it is marked as done; on to the next.
  while (step && step.gone === 0) step = await purged(tx, about.class, now);
  if (!step) throw nothingDue();
  const { campaign, gone, figures } = step;
  return done(gone, [
    {
      type: "retention.purged",
      data: { ...about, rows: gone, of: campaign, ...(figures ? { figures } : {}) },
    },
  ]);
}

async function purged(tx: Tx, of: string, now: Date) {
  const figures = of === "timing" ? await keepFigures(tx, now) : undefined;
  const [step] = await rows<{ campaign: string; gone: number }>(
    tx,
    sql`SELECT campaign, gone::int AS gone FROM retention_purge(${of}, ${now.toISOString()}::timestamptz, ${most})`,
  );
  return step && { ...step, figures };
}

/** Before the first times of a campaign go, the figures counted from them are kept. Gives their hash. */
async function keepFigures(tx: Tx, now: Date): Promise<string | undefined> {
  const [due] = await rows<{ campaign: string }>(
    tx,
    sql`SELECT d.campaign FROM retention_due('timing', ${now.toISOString()}::timestamptz) AS d (campaign)
      WHERE EXISTS (SELECT 1 FROM timing t WHERE t.campaign_id = d.campaign)
        AND NOT EXISTS (SELECT 1 FROM figures_kept k WHERE k.campaign_id = d.campaign)`,
  );
  if (!due) return undefined;
  const actor: Actor = { kind: "system", name: "retention" };
  const counted = figures.parse(
    await figuresOf.run(tx, {
      input: { id: due.campaign },
      scope: { actor, personId: null, reach: "all" },
      subject: undefined,
    }),
  );
  await tx.insert(figuresKept).values({ campaignId: due.campaign, at: now, figures: toKeep(counted) });
  return figuresHash(counted);
}

async function purgeWords(tx: Tx, about: About, now: Date) {
  const { campaigns, words } = await dueWords(tx, about.days, now, mostWords);
  for (const id of campaigns)
    await tx
      .insert(retentionPurged)
      .values({ campaignId: id, class: "reason", at: now })
      .onConflictDoNothing();
  const [first, ...others] = byCampaign(words).map(
    ({ campaign, commits }): AuditEvent => ({
      type: "erasure.performed",
      ...(campaign ? { campaign } : {}),
      data: { commits, why: "retention" },
    }),
  );
  if (!first) throw nothingDue();
  await emptyWords(tx, words, now);
  return done(words.length, [first, ...others]);
}

async function purgeRawFile(tx: Tx, about: About, now: Date): Promise<AuditEvent> {
  const [due] = await dueRawFiles(tx, about.days, now, 1);
  if (!due) throw nothingDue();
  await tx.update(snapshot).set({ rawPath: null }).where(eq(snapshot.rawPath, due.path));
  return { type: "retention.purged", data: { ...about, rows: 1, file: `sha256:${due.sha256}` } };
}

async function purgePack(tx: Tx, about: About, now: Date): Promise<AuditEvent> {
  const [due] = await duePacks(tx, about.days, now, 1);
  if (!due) throw nothingDue();
  await tx.update(exportFile).set({ path: null, purgedAt: now }).where(eq(exportFile.id, due.id));
  return {
    type: "retention.purged",
    data: { ...about, rows: 1, file: `sha256:${due.sha256}`, ...of(due) },
  };
}

const of = ({ campaign }: Found) => (campaign ? { of: campaign } : {});
