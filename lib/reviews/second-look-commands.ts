import { and, desc, eq } from "drizzle-orm";
import { iso, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item, served } from "@/db/schema/reviews";
import { secondLook } from "@/db/schema/second-looks";
import { personOf } from "@/lib/auth/actor";
import { observation } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { viewOf } from "@/lib/evidence/view";
import { uuid7 } from "@/lib/ids";
import { seedOf } from "./deciding";
import { neverNow } from "./delegation-sql";
import { wordsIn } from "./exceptions";
import { blockOf } from "./rules";
import { answerLookInput, lookInput, moveLookInput } from "./schema";
import { lookerFault, mayAnswerLook } from "./second-look";
import { lookBody, lookersOf } from "./second-look-pool";
import { blockedOf, identityOf, packetOf } from "./subject";

/** The look with its item and campaign. The item's row is locked first, as deciding and closing take it. */
async function lockLook(tx: Tx, id: string) {
  const [about] = await tx.select({ item: secondLook.itemId }).from(secondLook).where(eq(secondLook.id, id));
  if (!about)
    throw new AppError("not_found", "second-look", "There is no such second look that waits for you.");
  const [locked] = await tx.select().from(item).where(eq(item.id, about.item)).for("update");
  const [found] = await tx.select().from(secondLook).where(eq(secondLook.id, id)).for("update");
  if (!locked || !found) throw new Error("A second look has no item.");
  const [c] = await tx.select().from(campaign).where(eq(campaign.id, found.campaignId));
  if (!c) throw new Error("A second look has no campaign.");
  // A row of nobody's where nobody was there to ask: an admin names somebody first.
  return { look: found, item: locked, campaign: c, personId: found.secondId ?? "" };
}

/** Puts the item's evidence before the second person, and keeps that it did. No draft, and not the first one's words, before they answer. */
export const openLook = observation({
  name: "second_looks.open",
  permission: "second_look.answer",
  input: lookInput,
  load: (tx, input) => lockLook(tx, input.look),
  run: async (tx, { subject, actor, now }) => {
    const { look: l, item: i, campaign: c } = subject;
    const personId = personOf(actor) ?? "";
    const [row] = await tx
      .select({ body: evidencePacket.body })
      .from(evidencePacket)
      .where(and(eq(evidencePacket.itemId, i.id), eq(evidencePacket.version, i.packetVersion)));
    await tx.insert(served).values({
      id: uuid7(now.getTime()),
      personId,
      itemId: i.id,
      what: "opened",
      evidenceHash: i.evidenceHash,
      draftId: null,
      draftHash: null,
      at: now,
    });
    const [made] = await tx
      .select({
        outcome: decision.outcome,
        until: decision.until,
        reasonCode: decision.reasonCode,
        words: privatePayload.payload,
        by: person.name,
        at: iso(decision.decidedAt),
      })
      .from(decision)
      .innerJoin(person, eq(person.id, decision.personId))
      .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
      .where(eq(decision.id, l.decisionId));
    if (!made) throw new Error("A second look has no decision.");
    const answered = l.state === "agreed" || l.state === "refused";
    const [said] = l.wordsId
      ? await tx
          .select({ payload: privatePayload.payload })
          .from(privatePayload)
          .where(eq(privatePayload.id, l.wordsId))
      : [];
    return {
      result: {
        look: l.id,
        item: i.id,
        campaign: c.name,
        state: l.state,
        why: l.why,
        subject: i.subjectName,
        title: i.title,
        application: i.applicationName,
        version: i.packetVersion,
        view: viewOf(packetOf(row?.body)),
        by: made.by,
        outcome: made.outcome,
        until: made.until,
        /** What the first person gave as their reason, once this person has said what they think. */
        first: answered
          ? { reasonCode: made.reasonCode, words: wordsIn(made.words), at: made.at ?? "" }
          : null,
        mine: answered
          ? { words: wordsIn(said?.payload ?? null), at: l.answeredAt?.toISOString() ?? "" }
          : null,
        ended: c.status !== "launched" ? `${c.name} has ended. What was said stands.` : null,
      },
    };
  },
});
export type OpenedLook = Awaited<ReturnType<(typeof openLook)["run"]>>["result"];

