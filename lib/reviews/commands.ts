import { and, desc, eq, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item, review, served } from "@/db/schema/reviews";
import type { PrivateWords } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type Packet, ruleSet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { gate } from "./rules";
import { decideInput, signOffInput } from "./schema";

export const nothingHere = () =>
  new AppError(
    "not_found",
    "item",
    "There is no such item on your list; it may have been handed to somebody else.",
  );

/** The item with its review and campaign, its row locked; row-level security hides another's. */
export async function lockItem(tx: Tx, id: string) {
  const [found] = await tx
    .select({
      item,
      review,
      campaign: {
        id: campaign.id,
        name: campaign.name,
        status: campaign.status,
        fallbackId: campaign.fallbackId,
        settingsHash: campaign.settingsHash,
        seed: campaign.seed,
      },
    })
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(eq(item.id, id))
    .for("update", { of: item });
  if (!found) throw nothingHere();
  return { ...found, reviewerId: found.item.reviewerId, blocked: blockedOf(found.item.blocked) };
}

/** Written by the launch as identity → sentence. */
export function blockedOf(value: unknown): Record<string, string> {
  return value as Record<string, string>;
}

/** A person's own identity as "source/identity", null where none is bound. */
export async function identityOf(tx: Pick<Tx, "select">, personId: string): Promise<string | null> {
  const [who] = await tx.select().from(person).where(eq(person.id, personId));
  return who?.identityId && who.identitySourceId ? `${who.identitySourceId}/${who.identityId}` : null;
}

/** A person's words for `private_payload`, or nothing where nothing was written. */
export function wordsOf(text: string | undefined, at: Date): PrivateWords | undefined {
  return text ? { id: uuid7(at.getTime()), payload: { rationale: text } } : undefined;
}

async function servedTo(tx: Tx, itemId: string, personId: string) {
  const list = await tx
    .select()
    .from(served)
    .where(and(eq(served.itemId, itemId), eq(served.personId, personId)))
    .orderBy(desc(served.at), desc(served.id))
    .limit(50);
  const opened = list.find((s) => s.what === "opened");
  const revealed = opened && list.filter((s) => s.what === "revealed" && s.draftId === opened.draftId).at(-1);
  return { opened, revealed };
}

/**
 * Records one person's decision on one item: the gate rules, the row is appended, the counters move, and the log entry names
 * what was served. The answer carries the receipt.
 */
export const decide = command({
  name: "reviews.decide",
  permission: "item.decide",
  input: decideInput,
  idempotent: true,
  load: (tx, input) => lockItem(tx, input.item),
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const { opened, revealed } = await servedTo(tx, input.item, personId);
    const [packet] = await tx
      .select({ body: evidencePacket.body })
      .from(evidencePacket)
      .where(
        and(eq(evidencePacket.itemId, input.item), eq(evidencePacket.version, subject.item.packetVersion)),
      );
    const drafted = opened?.draftId ? await draftOf(tx, opened.draftId) : undefined;
    const ruling = gate(
      {
        campaign: subject.campaign,
        review: { signedOff: subject.review.signedOffAt !== null },
        item: { ...subject.item, blocked: subject.blocked },
        identity: await identityOf(tx, personId),
        served: opened,
        reveal: revealed,
        draft: drafted,
        packet: packetOf(packet?.body),
        today: dayIn(now, env().timeZone),
      },
      input,
    );
    const id = uuid7(now.getTime());
    const words = wordsOf(input.words, now);
    // What the demo decided says so in the row and in the leaf, also in a campaign that real people go on with.
    const seed =
      subject.campaign.seed ?? (actor.kind === "person" && actor.authn === "demo-seed" ? actor.authn : null);
    const first = subject.item.decisionId === null;
    const eligibility = {
      ...(subject.item.eligibility as Record<string, string>),
      reviewer: subject.item.reviewerBasis,
    };
    const [{ n } = { n: 0 }] = await rows<{ n: number }>(
      tx,
      sql`SELECT coalesce(max(n), 0)::int AS n FROM decision WHERE item_id = ${input.item}`,
    );
    await tx.insert(decision).values({
      id,
      itemId: input.item,
      campaignId: subject.campaign.id,
      n: n + 1,
      actorKind: "person",
      personId,
      outcome: input.outcome,
      until: input.until ?? null,
      target: input.target ?? null,
      disposition: ruling.disposition,
      recommendationSeen: ruling.recommendationSeen,
      firstChoice: ruling.firstChoice,
      reasonCode: input.reasonCode,
      rationaleId: words?.id ?? null,
      evidenceHash: input.evidence,
      draftId: input.draft?.id ?? null,
      draftHash: input.draft?.hash ?? null,
      arm: ruling.arm,
      supersedes: input.supersedes,
      eligibility,
      rulesPassed: subject.item.rulesPassed,
      findings: subject.item.findings,
      rulesUnknown: subject.item.rulesUnknown,
      ruleSet,
      servedAt: opened?.at ?? now,
      decidedAt: now,
      seed,
    });
    await tx
      .update(item)
      .set({
        state: "decided",
        decisionId: id,
        outcome: input.outcome,
        disposition: ruling.disposition,
        decidedAt: now,
      })
      .where(eq(item.id, input.item));
    await tx
      .update(review)
      .set({ lastDecidedAt: now, ...(first ? { decided: sql`${review.decided} + 1` } : {}) })
      .where(eq(review.id, subject.review.id));
    return {
      result: {
        decision: id,
        outcome: input.outcome,
        disposition: ruling.disposition,
        decidedAt: now.toISOString(),
      },
      events: [
        {
          type: "decision.recorded",
          campaign: subject.campaign.id,
          item: input.item,
          refs: {
            evidence: `sha256:${input.evidence}`,
            settings: `sha256:${subject.campaign.settingsHash}`,
            rules: ruleSet,
            ...(drafted
              ? {
                  draft: `sha256:${drafted.hash}`,
                  prompt: `sha256:${drafted.promptHash}`,
                  model: drafted.model,
                }
              : {}),
          },
          ...(words ? { words } : {}),
          data: {
            decision: id,
            outcome: input.outcome,
            ...(input.until ? { until: input.until } : {}),
            ...(input.target ? { target: input.target } : {}),
            disposition: ruling.disposition,
            recommendation_seen: ruling.recommendationSeen,
            ...(ruling.firstChoice ? { first_choice: ruling.firstChoice } : {}),
            reason_code: input.reasonCode,
            arm: ruling.arm,
            ...(input.supersedes ? { supersedes: input.supersedes } : {}),
            eligibility,
            rules_passed: subject.item.rulesPassed,
            findings: subject.item.findings,
            rules_unknown: subject.item.rulesUnknown,
            served_at: (opened?.at ?? now).toISOString(),
            ...(seed ? { seed } : {}),
          },
        },
      ],
    };
  },
});

