import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { question } from "@/db/schema/questions";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { enqueued } from "@/lib/mail/outbox";
import { cut, normalise } from "@/lib/text/plain-text";
import { recordAnswer } from "./answering";
import { lockItem, lockQuestion } from "./held";
import { askerOf, isMachine, linkedOf, openOf } from "./queries";
import { choices, knownFor } from "./recipients";
import { endOf, mayAsk, mustBeOpen, stateAt } from "./rules";
import * as wire from "./schema";

/** Asks somebody about an item. What they are asked, and who they are, stands in private words. */
export const ask = command({
  name: "questions.ask",
  permission: "question.ask",
  input: wire.askInput,
  idempotent: true,
  load: (tx, input) => lockItem(tx, input.item),
  run: async (tx, { input, subject, actor, now }) => {
    const askedBy = personOf(actor) ?? "";
    const { item: i } = subject;
    const open = await openOf(tx, i.id, now);
    const found = choices(await knownFor(tx, i.id), await askerOf(tx, askedBy), {
      sendsMail: env().mail !== undefined,
      machine: isMachine(i.subjectKind),
    }).find((c) => c.recipient.part === input.part);
    const chosen = found?.recipient;
    mayAsk(subject, chosen, open, now);
    // As its own words it is without secrets by now.
    const asked = cut(normalise(input.question), 300);
    if (!asked)
      throw new AppError("invalid", "question", "This question could not be read. Write it differently.", {
        question: "Write it differently.",
      });
    const id = uuid7(now.getTime());
    const words = {
      id: uuid7(now.getTime()),
      payload: {
        question: asked,
        to: chosen.name,
        ...(chosen.mail ? { address: chosen.mail } : {}),
      },
    };
    const toPersonId = chosen.portal ? (found?.known?.person?.id ?? null) : null;
    const expiresAt = endOf(now, subject.campaign.dueAt);
    await tx.insert(question).values({
      id,
      itemId: i.id,
      campaignId: i.campaignId,
      askedBy,
      part: input.part,
      toPersonId,
      wordsId: words.id,
      state: "open",
      askedAt: now,
      expiresAt,
    });
    const jobs = chosen.mail
      ? await enqueued(tx, { campaign: i.campaignId, kind: "question", about: id, to: toPersonId }, now)
      : [];
    return {
      result: { question: id, to: chosen.name },
      events: [
        {
          type: "question.asked",
          campaign: i.campaignId,
          item: i.id,
          refs: { evidence: `sha256:${i.evidenceHash}` },
          words,
          data: {
            question: id,
            part: input.part,
            ...(toPersonId ? { to: toPersonId } : {}),
            mail: chosen.mail !== null,
            expires: expiresAt.toISOString(),
          },
        },
      ],
      jobs,
    };
  },
});

/** Takes a question back that nobody has answered. */
export const withdraw = command({
  name: "questions.withdraw",
  permission: "question.ask",
  input: wire.withdrawInput,
  idempotent: true,
  load: (tx, input) => lockQuestion(tx, input.question),
  run: async (tx, { subject, now }) => {
    mustBeOpen(stateAt(subject.question, subject.campaign, now));
    return {
      result: { question: subject.question.id, state: "withdrawn" as const },
      events: [await ended(tx, subject.question, "withdrawn", now)],
    };
  },
});

async function ended(
  tx: Tx,
  q: typeof question.$inferSelect,
  how: "withdrawn" | "expired",
  at: Date,
): Promise<AuditEvent> {
  await tx.update(question).set({ state: how, endedAt: at }).where(eq(question.id, q.id));
  return {
    type: "question.ended",
    campaign: q.campaignId,
    item: q.itemId,
    data: { question: q.id, how },
  };
}

/** The answer of somebody who is signed in. */
export const answer = command({
  name: "questions.answer",
  permission: "question.answer",
  input: wire.answerInput,
  idempotent: true,
  load: (tx, input) => lockQuestion(tx, input.question),
  run: (tx, { input, subject, now }) => recordAnswer(tx, subject, { text: input.answer, by: "person" }, now),
});

/** The answer of whoever holds a link: it is recorded as that, and makes nobody a signed-in person. */
export const answerByLink = command({
  name: "questions.answer_by_link",
  permission: "question.by_link",
  input: wire.linkAnswerInput,
  load: async (tx, input) => {
    const { linkHash, found } = await linkedOf(tx, input.link);
    return { linkHash, question: found?.question.id };
  },
  run: async (tx, { input, subject, now }) => {
    if (!subject.question) throw new Error("A link without a question was let through.");
    const held = await lockQuestion(tx, subject.question);
    return recordAnswer(tx, held, { text: input.answer, by: "link" }, now);
  },
});

/** Ends a question whose time is over. */
export const expire = command({
  name: "questions.expire",
  permission: "question.expire",
  input: wire.expireInput,
  load: (tx, input) => lockQuestion(tx, input.question),
  run: async (tx, { subject, now }) => {
    const { question: q } = subject;
    if (q.state !== "open" || q.expiresAt > now)
      throw new AppError("conflict", "question-not-due", "This question has not come to its end by time.");
    return { result: { question: q.id }, events: [await ended(tx, q, "expired", now)] };
  },
});
