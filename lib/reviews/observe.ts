import { and, desc, eq } from "drizzle-orm";
import { iso, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item, review, served } from "@/db/schema/reviews";
import { personOf } from "@/lib/auth/actor";
import { observation } from "@/lib/chore";
import { dayIn } from "@/lib/clock";
import { type DraftRecord, viewOf as draftView } from "@/lib/drafting/render";
import { draftResult } from "@/lib/drafting/schema";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { viewOf } from "@/lib/evidence/view";
import { decideFirst, withheldFrom } from "@/lib/evidence/withheld";
import { uuid7 } from "@/lib/ids";
import { openBeneath } from "./answers";
import { shownIds, withoutSides } from "./blind";
import type { MadeUp } from "./challenge-words";
import { choicesOf } from "./choices";
import { blockedBeside } from "./delegation";
import { actsFor } from "./delegation-sql";
import { earlierOn } from "./earlier";
import { besides } from "./effects";
import { lastException, pairsOf, secondFor, sidesOf, wordsIn } from "./exceptions";
import { askedInView } from "./in-view";
import { keepingOf } from "./keeping";
import { listOpened } from "./list-opened";
import { blockOf } from "./rules";
import { openInput, revealInput } from "./schema";
import { lastLook } from "./second-look-queries";
import { blockedOf, firstOf, identityOf, nothingHere, packetOf } from "./subject";
import { answersFor, lastTransfer } from "./transfer";

/** Held until the reading is kept: a draft recorded meanwhile waits, and is then too late for it. */
async function loadItem(tx: Tx, id: string) {
  const [found] = await tx
    .select({
      item,
      review,
      campaign: { name: campaign.name, status: campaign.status, fallbackId: campaign.fallbackId },
    })
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(eq(item.id, id))
    .for("share", { of: item });
  if (!found) throw nothingHere();
  return { ...found, reviewerId: found.item.reviewerId };
}

/** The item's draft, if there is one that may be served. */
async function draftOf(tx: Pick<Tx, "select">, id: string | null) {
  if (id === null) return undefined;
  const [found] = await tx
    .select({ draft, withdrawn: draftWithdrawal.at })
    .from(draft)
    .leftJoin(draftWithdrawal, eq(draftWithdrawal.draftId, draft.id))
    .where(eq(draft.id, id));
  return found && found.withdrawn === null ? found.draft : undefined;
}

export function recordOf(d: typeof draft.$inferSelect): DraftRecord {
  return {
    state: d.state,
    provider: d.provider,
    model: d.model,
    at: d.at,
    result: draftResult.parse(d.result),
    drafterVersion: d.drafterVersion,
    promptVersion: d.promptVersion,
    fellBack: d.fellBack,
  };
}

/**
 * Puts an item before its reviewer, packet and note, and keeps that it did. The recommendation is not in it; of a blind item
 * nothing of the draft is, not even whether there is one, until its reviewer has decided, and then all of it.
 */
