import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { question } from "@/db/schema/questions";
import { item } from "@/db/schema/reviews";
import { AppError } from "@/lib/errors";
import { aboutItem, foundItem } from "./queries";

/** The item, locked, with its list and campaign. */
export async function lockItem(tx: Tx, id: string) {
  return foundItem(await aboutItem(tx, id).for("update", { of: item }));
}

/** A question with its item, which is locked before it: deciding takes them in the same order. */
export async function lockQuestion(tx: Tx, id: string) {
  const [seen] = await tx.select({ itemId: question.itemId }).from(question).where(eq(question.id, id));
  if (!seen) throw noQuestion();
  const held = await lockItem(tx, seen.itemId);
  const [found] = await tx
    .select({ question, words: privatePayload.payload })
    .from(question)
    .leftJoin(privatePayload, eq(privatePayload.id, question.wordsId))
    .where(eq(question.id, id))
    .for("update", { of: question });
  if (!found) throw noQuestion();
  return { ...held, ...found, personId: found.question.toPersonId ?? "" };
}
export type HeldQuestion = Awaited<ReturnType<typeof lockQuestion>>;

const noQuestion = () => new AppError("not_found", "question", "There is no such question to you.");