async function draftOf(tx: Tx, id: string) {
  const [found] = await tx
    .select({ draft, withdrawn: draftWithdrawal.at })
    .from(draft)
    .leftJoin(draftWithdrawal, eq(draftWithdrawal.draftId, draft.id))
    .where(eq(draft.id, id));
  return found
    ? {
        id: found.draft.id,
        hash: found.draft.outputHash,
        recommendation: found.draft.recommendation,
        withdrawn: found.withdrawn !== null,
        promptHash: found.draft.promptHash,
        model: `${found.draft.provider}/${found.draft.model}`,
      }
    : undefined;
}

/** The frozen packet: our own canonical text, so of its type. */
export function packetOf(body: string | undefined): Packet {
  if (body === undefined) throw new Error("An item has no evidence packet.");
  return JSON.parse(body) as Packet;
}

/** The calendar day of an instant in a time zone, ISO. */
export function dayIn(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(instant);
}

/** Signs a review off: every item decided or handed on. What was decided to be removed is then asked for. */
export const signOff = command({
  name: "reviews.sign_off",
  permission: "review.sign_off",
  input: signOffInput,
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx
      .select({ review, campaign: { id: campaign.id, name: campaign.name, status: campaign.status } })
      .from(review)
      .innerJoin(campaign, eq(campaign.id, review.campaignId))
      .where(eq(review.id, input.review))
      .for("update", { of: review });
    if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
    return { ...found, reviewerId: found.review.reviewerId };
  },
  run: async (tx, { subject, now }) => {
    const { review: r, campaign: c } = subject;
    if (c.status !== "launched")
      throw new AppError("rule", "campaign-ended", `${c.name} has ended; it can no longer be signed off.`);
    if (r.signedOffAt) throw new AppError("rule", "signed-off", "You signed this review off already.");
    if (r.decided < r.items)
      throw new AppError(
        "rule",
        "open-items",
        `${r.items - r.decided} of ${r.items} items are still open. Decide them, or hand them on, then sign off.`,
      );
    if (r.items === 0) throw new AppError("rule", "no-items", "There is nothing on this list to sign off.");
    await tx.update(review).set({ signedOffAt: now }).where(eq(review.id, r.id));
    return {
      result: { review: r.id, signedOffAt: now.toISOString() },
      events: [
        {
          type: "review.signed_off",
          campaign: c.id,
          data: { reviewer: r.reviewerId, items: r.items, decided: r.decided },
        },
      ],
      jobs: [{ name: "remediation.request", data: { campaign: c.id, review: r.id } }],
    };
  },
});
