import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { campaign, campaignIncompatible, campaignSource } from "@/db/schema/campaigns";
import { startLog } from "@/lib/audit-log/key";
import type { Ctx } from "@/lib/auth/actor";
import { unassignedPerson } from "@/lib/auth/sign-in";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { assemble } from "@/lib/evidence/assemble";
import { weightsOf } from "@/lib/evidence/need-weights";
import { setRef } from "@/lib/evidence/rules";
import { counted, listed } from "@/lib/evidence/words";
import { rulesOf } from "@/lib/rules/in-force";
import { refreshStatistics } from "@/lib/sources/run";
import { commitArms, drawArms } from "./arms";
import { assignReviewers } from "./assignment";
import type { Reviewer } from "./assignment-sql";
import { commitChallenges, drawChallenges } from "./challenges";
import { lockCampaign, refuseLaunch } from "./commands";
import { writeCoverage } from "./coverage";
import { setProgress } from "./launch-progress";
import { mustBeWhole, stagedTieOut, type Whole, wholeOf, writeCampaign, writtenTieOut } from "./materialise";
import { findReviewer } from "./reviewers";
import { itemRoot } from "./roots";
import { move, mustTieOut } from "./rules";
import { type Launched, settings } from "./schema";
import { mentions, parseScope } from "./scope";
import { excludeByFindings, type Report, stagePopulation } from "./staging";

/** Somebody a campaign names; "Unassigned" stands for nobody. */
async function nominee(tx: Tx, id: string, unassigned: string, field: string): Promise<Reviewer> {
  if (id === unassigned) return { id, name: "Unassigned", email: null, key: null };
  const who = await findReviewer(tx, id, field);
  if (!who) throw new Error("A campaign names somebody who is not there.");
  return who;
}

async function frozenFrom(tx: Tx, id: string, unassigned: string, c: typeof campaign.$inferSelect) {
  const sources = await tx.select().from(campaignSource).where(eq(campaignSource.campaignId, id));
  const barred = await tx.select().from(campaignIncompatible).where(eq(campaignIncompatible.campaignId, id));
  return {
    snapshots: sources.map((s) => s.snapshotId).sort((a, b) => a - b),
    builders: barred.map((b) => b.personId),
    fallback: await nominee(tx, c.fallbackId, unassigned, "fallback"),
    named: c.reviewerId ? await nominee(tx, c.reviewerId, unassigned, "reviewer") : null,
  };
}

/**
 * Makes the population of a staged campaign in one transaction: every grant's fate, evidence, reviewers, items. Either all of
 * it stands and ties out, or nothing does (I9).
 * @throws AppError rule with the sentence that the campaign is then refused with
 */
