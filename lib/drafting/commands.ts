import { eq } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { catalogueEntry } from "@/db/schema/catalogue";
import { draft } from "@/db/schema/drafts";
import { setting } from "@/db/schema/people";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import type { AuditEvent } from "@/lib/audit-log/events";
import { sha256 } from "@/lib/audit-log/sha256";
import { personOf } from "@/lib/auth/actor";
import { renewThese } from "@/lib/catalogue/lines";
import { contentHash } from "@/lib/catalogue/rules";
import { entitlementKey, wordsSchema } from "@/lib/catalogue/schema";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { currentEntries, entryKey, sourceNames } from "./entries";
import { draftsRoot, endTasks, giveToItems, lastNumbers, lockedItems, stillMine } from "./recording";
import { noteOf } from "./render";
import { drafted, hex, MOST_AT_ONCE } from "./schema";

/**
 * Records a batch of drafts: the rows are appended, one log entry commits to all of them, and each open item that nobody has
 * been served yet gets its draft. What was served before its draft came stays undrafted. Writes nothing of a task that this run
 * no longer has, so no item is drafted twice.
 */
export const record = command({
  name: "drafting.record",
  permission: "draft.record",
  input: z.object({
    campaign: z.uuid(),
    run: z.string(),
    provider: z.string(),
    model: z.string(),
    promptVersion: z.string(),
    promptHash: hex,
    drafts: z.array(drafted).min(1).max(MOST_AT_ONCE),
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
    const mine = await stillMine(tx, input);
    const items = await lockedItems(
      tx,
      mine.map((d) => d.item),
    );
    const current = mine.filter((d) => items.get(d.item)?.evidenceHash === d.evidenceHash);
    await endTasks(tx, mine, current, now);
    if (current.length === 0)
      throw new AppError("conflict", "draft-taken", "Another run has drafted these items meanwhile.");
    const numbers = await lastNumbers(
      tx,
      current.map((d) => d.item),
    );
    const made = current.map((d) => ({
      ...d,
      id: uuid7(now.getTime()),
      outputHash: toHex(sha256(toUtf8(canonicalRecord(d.result)))),
    }));
    await tx.insert(draft).values(
      made.map((d) => ({
        id: d.id,
        itemId: d.item,
        campaignId: input.campaign,
        n: (numbers.get(d.item) ?? 0) + 1,
        state: d.state,
        evidenceHash: d.evidenceHash,
        provider: input.provider,
        model: input.model,
        promptVersion: input.promptVersion,
        promptHash: input.promptHash,
        inputHash: d.inputHash,
        outputHash: d.outputHash,
        raw: d.raw,
        result: d.result,
        note: d.state === "failed" ? "" : noteOf(d.result),
        recommendation: d.result.recommendation,
        dropped: d.dropped,
        inputTokens: d.inputTokens,
        outputTokens: d.outputTokens,
        latencyMs: d.latencyMs,
        at: now,
      })),
    );
    await giveToItems(tx, made);
    const count = (state: string) => made.filter((d) => d.state === state).length;
    return {
      result: { recorded: made.length, dropped: made.reduce((sum, d) => sum + d.dropped.length, 0) },
      events: [
        {
          type: "draft.recorded",
          campaign: input.campaign,
          refs: { prompt: `sha256:${input.promptHash}`, model: `${input.provider}/${input.model}` },
          data: {
            drafts: made.length,
            root: `sha256:${draftsRoot(made)}`,
            ready: count("ready"),
            insufficient: count("insufficient"),
            failed: count("failed"),
          },
        },
      ],
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

/** Turns a hosted model on or off for everybody (I18); an administrator's act, in the log. */
export const setModel = command({
  name: "drafting.set_model",
  permission: "draft.start",
  input: z.object({ model: z.enum(["on", "off"]) }),
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    if (input.model === "on" && !env().ai)
      throw new AppError(
        "rule",
        "no-model",
        "No hosted model is set up: set AI_BASE_URL and AI_MODEL, start again, then turn it on.",
      );
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
