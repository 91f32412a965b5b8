import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { catalogueEntry } from "@/db/schema/catalogue";
import { setting } from "@/db/schema/people";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { renewThese } from "@/lib/catalogue/lines";
import { contentHash } from "@/lib/catalogue/rules";
import { entitlementKey, wordsSchema } from "@/lib/catalogue/schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { connectionsNow, problemWith } from "./connections";
import { inForce } from "./drafter-in-force";
import { currentEntries, entryKey, sourceNames } from "./entries";
import {
  appendDrafts,
  endTasks,
  giveToItems,
  lastNumbers,
  lockedItems,
  outputHash,
  recorded,
  stillMine,
} from "./recording";
import { by, drafted, hex, MOST_AT_ONCE } from "./schema";

/**
 * Records drafts, a batch for each drafter: the rows are appended, one log entry commits to all of a batch, and each open item that
 * nobody has been served yet gets the last of its drafts. What was served before its draft came stays as it was served. Writes
 * nothing of a task that this run no longer has, so no item is drafted twice.
 */
export const record = command({
  name: "drafting.record",
  permission: "draft.record",
  input: z.object({
    campaign: z.uuid(),
    run: z.string(),
    batches: z
      .array(z.object({ by, drafts: z.array(drafted).min(1).max(MOST_AT_ONCE) }))
      .min(1)
      .max(8),
  }),
  load: async (tx, input) => {
    const [found] = await tx
      .select({ status: campaign.status })
      .from(campaign)
      .where(eq(campaign.id, input.campaign))
      .for("share");
    if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
    return found;
  },
  run: async (tx, { input, subject, now }) => {
    if (subject.status !== "launched" && subject.status !== "launching")
      throw new AppError("conflict", "campaign-ended", "This campaign is over, so no draft is added to it.");
    const batches = input.batches.map((b) => ({ ...b, id: uuid7(now.getTime()) }));
    const all = batches.flatMap((b) => b.drafts.map((d) => ({ ...d, batch: b.id, by: b.by })));
    const mine = await stillMine(tx, input.run, all);
    const items = await lockedItems(tx, [...new Set(mine.map((d) => d.item))]);
    const current = mine.filter((d) => items.get(d.item)?.evidenceHash === d.evidenceHash);
    await endTasks(tx, mine, current, now);
    if (current.length === 0)
      throw new AppError("conflict", "draft-taken", "Another run has drafted these items meanwhile.");
    const numbers = await lastNumbers(tx, [...new Set(current.map((d) => d.item))]);
    const made = current.map((d) => {
      const n = (numbers.get(d.item) ?? 0) + 1;
      numbers.set(d.item, n);
      return { ...d, n, id: uuid7(now.getTime()), outputHash: outputHash(d.result) };
    });
    await appendDrafts(tx, input.campaign, made, now);
    await giveToItems(tx, made);
    const [first, ...rest] = batches.flatMap((b) => {
      const own = made.filter((d) => d.batch === b.id);
      return own.length > 0 ? [recorded(input.campaign, b.by, b.id, own)] : [];
    });
    if (!first) throw new Error("Drafts were made of no batch.");
    return {
      result: { recorded: made.length, dropped: made.reduce((sum, d) => sum + d.dropped.length, 0) },
      events: [first, ...rest],
    };
  },
});

/** Words that a model or a rule proposed, on their way to the catalogue. */
const proposal = z.object({
  ...entitlementKey.shape,
  ...wordsSchema.shape,
  version: z.number().int().nonnegative(),
  inputHash: hex,
  outputHash: hex,
});

/**
 * Keeps proposed words as unverified: never over what somebody wrote or verified, nor over what came meanwhile. Vouching for
 * them is the owner's act, entry by entry.
 */
export const keepWording = command({
  name: "drafting.keep_wording",
  permission: "draft.record",
  input: z.object({
    kind: z.enum(["model", "rules"]),
    provider: z.string(),
    model: z.string(),
    promptVersion: z.string(),
    promptHash: hex,
    proposals: z.array(proposal).min(1).max(50),
  }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const { proposals, ...by } = input;
    const current = await currentEntries(tx, proposals);
    const free = proposals.flatMap((p) => {
      const before = current.get(entryKey(p.source, p.entitlement));
      const open = before === undefined || before.state === "none" || before.state === "proposed";
      return open && (before?.version ?? 0) === p.version ? [{ ...p, ownerId: before?.ownerId ?? null }] : [];
    });
    if (free.length === 0) throw new AppError("conflict", "worded", "These entitlements have words by now.");
    const made = free.map(({ inputHash, outputHash, ...p }) => ({
      ...p,
      version: p.version + 1,
      hash: contentHash({ ...p, risk: null }),
      origin: { ...by, inputHash, outputHash },
    }));
    const kept = await tx
      .insert(catalogueEntry)
      .values(
        made.map(({ source, entitlement, ...m }) => ({
          ...m,
          sourceId: source,
          entitlementId: entitlement,
          state: "proposed" as const,
          at: now,
        })),
      )
      .onConflictDoNothing()
      .returning({ source: catalogueEntry.sourceId, entitlement: catalogueEntry.entitlementId });
    const there = new Set(kept.map((k) => entryKey(k.source, k.entitlement)));
    await renewThese(tx, kept);
    const names = await sourceNames(tx);
    const [first, ...rest] = made
      .filter((m) => there.has(entryKey(m.source, m.entitlement)))
      .map(
        (m): AuditEvent => ({
          type: "catalogue.written",
          refs: { prompt: `sha256:${by.promptHash}`, model: `${by.provider}/${by.model}` },
          data: {
            source: names.get(m.source) ?? String(m.source),
            entitlement: m.entitlement,
            version: m.version,
            state: "proposed",
            entry: `sha256:${m.hash}`,
          },
        }),
      );
    if (!first) throw new AppError("conflict", "worded", "These entitlements have words by now.");
    return { result: { kept: kept.length }, events: [first, ...rest] };
  },
});

/**
 * Lets models draft, or stops them at once for everybody (I18); an administrator's act, in the log. On needs a version that a
 * second person approved and that this server reaches; off needs nothing.
 */
export const setModel = command({
  name: "drafting.set_model",
  permission: "draft.start",
  input: z.object({ model: z.enum(["on", "off"]) }),
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    if (input.model === "on") await mustBeReady(tx);
    const row = { value: input.model, changedAt: now, changedBy: personOf(actor) ?? "" };
    await tx
      .insert(setting)
      .values({ key: "model", ...row })
      .onConflictDoUpdate({ target: setting.key, set: row });
    return {
      result: { model: input.model },
      events: [{ type: "settings.changed", data: { setting: "model", to: input.model } }],
    };
  },
});

async function mustBeReady(tx: Tx): Promise<void> {
  const version = await inForce(tx);
  if (!version)
    throw new AppError(
      "rule",
      "no-model",
      "No version has been approved: draft one under Settings, have it evaluated, and let another person approve it.",
    );
  const problem = problemWith(version.settings, connectionsNow());
  if (problem) throw new AppError("rule", "no-model", problem);
}