export const openItem = observation({
  name: "reviews.open",
  permission: "item.open",
  input: openInput,
  load: (tx, input) => loadItem(tx, input.item),
  run: async (tx, { subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const { item: i, review: r, campaign: c } = subject;
    const [row] = await tx
      .select()
      .from(evidencePacket)
      .where(and(eq(evidencePacket.itemId, i.id), eq(evidencePacket.version, i.packetVersion)));
    const packet = packetOf(row?.body);
    const before = i.arm === "assisted" ? null : await firstOf(tx, i.id, personId);
    const hidden = i.arm !== "assisted" && before === null && c.status === "launched";
    const drafted = hidden ? undefined : await draftOf(tx, i.draftId);
    const shown = drafted !== undefined && before !== null;
    const [current] = i.decisionId
      ? await tx
          .select({ decision, at: iso(decision.decidedAt), words: privatePayload.payload, by: person.name })
          .from(decision)
          .innerJoin(person, eq(person.id, decision.personId))
          .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
          .where(eq(decision.id, i.decisionId))
      : [];
    const who = { personId, identity: await identityOf(tx, personId) };
    const blocked = blockOf(
      blockedBeside({ item: i, blocked: blockedOf(i.blocked) }, who, await actsFor(tx, personId)),
      who,
    );
    const reading = {
      personId,
      itemId: i.id,
      evidenceHash: i.evidenceHash,
      draftId: drafted?.id ?? null,
      draftHash: drafted?.outputHash ?? null,
      at: now,
    };
    await tx
      .insert(served)
      .values([
        { ...reading, id: uuid7(now.getTime()), what: "opened" as const },
        ...(shown
          ? [{ ...reading, id: uuid7(now.getTime()), what: "revealed" as const, choice: before }]
          : []),
      ]);
    await listOpened(tx, r, personId, now);
    const sides = await sidesOf(tx, pairsOf(i.id, packet));
    const keeping = keepingOf(packet, i.findings, sides);
    const second =
      keeping.takes === "exception" && keeping.second
        ? await secondFor(tx, { item: i, fallbackId: c.fallbackId, blocked: blockedOf(i.blocked) })
        : null;
    const machine = i.subjectKind !== "human" && i.subjectKind !== "unknown";
    const oversees = actor.kind === "person" && actor.roles.size > 0;
    const about =
      machine && i.identityId !== null && (oversees || (await answersFor(tx, i, personId)))
        ? {
            name: i.subjectName,
            href: `/identities/${i.identitySourceId}/${encodeURIComponent(i.identityId)}`,
          }
        : null;
    const beneath = i.type === "identity" ? await openBeneath(tx, i.id, who) : 0;
    const empty = { drafter: "", draftedAt: "", why: [], against: [], unknown: [] };
    const state =
      i.draftState === "pending" && i.arm !== "undrafted"
        ? ("pending" as const)
        : i.draftState === "failed"
          ? ("failed" as const)
          : ("none" as const);
    return {
      result: {
        item: i.id,
        review: r.id,
        evidence: i.evidenceHash,
        /** Of the evidence: it grows with each answer to a question. */
        version: i.packetVersion,
        draft: drafted ? { id: drafted.id, hash: drafted.outputHash } : null,
        supersedes: i.decisionId,
        /** Facts that a decision here asks to have been in view, by the numbers they are shown under. */
        asksInView: shownAs(askedInView(i.risk, packet), hidden ? shownIds(packet) : null),
        view: hidden ? withoutSides(viewOf(packet), packet) : viewOf(packet),
        /** Nothing of a draft or a score before this person's own decision (I12); afterwards, what that was. */
        blind: i.arm === "assisted" ? null : { arm: i.arm, hidden, first: before },
        note: drafted
          ? draftView(recordOf(drafted), shown ? "recommendation" : "note")
          : { state: hidden && i.arm === "blind" ? ("withheld" as const) : state, ...empty },
        choices: choicesOf(packet, {
          keeping,
          second,
          today: dayIn(now, env().timeZone),
          beneath,
          besides: await besides(tx, i),
        }),
        recorded: current
          ? {
              outcome: current.decision.outcome,
              until: current.decision.until,
              disposition: current.decision.disposition,
              arm: current.decision.arm,
              seen: current.decision.recommendationSeen,
              reasonCode: current.decision.reasonCode,
              words: wordsIn(current.words),
              at: current.at ?? "",
              seed: current.decision.seed,
              by: current.by,
              mine: current.decision.personId === personId,
            }
          : null,
        /** What was decided on the same access before, and what is different since. */
        earlier: await earlierOn(tx, i.id, packet, personId),
        exception: await lastException(tx, i.id),
        transfer: await lastTransfer(tx, i.id),
        secondLook: await lastLook(tx, i.id),
        /** The identity's own page, for whom it is; and how many of its items here wait for its own. */
        about,
        beneath,
        blocked: blocked ?? null,
        ended:
          c.status !== "launched"
            ? `${c.name} has ended. What was decided stands.`
            : r.signedOffAt
              ? "This review is signed off. What was decided stands."
              : i.answeredBy !== null
                ? "Your decision on the identity as a whole answers this. Change that one to decide this on its own."
                : i.state === "not_certified" || i.state === "removed_at_source"
                  ? "This item is no longer open for a decision."
                  : null,
        /** What an item turned out to be that was made up to test the review; of a real one nothing. */
        madeUp: null as MadeUp | null,
      },
    };
  },
});

/** The same facts under the numbers they are shown by, and in that order: a packet's own order would tell the sides apart. */
function shownAs(ids: readonly string[], shown: ReadonlyMap<string, string> | null): string[] {
  const number = (id: string) => Number(id.slice(1));
  return ids.map((id) => shown?.get(id) ?? id).sort((a, b) => number(a) - number(b));
}
export type OpenedItem = Awaited<ReturnType<(typeof openItem)["run"]>>["result"];

/** Opens the draft's recommendation, and keeps when, and which verb was pressed before, if one was. */
export const reveal = observation({
  name: "reviews.reveal",
  permission: "item.open",
  input: revealInput,
  load: (tx, input) => loadItem(tx, input.item),
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const [opened] = await tx
      .select()
      .from(served)
      .where(
        and(eq(served.itemId, subject.item.id), eq(served.personId, personId), eq(served.what, "opened")),
      )
      .orderBy(desc(served.at), desc(served.id))
      .limit(1);
    if (await withheldFrom(tx, subject.item.id, personId)) throw decideFirst();
    const drafted = await draftOf(tx, opened?.draftId ?? null);
    if (!drafted || drafted.id !== input.draft)
      throw new AppError(
        "conflict",
        "draft-changed",
        "The draft you saw is no longer the one to go by. Open the item again.",
      );
    await tx.insert(served).values({
      id: uuid7(now.getTime()),
      personId,
      itemId: subject.item.id,
      what: "revealed",
      evidenceHash: opened?.evidenceHash ?? "",
      draftId: drafted.id,
      draftHash: drafted.outputHash,
      choice: input.choice ?? null,
      at: now,
    });
    return { result: draftView(recordOf(drafted), "recommendation") };
  },
});
export type RevealedDraft = Awaited<ReturnType<(typeof reveal)["run"]>>["result"];
