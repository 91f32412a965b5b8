import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { importJob, manualMatch, snapshot, source } from "@/db/schema/snapshots";
import type { Actor } from "@/lib/auth/actor";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { applyManualMatch, renewMatches } from "./correlate";
import { runningJob } from "./import-job";
import { mapping } from "./mapping";
import { matchInput, setModelInput, tieOut } from "./schema";

const count = z.number().int().nonnegative();

/** Accounts a statement of the correlation; between two the embedded database lets others run. */
const stretch = 2_000;

/**
 * Puts a snapshot that is loaded and ties out in force: the one before is superseded, accounts are matched anew, and what
 * was asked to be removed is looked for.
 */
export const putInForce = command({
  name: "source.put_in_force",
  permission: "source.load",
  input: z.strictObject({
    job: z.uuid(),
    snapshot: z.number().int(),
    tieOut,
    complete: z.boolean(),
    counts: z.strictObject({ identities: count, accounts: count, entitlements: count, grants: count }),
    mapping: mapping.optional(),
  }),
  load: async (tx, input) => {
    // Two sources that go in force together would each miss the other's accounts.
    await rows(tx, sql`SELECT pg_advisory_xact_lock(hashtext('account match'))`);
    const job = await runningJob(tx, input.job);
    const [loaded] = await tx.select().from(snapshot).where(eq(snapshot.id, input.snapshot)).for("update");
    if (job.snapshotId !== input.snapshot || loaded?.status !== "loading")
      throw new AppError("conflict", "stopped", "This import was stopped meanwhile. Start it again.");
    const [of] = await tx.select().from(source).where(eq(source.id, loaded.sourceId)).for("update");
    if (!of) throw new Error("The snapshot's source is gone.");
    return { loaded, source: of };
  },
  run: async (tx, { input, subject, now }) => {
    if (!input.tieOut.holds)
      throw new AppError("rule", "tie-out", "A snapshot that does not tie out cannot go in force.");
    const { loaded, source: of } = subject;
    if (of.currentSnapshotId)
      await tx.update(snapshot).set({ status: "superseded" }).where(eq(snapshot.id, of.currentSnapshotId));
    await tx
      .update(snapshot)
      .set({ status: "in_force", tieOut: input.tieOut, complete: input.complete, ...input.counts })
      .where(eq(snapshot.id, loaded.id));
    await tx
      .update(source)
      .set({ currentSnapshotId: loaded.id, format: loaded.format, mapping: input.mapping ?? null })
      .where(eq(source.id, of.id));
    const changed = { id: of.id, snapshot: loaded.id };
    await renewMatches(tx, changed, stretch, () => new Promise((resolve) => setImmediate(resolve)));
    await tx
      .update(importJob)
      .set({ state: "done", phase: "done", finishedAt: now, rowsSettled: input.tieOut.read, beatAt: now })
      .where(eq(importJob.id, input.job));
    const { read, stored, duplicates, rejected } = input.tieOut;
    return {
      result: { snapshot: loaded.id, source: of.id },
      events: [
        {
          type: "snapshot.imported",
          data: {
            snapshot: loaded.id,
            source: of.name,
            format: loaded.format,
            as_of: loaded.asOf.toISOString(),
            sha256: `sha256:${loaded.sha256}`,
            read,
            stored,
            duplicates,
            rejected,
          },
        },
      ],
      jobs: [
        { name: "remediation.observe", data: { source: of.id, snapshot: loaded.id } },
        { name: "catalogue.count", data: { source: of.id } },
      ],
    };
  },
});

function matcher(actor: Actor): string {
  const person = personOf(actor);
  if (!person) throw new AppError("forbidden", "role", "An account is matched by a person.");
  return person;
}

/** An administrator says who holds an account that nothing else matched. It outlives imports. */
export const matchAccount = command({
  name: "source.match",
  permission: "source.match",
  input: matchInput.extend({ key: z.string().max(100).optional() }),
  idempotent: true,
  load: async (tx, input) => {
    const [account] = await rows<{ source: string; how: string }>(
      tx,
      sql`SELECT s.name AS source, m.how FROM account_match m JOIN source s ON s.id = m.source_id
        WHERE m.source_id = ${input.source} AND m.account_id = ${input.account} FOR UPDATE OF m`,
    );
    if (!account) throw new AppError("not_found", "account", "This account is not in the source any more.");
    const [identity] = await rows<{ source: string }>(
      tx,
      sql`SELECT s.name AS source FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
        WHERE s.id = ${input.identitySource} AND i.id = ${input.identity}`,
    );
    if (!identity)
      throw new AppError(
        "not_found",
        "identity",
        "This identity is not in its source any more. Choose another.",
      );
    return { account, identity };
  },
  run: async (tx, { input, subject, actor, now }) => {
    const { account, identity } = subject;
    if (!["none", "ambiguous", "manual"].includes(account.how))
      throw new AppError(
        "conflict",
        "matched",
        "This account has been matched by its source meanwhile, so it needs no match by hand.",
      );
    const reasonId = uuid7(now.getTime());
    const values = {
      identitySourceId: input.identitySource,
      identityId: input.identity,
      reasonId,
      matchedBy: matcher(actor),
      matchedAt: now,
    };
    await tx
      .insert(manualMatch)
      .values({ sourceId: input.source, accountId: input.account, ...values })
      .onConflictDoUpdate({ target: [manualMatch.sourceId, manualMatch.accountId], set: values });
    await applyManualMatch(tx, input);
    return {
      result: { how: "manual" as const },
      events: [
        {
          type: "settings.changed",
          words: { id: reasonId, payload: { reason: input.reason } },
          data: {
            setting: "account match",
            to: `${account.source}/${input.account} → ${identity.source}/${input.identity}`,
          },
        },
      ],
    };
  },
});

/** Whether anything of a source may go to a model. What is drafted stays; from now on rules draft its items, or a model may again. */
export const setSourceModel = command({
  name: "source.set_model",
  permission: "draft.start",
  input: setModelInput,
  load: async (tx, input) => {
    const [found] = await tx.select().from(source).where(eq(source.id, input.id)).for("update");
    if (!found) throw new AppError("not_found", "source", "This source does not exist.");
    return found;
  },
  run: async (tx, { input, subject }) => {
    await tx
      .update(source)
      .set({ modelOff: input.model === "off" })
      .where(eq(source.id, input.id));
    return {
      result: { model: input.model },
      events: [
        { type: "settings.changed", data: { setting: `model for source ${subject.name}`, to: input.model } },
      ],
    };
  },
});
