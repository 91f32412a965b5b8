import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { question, questionLink } from "@/db/schema/questions";
import { item, review } from "@/db/schema/reviews";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { ItemType } from "@/lib/evidence/schema";
import { accessWords } from "@/lib/evidence/words";
import { noHash } from "@/lib/mail/link";
import { query, type Reader } from "@/lib/query";
import { knownOfMadeUp, madeUpItem } from "./made-up";
import { choices, knownFor } from "./recipients";
import { closedTo, enoughAsked, stateAt, unlessAsked } from "./rules";
import * as wire from "./schema";
import { wordIn } from "./words";

/** An item with what it takes to say whether anything can be asked about it: the reading, for whoever locks it besides. */
export const aboutItem = (reader: Pick<Reader, "select">, id: string) =>
  reader
    .select({
      item,
      review: { signedOffAt: review.signedOffAt },
      campaign: { name: campaign.name, status: campaign.status, dueAt: campaign.dueAt },
    })
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(eq(item.id, id));

/** What was read of it. @throws AppError not_found; row-level security hides another's from its reviewer */
export function foundItem([found]: Awaited<ReturnType<typeof aboutItem>>) {
  if (!found)
    throw new AppError(
      "not_found",
      "item",
      "There is no such item on your list; it may have been handed to somebody else.",
    );
  return {
    ...found,
    review: { signedOff: found.review.signedOffAt !== null },
    reviewerId: found.item.reviewerId,
  };
}

/**
 * The item; or, of a challenge item, of which nothing was ever asked, the one beside it, open until it was answered.
 * @throws AppError not_found
 */
async function itemOrMadeUp(reader: Pick<Reader, "select" | "execute">, id: string) {
  const own = await aboutItem(reader, id);
  const madeUp = own.length === 0 ? await madeUpItem(reader, id) : null;
  const found = foundItem(madeUp ? await aboutItem(reader, madeUp.like) : own);
  const state: typeof found.item.state = madeUp?.answered ? "decided" : "open";
  return { ...found, ...(madeUp ? { item: { ...found.item, state } } : {}), madeUp };
}

/** A person as somebody who asks. */
export async function askerOf(reader: Pick<Reader, "select">, personId: string) {
  const [me] = await reader.select().from(person).where(eq(person.id, personId));
  return {
    personId,
    identity: me?.identityId && me.identitySourceId ? `${me.identitySourceId}/${me.identityId}` : null,
    email: me?.email ?? null,
  };
}

export const isMachine = (kind: string) => kind !== "human" && kind !== "unknown";

/** An item's questions that wait for an answer, by the part of whom was asked. */
export async function openOf(reader: Pick<Reader, "select">, item: string, at: Date) {
  const open = await reader
    .select({ part: question.part, expiresAt: question.expiresAt })
    .from(question)
    .where(and(eq(question.itemId, item), eq(question.state, "open")));
  return open.filter((q) => q.expiresAt > at);
}

/** Whom the reviewer of an item could ask about it, and why not where they cannot. */
export const recipients = query({
  name: "questions.recipients",
  permission: "question.ask",
  input: wire.itemInput,
  output: wire.recipients,
  load: (reader, input) => itemOrMadeUp(reader, input.item),
  run: async (reader, { subject, input, scope }) => {
    const sendsMail = env().mail !== undefined;
    const { madeUp } = subject;
    const known = await knownFor(reader, subject.item.id);
    const found = choices(
      madeUp ? knownOfMadeUp(known, madeUp.name) : known,
      await askerOf(reader, scope.personId ?? ""),
      { sendsMail, machine: !madeUp && isMachine(subject.item.subjectKind) },
    );
    const open = await openOf(reader, input.item, now());
    return {
      people: found.map((f) => unlessAsked(f.recipient, open)),
      sendsMail,
      closed: closedTo(subject, now()) ?? enoughAsked(open),
    };
  },
});

type Words = { words: string | null; said: string | null };

/** Everything asked about an item, the newest first. */
export const ofItem = query({
  name: "questions.of_item",
  permission: "question.read",
  input: wire.itemInput,
  output: z.array(wire.questionView),
  load: (reader, input) => itemOrMadeUp(reader, input.item),
  run: async (reader, { input, subject }) => {
    const found = await rows<
      Omit<wire.QuestionView, "to" | "question" | "answer" | "way" | "address"> &
        Words & { answeredBy: "person" | "link" | null }
    >(
      reader,
      sql`SELECT q.id, q.part, q.state, p.name AS by, w.payload AS words, a.payload AS said, q.answered_by AS "answeredBy",
          ${iso(sql`q.asked_at`)} AS "askedAt", ${iso(sql`q.expires_at`)} AS "expiresAt", ${iso(sql`q.ended_at`)} AS "endedAt",
          q.packet_version AS version, m.state AS mail
        FROM question q JOIN person p ON p.id = q.asked_by LEFT JOIN private_payload w ON w.id = q.words_id
        LEFT JOIN private_payload a ON a.id = q.answer_words_id LEFT JOIN mail m ON m.kind = 'question' AND m.about = q.id
        WHERE q.item_id = ${input.item} ORDER BY q.asked_at DESC, q.id DESC LIMIT 50`,
    );
    const at = now();
    return found.map(({ words, said, answeredBy, ...q }) => ({
      ...q,
      state: stateAt({ state: q.state, expiresAt: new Date(q.expiresAt) }, subject.campaign, at),
      to: wordIn(words, "to"),
      question: wordIn(words, "question"),
      answer: wordIn(said, "answer"),
      way: answeredBy === "person" ? ("portal" as const) : answeredBy,
      address: wordIn(said, "link"),
    }));
  },
});

