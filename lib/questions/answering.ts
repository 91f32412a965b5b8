import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { person } from "@/db/schema/people";
import { question } from "@/db/schema/questions";
import type { Events } from "@/lib/audit-log/events";
import { dayIn } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { lookAtWords } from "@/lib/evidence/asserted";
import { freezeAnswer } from "@/lib/evidence/next-packet";
import { uuid7 } from "@/lib/ids";
import type { Job } from "@/lib/jobs/queue";
import { enqueued } from "@/lib/mail/outbox";
import { cut } from "@/lib/text/plain-text";
import type { HeldQuestion } from "./held";
import { mustBeOpen, stateAt } from "./rules";
import type { Answered } from "./schema";
import { wordIn } from "./words";

/** As much of an answer as is kept, in characters; a packet shows the first of it. */
const mostWords = 2_000;

type Recorded = { result: Answered; events: Events; jobs: readonly Job[] };

/**
 * Records an answer: the whole of it as private words, and, while the item is open, as a fact of its next packet. Secrets are
 * taken out of both (I17). After the decision it is kept with its question and changes no evidence. Item and question are locked.
 */
export async function recordAnswer(
  tx: Tx,
  held: HeldQuestion,
  given: { text: string; by: "person" | "link" },
  at: Date,
): Promise<Recorded> {
  const { question: q, item: i } = held;
  mustBeOpen(stateAt(q, held.campaign, at));
  const looked = await lookAtWords(tx, given.text, mostWords);
  if (!looked.clean)
    throw new AppError("invalid", "answer", "This answer could not be read. Write it differently.", {
      answer: "Write it differently.",
    });
  const by = wordIn(held.words, "to") ?? "Somebody who was asked";
  const address = wordIn(held.words, "address");
  const words = {
    id: uuid7(at.getTime()),
    payload: {
      answer: looked.clean,
      ...(given.by === "link" ? { link: address ?? "an address that was erased" } : {}),
    },
  };
  const packet =
    i.state === "open"
      ? await freezeAnswer(
          tx,
          i,
          {
            question: q.id,
            at: at.toISOString(),
            value: {
              by,
              part: q.part,
              way: given.by === "link" ? "link" : "portal",
              on: dayIn(at, env().timeZone),
              question: wordIn(held.words, "question") ?? "",
              text: cut(looked.clean),
              instructs: looked.instructs,
              secrets: looked.secrets,
            },
          },
          at,
        )
      : null;
  await tx
    .update(question)
    .set({
      state: "answered",
      endedAt: at,
      answeredBy: given.by,
      answerWordsId: words.id,
      packetVersion: packet?.version ?? null,
    })
    .where(eq(question.id, q.id));
  return {
    result: { question: q.id, late: packet === null },
    events: [
      {
        type: "question.answered",
        campaign: q.campaignId,
        item: q.itemId,
        words,
        ...(packet ? { refs: { evidence: `sha256:${packet.hash}` } } : {}),
        data: {
          question: q.id,
          ...(packet ? { packet: { version: packet.version, before: `sha256:${packet.before}` } } : {}),
        },
      },
    ],
    jobs: [
      ...(packet
        ? [{ name: "draft.campaign" as const, data: { campaign: q.campaignId }, key: q.campaignId }]
        : []),
      ...(await notice(tx, held, at)),
    ],
  };
}

/** Tells the item's reviewer by mail, where they have an address. */
async function notice(tx: Tx, { question: q, item: i }: HeldQuestion, at: Date): Promise<Job[]> {
  if (!env().mail) return [];
  const [who] = await tx.select({ email: person.email }).from(person).where(eq(person.id, i.reviewerId));
  return who?.email
    ? enqueued(tx, { campaign: q.campaignId, kind: "answer", about: q.id, to: i.reviewerId }, at)
    : [];
}
