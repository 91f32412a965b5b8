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
import { dayIn } from "@/lib/clock";
import { command } from "@/lib/command";
import { draftResult } from "@/lib/drafting/schema";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { retires } from "./acts";
import { answerBeneath, lockWithBeneath, reopenBeneath } from "./answers";
import {
  askedFor,
  controlOwnerOf,
  entryOf,
  insertException,
  lockPairs,
  pairsBeneath,
  pairsOf,
  secondFor,
  sidesOf,
  withdrawException,
} from "./exceptions";
import { keepingOf, keeps } from "./keeping";
import { gate } from "./rules";
import { decideInput, type ExceptionInput, type Outcome, signOffInput } from "./schema";
import { candidateOf, offerOwnership, withdrawOffers } from "./transfer";

export const nothingHere = () =>
  new AppError(
    "not_found",
    "item",
    "There is no such item on your list; it may have been handed to somebody else.",
  );

/**
 * The item with its review and campaign. Its row is locked, and its review's, so that a sign-off comes before or after; row-level
 * security hides another's.
 * @param only what moves an item between lists locks both lists itself, in one order
 */
export async function lockItem(tx: Tx, id: string, only?: "item") {
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
    .for("update", { of: only ? [item] : [item, review] });
  if (!found) throw nothingHere();
  return { ...found, reviewerId: found.item.reviewerId, blocked: blockedOf(found.item.blocked) };
}

/** Written by the launch as "source/identity" or "person/id" → sentence. */
export function blockedOf(value: unknown): Record<string, string> {
  return value as Record<string, string>;
}

/** A person's own identity as "source/identity", null where none is bound. */
export async function identityOf(tx: Pick<Tx, "select">, personId: string): Promise<string | null> {
  const [who] = await tx.select().from(person).where(eq(person.id, personId));
  return who?.identityId && who.identitySourceId ? `${who.identitySourceId}/${who.identityId}` : null;
}

/** What this person decided first on an item, null where they have not: of a blind item, before they saw its draft. */
export async function firstOf(
  tx: Pick<Tx, "select">,
  itemId: string,
  personId: string,
): Promise<Outcome | null> {
  const [first] = await tx
    .select({ outcome: decision.outcome })
    .from(decision)
    .where(and(eq(decision.itemId, itemId), eq(decision.personId, personId)))
    .orderBy(decision.n)
    .limit(1);
  return first?.outcome ?? null;
}

