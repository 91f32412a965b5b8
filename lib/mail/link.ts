import { createHash, randomBytes } from "node:crypto";
import type { Ctx } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";

/**
 * A link that answers one question: `<id>.<secret>`. The id finds the row, the secret (256 random bits) shows that it was sent;
 * of it only the SHA-256 is kept. The link makes nobody a signed-in person.
 */
export type Link = { id: string; hash: string };

const FORM = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** A new link: the row to keep, and the text that is sent and never kept. */
export function makeLink(at: Date): Link & { text: string } {
  const id = uuid7(at.getTime());
  const secret = randomBytes(32).toString("base64url");
  return { id, hash: hashOf(secret), text: `${id}.${secret}` };
}

/**
 * Who comes by this link.
 * @throws AppError not_found where it has not the form of a link, as for any other wrong one
 */
export function linkCtx(text: unknown, requestId: string): { ctx: Ctx; link: string } {
  const [, id, secret] = (typeof text === "string" && FORM.exec(text)) || [];
  if (!id || !secret)
    throw new AppError(
      "not_found",
      "row",
      "There is nothing here for you: it does not exist or is not yours.",
    );
  return { ctx: { actor: { kind: "link", link: id, hash: hashOf(secret) }, requestId }, link: id };
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** What no secret hashes to: compared with where there is no such link. */
export const noHash = "-".repeat(64);