/** Of a list, the items that somebody was asked about. */
export const ofReview = query({
  name: "questions.of_review",
  permission: "review.read",
  input: wire.reviewInput,
  output: wire.askedItems,
  load: async (reader, input) => {
    const [found] = await reader
      .select({ reviewerId: review.reviewerId })
      .from(review)
      .where(eq(review.id, input.review));
    if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
    return found;
  },
  run: async (reader, { input }) =>
    rows<wire.AskedItems[number]>(
      reader,
      sql`SELECT q.item_id AS item, (count(*) FILTER (WHERE q.state = 'open' AND q.expires_at > ${now().toISOString()}::timestamptz))::int AS open,
          (count(*) FILTER (WHERE q.state = 'answered'))::int AS answered
        FROM item i JOIN question q ON q.item_id = i.id WHERE i.review_id = ${input.review}
        GROUP BY q.item_id ORDER BY max(q.asked_at) DESC LIMIT 2000`,
    ),
});

/** What this person is asked, and what became of what they were asked in the last thirty days. */
export const mine = query({
  name: "questions.mine",
  permission: "own.questions",
  input: z.object({}),
  output: wire.ownQuestions,
  run: async (reader, { scope }) => {
    const found = await rows<
      Omit<wire.OwnQuestion, "question" | "answer"> &
        Words & { campaignStatus: string; type: ItemType; phrase: string | null; title: string }
    >(
      reader,
      sql`SELECT q.id, q.part, p.name AS by, w.payload AS words, a.payload AS said, i.subject_name AS subject,
          i.type, i.title, i.phrase, '' AS access, i.application_name AS application, c.name AS campaign, c.status AS "campaignStatus", q.state,
          ${iso(sql`q.asked_at`)} AS "askedAt", ${iso(sql`q.expires_at`)} AS "expiresAt", ${iso(sql`q.ended_at`)} AS "endedAt"
        FROM question q JOIN item i ON i.id = q.item_id JOIN campaign c ON c.id = q.campaign_id JOIN person p ON p.id = q.asked_by
        LEFT JOIN private_payload w ON w.id = q.words_id LEFT JOIN private_payload a ON a.id = q.answer_words_id
        WHERE q.to_person_id = ${scope.personId} AND (q.state = 'open' OR q.ended_at > ${now().toISOString()}::timestamptz - interval '30 days')
        ORDER BY q.state = 'open' DESC, coalesce(q.ended_at, q.asked_at) DESC, q.id LIMIT 100`,
    );
    const at = now();
    const all = found.map(({ words, said, campaignStatus, type, phrase, title, ...q }) => ({
      ...q,
      access: accessWords({ type, subjectName: q.subject, phrase, title, applicationName: q.application }),
      state: stateAt({ state: q.state, expiresAt: new Date(q.expiresAt) }, { status: campaignStatus }, at),
      question: wordIn(words, "question"),
      answer: wordIn(said, "answer"),
    }));
    return {
      open: all.filter((q) => q.state === "open"),
      ended: all.filter((q) => q.state !== "open"),
    };
  },
});

/** A link with its question; nothing of a question, and a hash that nothing has, where there is no such link. */
export async function linkedOf(reader: Pick<Reader, "select">, link: string) {
  const [found] = await reader
    .select({ link: questionLink, question, item })
    .from(questionLink)
    .innerJoin(question, eq(question.id, questionLink.questionId))
    .innerJoin(item, eq(item.id, question.itemId))
    .where(eq(questionLink.id, link));
  return { linkHash: found?.link.hash ?? noHash, found };
}

/** What the page behind a link shows. */
export const byLink = query({
  name: "questions.by_link",
  permission: "question.by_link",
  input: wire.linkInput,
  output: wire.linkedQuestion,
  load: (reader, input) => linkedOf(reader, input.link),
  run: async (reader, { subject }) => {
    const { found } = subject;
    if (!found) throw new Error("A link without a question was let through.");
    const { question: q, item: i } = found;
    const [about] = await rows<{ by: string; status: string; words: string | null }>(
      reader,
      sql`SELECT p.name AS by, c.status, w.payload AS words FROM question q JOIN person p ON p.id = q.asked_by
        JOIN campaign c ON c.id = q.campaign_id LEFT JOIN private_payload w ON w.id = q.words_id WHERE q.id = ${q.id}`,
    );
    const state = stateAt(q, { status: about?.status ?? "" }, now());
    const asked = wordIn(about?.words ?? null, "question");
    if (state !== "open" || !about || asked === null)
      return {
        state: state === "open" ? ("withdrawn" as const) : state,
        on: q.endedAt?.toISOString() ?? null,
      };
    return {
      state,
      by: about.by,
      to: wordIn(about.words, "to") ?? "",
      question: asked,
      access: accessWords(i),
      expiresAt: q.expiresAt.toISOString(),
    };
  },
});

/** Open questions whose time is over, the oldest first. */
export const due = query({
  name: "questions.due",
  permission: "question.expire",
  input: z.object({}),
  output: z.array(z.uuid()),
  run: async (reader) => {
    const found = await rows<{ id: string }>(
      reader,
      sql`SELECT id FROM question WHERE state = 'open' AND expires_at <= ${now().toISOString()}::timestamptz
        ORDER BY expires_at LIMIT 200`,
    );
    return found.map((f) => f.id);
  },
});
