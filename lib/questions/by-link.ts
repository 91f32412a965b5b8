import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { linkCtx } from "@/lib/mail/link";
import { read } from "@/lib/query";
import { answerByLink } from "./commands";
import { paced } from "./pace";
import { byLink } from "./queries";
import type { Answered, LinkedQuestion } from "./schema";

/*
 * What is done by a link, without a session: whoever is signed in besides does it as the link's holder all the same.
 */

/** What the page behind a link shows; null for whatever is no link of a question. Reading changes nothing, so mail scanners may. */
export async function linkedQuestion(text: string): Promise<LinkedQuestion | null> {
  try {
    const { ctx, link } = linkCtx(text, crypto.randomUUID());
    return await read(ctx, byLink, { link });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

/** Answers a question by its link. @throws AppError */
export async function answerLinked(raw: Record<string, unknown>): Promise<Answered> {
  const { ctx, link } = linkCtx(raw.link, crypto.randomUUID());
  paced(link, performance.now());
  return execute(ctx, answerByLink, { link, answer: typeof raw.answer === "string" ? raw.answer : "" });
}