/** A person's words for `private_payload`, or nothing where nothing was written. An exception's reason is a rationale too. */
export function wordsOf(
  text: string | undefined,
  at: Date,
  exception?: Pick<ExceptionInput, "reason" | "control">,
): PrivateWords | undefined {
  const rationale = text || exception?.reason;
  if (!rationale) return undefined;
  const asked = exception ? { reason: exception.reason, control: exception.control } : {};
  return { id: uuid7(at.getTime()), payload: { rationale, ...asked } };
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
  load: async (tx, input) => {
    await lockWithBeneath(tx, input.item);
    return lockItem(tx, input.item);
  },
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
    const held = packetOf(packet?.body);
    const pairs = pairsOf(input.item, held);
    // What a retirement removed comes back with it, and another side may be kept because it was to go.
    const restored = subject.item.type === "identity" ? await pairsBeneath(tx, input.item) : [];
    await lockPairs(tx, [...pairs, ...restored]);
    const sides = await sidesOf(tx, pairs);
    const keeping = keepingOf(held, subject.item.findings, sides);
    const against = input.exception && keeping.takes !== "nothing" ? keeping : null;
    const second = against?.second
      ? await secondFor(tx, { ...subject, fallbackId: subject.campaign.fallbackId })
      : null;
    const who = { personId, identity: await identityOf(tx, personId) };
    const before = await firstOf(tx, input.item, personId);
    const about = subjectOf(subject.item);
    const ruling = gate(
      {
        campaign: subject.campaign,
        review: { signedOff: subject.review.signedOffAt !== null },
        item: { ...subject.item, blocked: subject.blocked, subject: about },
        who,
        before,
        served: opened,
        reveal: revealed,
        draft: drafted,
        packet: held,
        keeping,
        sides: [...sides, ...(await sidesOf(tx, restored))],
        controlOwner: input.exception
          ? await controlOwnerOf(tx, input.exception.controlOwner, subject.item)
          : "fit",
        second,
        asked: await askedFor(tx, subject.item.decisionId),
        newOwner: input.newOwner ? await candidateOf(tx, input.newOwner) : undefined,
        today: dayIn(now, env().timeZone),
      },
      input,
    );
    const id = uuid7(now.getTime());
    const words = wordsOf(input.words, now, input.exception);
    // What the demo decided says so in the row and in the leaf, also in a campaign that real people go on with.
    const seed =
      subject.campaign.seed ?? (actor.kind === "person" && actor.authn === "demo-seed" ? actor.authn : null);
    const first = subject.item.decisionId === null;
    const eligibility = {
      ...(subject.item.eligibility as Record<string, string>),
      reviewer: subject.item.reviewerBasis,
      ...(keeps(input.outcome) && !against && keeping.takes === "nothing-while-removed"
        ? { conflict: `the other side is being removed: ${keeping.by.join(", ")}` }
        : {}),
    };
    await withdrawException(tx, input.supersedes);
    const excepted =
      against && input.exception && words
        ? {
            ...against,
            ...input.exception,
            second: second && "id" in second ? second : null,
            words: words.id,
          }
        : null;
    const exceptionId = excepted
      ? await insertException(tx, { item: subject.item, decision: id, excepted, at: now, seed })
      : null;
    // Of an item that came back the last decision is not in force, and is still the one that this supersedes.
    const [last] = await rows<{ n: number; id: string }>(
      tx,
      sql`SELECT n, id FROM decision WHERE item_id = ${input.item} ORDER BY n DESC LIMIT 1`,
    );
    const supersedes = last?.id ?? null;
    const whole = subject.item.type === "identity";
    const takenBack = await withdrawOffers(tx, { item: input.item, campaign: subject.campaign.id }, now);
    const reopened = whole ? await reopenBeneath(tx, input.item) : 0;
    const beneath = retires(subject.item.type, input)
      ? await answerBeneath(tx, {
          whole: input.item,
          decision: id,
          outcome: input.outcome,
          who,
          at: now,
        })
      : { answers: 0, root: null };
    const moved = (first ? 1 : 0) - reopened + beneath.answers;
    await tx.insert(decision).values({
      id,
      itemId: input.item,
      campaignId: subject.campaign.id,
      n: (last?.n ?? 0) + 1,
      actorKind: "person",
      personId,
      outcome: input.outcome,
      until: input.until ?? null,
      exceptionId,
      target: input.target ?? null,
      newOwnerId: input.newOwner ?? null,
      answers: beneath.answers,
      disposition: ruling.disposition,
      recommendationSeen: ruling.recommendationSeen,
      firstChoice: ruling.firstChoice,
      reasonCode: input.reasonCode,
      rationaleId: words?.id ?? null,
      evidenceHash: input.evidence,
      draftId: input.draft?.id ?? null,
      draftHash: input.draft?.hash ?? null,
      arm: ruling.arm,
      supersedes,
      eligibility,
      rulesPassed: subject.item.rulesPassed,
      findings: subject.item.findings,
      rulesUnknown: subject.item.rulesUnknown,
      ruleSet: held.rules.set,
      servedAt: opened?.at ?? now,
      decidedAt: now,
      seed,
    });
    const offered =
      input.newOwner && words && subject.item.identitySourceId !== null && subject.item.identityId !== null
        ? await offerOwnership(
            tx,
            {
              source: subject.item.identitySourceId,
              identity: subject.item.identityId,
              to: input.newOwner,
              by: personId,
              reasonId: words.id,
              decision: id,
              item: input.item,
              campaign: subject.campaign.id,
            },
            now,
          )
        : undefined;
    await tx
      .update(item)
      .set({
        state: "decided",
        decisionId: id,
        outcome: input.outcome,
        disposition: ruling.disposition,
        decidedAt: now,
        waiting: excepted?.second ? "exception" : input.newOwner ? "acceptance" : null,
      })
      .where(eq(item.id, input.item));
    await tx
      .update(review)
      .set({ lastDecidedAt: now, ...(moved === 0 ? {} : { decided: sql`${review.decided} + ${moved}` }) })
      .where(eq(review.id, subject.review.id));
    return {
      result: {
        decision: id,
        outcome: input.outcome,
        disposition: ruling.disposition,
        waiting: excepted?.second ? ("exception" as const) : input.newOwner ? ("acceptance" as const) : null,
        /** Whether other items of the list changed with it. */
        beneath: beneath.answers + reopened,
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
            rules: held.rules.set,
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
            ...(input.newOwner ? { new_owner: input.newOwner } : {}),
            ...(beneath.root ? { answers: beneath.answers, answers_root: `sha256:${beneath.root}` } : {}),
            disposition: ruling.disposition,
            recommendation_seen: ruling.recommendationSeen,
            ...(ruling.firstChoice ? { first_choice: ruling.firstChoice } : {}),
            reason_code: input.reasonCode,
            arm: ruling.arm,
            ...(supersedes ? { supersedes } : {}),
            eligibility,
            rules_passed: subject.item.rulesPassed,
            findings: subject.item.findings,
            rules_unknown: subject.item.rulesUnknown,
            ...(excepted && exceptionId ? { exception: entryOf(exceptionId, excepted) } : {}),
            served_at: (opened?.at ?? now).toISOString(),
            ...(seed ? { seed } : {}),
          },
        },
        ...takenBack,
        ...(offered ? [offered.event] : []),
      ],
    };
  },
});

/** Whose item it is, as "source/identity"; null where nobody is known. */
function subjectOf(of: { identitySourceId: number | null; identityId: string | null }): string | null {
  return of.identitySourceId !== null && of.identityId !== null
    ? `${of.identitySourceId}/${of.identityId}`
    : null;
}

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
        target: draftResult.parse(found.draft.result).target,
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
