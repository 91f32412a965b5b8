import { randomBytes } from "node:crypto";
import { sameBytes, toBase64, toUtf8 } from "@/lib/audit-log/bytes";
import { parseNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { answersNonce, readTimestamp, timestampRequest } from "@/lib/audit-log/timestamp";
import { timestampVerify } from "@/lib/audit-log/timestamp-signature";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { read } from "@/lib/query";
import { keepTimestamp, reached } from "./commands";
import { patience } from "./post";
import { checkpointAt } from "./queries";
import type { AnchorTarget } from "./schema";

const MOST_BYTES = 1 << 17;

/** Has the head's time stamped (RFC 3161). Gives the sentence saying why not, where it did not work out. */
export async function stampHead(ctx: Ctx, target: AnchorTarget): Promise<string | undefined> {
  const head = await read(ctx, checkpointAt, {});
  if (!head) return undefined;
  const problem = await stamp(ctx, target.name, head);
  if (problem === undefined) await perform(ctx, reached, { ...target, size: head.size });
  return problem;
}

/** Has one checkpoint stamped, unless it is: its text without any signature, so that cosignatures may follow. */
export async function stamp(
  ctx: Ctx,
  authority: string,
  at: { size: number; note: string; stamped: readonly string[] },
): Promise<string | undefined> {
  if (at.stamped.includes(authority)) return undefined;
  const imprint = sha256(toUtf8(parseNote(at.note).text));
  const nonce = randomBytes(16);
  let response: Uint8Array;
  try {
    const answer = await fetch(authority, {
      method: "POST",
      body: Uint8Array.from(timestampRequest(imprint, nonce)),
      headers: { "content-type": "application/timestamp-query" },
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    if (!answer.ok) return `The time stamping authority answered ${answer.status}.`;
    response = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return "The time stamping authority could not be reached.";
  }
  if (response.length > MOST_BYTES) return "The time stamping authority's answer is too long to be one.";
  try {
    const found = readTimestamp(response);
    if (!sameBytes(found.imprint, imprint) || !answersNonce(found, nonce))
      return "The time stamping authority stamped something else.";
    const signed = timestampVerify(found, undefined);
    if ("problem" in signed) return `The time stamp does not hold: ${signed.problem}.`;
    await perform(ctx, keepTimestamp, {
      authority,
      size: at.size,
      token: toBase64(response),
      at: new Date(found.at).toISOString(),
    });
    return undefined;
  } catch (error) {
    return `The time stamp cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