export const materialise = command({
  name: "campaigns.materialise",
  permission: "campaign.materialise",
  input: z.object({ campaign: z.uuid() }),
  load: async (tx, input) => {
    const c = await lockCampaign(tx, input.campaign);
    if (c.status !== "launching")
      throw new AppError("conflict", "not-launching", `${c.name} is not waiting to be launched.`);
    return c;
  },
  run: async (tx, { subject: c, now }) => {
    const report: Report = (progress) => setProgress(c.id, progress);
    const unassigned = await unassignedPerson();
    const { snapshots, builders, fallback, named } = await frozenFrom(tx, c.id, unassigned, c);
    const scope = parseScope(c.scope);
    const [there] = await rows<{ n: number }>(
      tx,
      sql`SELECT count(*)::int AS n FROM snap_grant WHERE snapshot_id IN ${snapshots}`,
    );
    const grants = there?.n ?? 0;
    const chosen = settings.parse(c.settings);
    const { subjects: asked, rules: frozen, needWeights } = chosen;
    if (!frozen) throw new Error("A campaign was staged without a version of the rules.");
    const items = await stagePopulation(tx, { scope, asked, snapshots, at: now, grants }, report);
    const all = await wholeOf(tx, snapshots);
    mustTieOut(await stagedTieOut(tx, all));
    mustHave(items, c.scope, all);
    report({ phase: "Gathering evidence", done: 0, total: items });
    await assemble(tx, {
      campaignId: c.id,
      rules: await rulesOf(tx, frozen),
      weights: needWeights && (await weightsOf(tx, needWeights.hash)),
      // What the findings then exclude must not have been frozen.
      frozenAt: mentions(scope, "finding") ? undefined : now,
      onProgress: (done, total) => report({ phase: "Gathering evidence", done, total }),
    });
    await excludeByFindings(tx, scope, items);
    const bound = await assignReviewers(
      tx,
      { mode: c.reviewerMode, named, fallback, unassigned, builders, items, at: now },
      report,
    );
    await mustBeWhole(tx);
    const lots = await drawArms(tx, { shares: chosen, items }, report);
    const challenges = await drawChallenges(
      tx,
      {
        on: chosen.challengeItems,
        rules: (await rulesOf(tx, frozen)).rules,
        snapshots,
        items,
        at: now,
      },
      report,
    );
    const { reviewers } = await writeCampaign(tx, { campaign: c.id, items, at: now }, report);
    await writeCoverage(tx, c.id);
    const tieOut = await writtenTieOut(tx, c.id, all);
    const made = tieOut.items + tieOut.credentials.items + tieOut.identities.items;
    mustHave(made, c.scope, all);
    const root = await itemRoot(tx, c.id, "evidence");
    const committed = lots ? await commitArms(tx, { campaign: c.id, ...lots, at: now }) : [];
    const madeUp = challenges ? await commitChallenges(tx, { campaign: c.id, ...challenges, at: now }) : [];
    move(c, "launched");
    await tx
      .update(campaign)
      .set({ status: "launched", launchedAt: now, items: made, root, tieOut })
      .where(eq(campaign.id, c.id));
    const result: Launched = { campaign: c.id, items: made, reviewers, tieOut };
    const { holds: _, ...equation } = tieOut;
    return {
      result,
      events: [
        {
          type: "campaign.launched",
          campaign: c.id,
          refs: { settings: `sha256:${c.settingsHash}`, rules: setRef(frozen.version, frozen.hash) },
          data: { items: made, reviewers, root: `sha256:${root}`, tie_out: equation, snapshots },
        },
        ...committed,
        ...madeUp,
        ...bound,
      ],
      jobs: [{ name: "draft.campaign", data: { campaign: c.id }, key: c.id }],
    };
  },
});

function mustHave(items: number, scope: string, all: Whole): void {
  if (items > 0) return;
  const there = [
    [all.grants, "grant", "grants"],
    [all.credentials, "credential", "credentials"],
    [all.identities, "non-human identity", "non-human identities"],
  ] as const;
  const some = there.filter(([n]) => n > 0).map(([n, one, many]) => counted(n, one, many));
  throw new AppError(
    "rule",
    "empty",
    some.length === 0
      ? "The sources chosen hold no grants, credentials or non-human identities, so there is nothing to review."
      : `None of the ${listed(some)} is in scope (${scope || "everything"}), so there is nothing to review.`,
  );
}

const launcher = (requestId: string): Ctx => ({ actor: { kind: "system", name: "launch" }, requestId });

/**
 * Runs a staged launch to its end. What a rule refuses, or what fails, leaves the campaign `refused` with the sentence and
 * nothing else written.
 * @throws whatever ended it
 */
export async function runLaunch(id: string, requestId: string): Promise<Launched> {
  const ctx = launcher(requestId);
  let made: Launched;
  try {
    setProgress(id, { phase: "Reading the grants", done: 0, total: null });
    await startLog();
    made = await execute(ctx, materialise, { campaign: id });
  } catch (error) {
    const known = error instanceof AppError;
    if (known && (error.slug === "not-launching" || error.code === "not_found")) throw error;
    const problem = known
      ? error.message
      : `The launch failed on our side and nothing of it was written; the number ${requestId} tells an administrator where to look.`;
    await execute(ctx, refuseLaunch, { campaign: id, problem });
    throw error;
  } finally {
    setProgress(id, null);
  }
  await refreshStatistics(["item", "review"]);
  return made;
}