/** The second person agrees: the decision is good from now on. Or refuses, with a reason: it stays, and never becomes good. */
export const answerLook = command({
  name: "second_looks.answer",
  permission: "second_look.answer",
  input: answerLookInput,
  idempotent: true,
  load: (tx, input) => lockLook(tx, input.look),
  run: async (tx, { input, subject, actor, now }) => {
    const { look: l, item: i, campaign: c } = subject;
    const by = personOf(actor) ?? "";
    const [seen] = await tx
      .select({ hash: served.evidenceHash })
      .from(served)
      .where(and(eq(served.itemId, i.id), eq(served.personId, by), eq(served.what, "opened")))
      .orderBy(desc(served.at), desc(served.id))
      .limit(1);
    const who = { personId: by, identity: await identityOf(tx, by) };
    mayAnswerLook(
      {
        ...l,
        evidenceHash: i.evidenceHash,
        servedHash: seen?.hash ?? null,
        blocked: blockOf(await neverNow(tx, i, blockedOf(i.blocked)), who),
      },
      by,
      c,
    );
    const words = input.words ? { id: uuid7(now.getTime()), payload: { rationale: input.words } } : undefined;
    await tx
      .update(secondLook)
      .set({ state: input.answer, answeredAt: now, wordsId: words?.id ?? null })
      .where(eq(secondLook.id, l.id));
    if (input.answer === "agreed") await tx.update(item).set({ waiting: null }).where(eq(item.id, i.id));
    const seed = seedOf(actor) ?? l.seed;
    return {
      result: { look: l.id, state: input.answer },
      events: [
        {
          type: "second_look.recorded",
          campaign: c.id,
          item: i.id,
          refs: { evidence: `sha256:${i.evidenceHash}`, settings: `sha256:${c.settingsHash}` },
          ...(words ? { words } : {}),
          data: { ...lookBody(l), answer: input.answer, ...(seed ? { seed } : {}) },
        },
      ],
    };
  },
});

/** An administrator has somebody else look: whoever was asked has left, or nobody could be. */
export const moveLook = command({
  name: "second_looks.move",
  permission: "second_look.move",
  input: moveLookInput,
  idempotent: true,
  load: (tx, input) => lockLook(tx, input.look),
  run: async (tx, { input, subject, now }) => {
    const { look: l, item: i, campaign: c } = subject;
    if (c.status !== "launched") throw new AppError("rule", "campaign-ended", `${c.name} has ended.`);
    if (l.state !== "pending")
      throw new AppError("conflict", "look-answered", "This has been answered, or its decision was changed.");
    const [to] = await lookersOf(tx, [input.to], { campaignId: c.id, reviewerId: l.reviewerId });
    if (!to)
      throw new AppError("invalid", "to", "There is no such person to ask.", { to: "Choose a person." });
    const fault = lookerFault(to, l.reviewerId, await neverNow(tx, i, blockedOf(i.blocked)));
    if (fault) throw new AppError("rule", "ineligible", fault);
    if (to.personId === l.secondId) throw new AppError("rule", "same", `${to.name} is asked already.`);
    const words = { id: uuid7(now.getTime()), payload: { rationale: input.reason } };
    await tx.update(secondLook).set({ secondId: to.personId }).where(eq(secondLook.id, l.id));
    return {
      result: { look: l.id, to: to.personId, name: to.name },
      events: [
        {
          type: "second_look.moved",
          campaign: c.id,
          item: i.id,
          words,
          data: { ...lookBody(l), ...(l.secondId ? { from: l.secondId } : {}), to: to.personId },
        },
      ],
    };
  },
});
