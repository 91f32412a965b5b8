import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { exception } from "@/db/schema/exceptions";
import { item } from "@/db/schema/reviews";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { neverNow } from "@/lib/reviews/delegation-sql";
import { reopen } from "@/lib/reviews/reopen";
import { blockOf } from "@/lib/reviews/rules";
import { blockedOf, identityOf } from "@/lib/reviews/subject";
import { maySettle } from "./rules";
import { grantInput, refuseInput } from "./schema";

/**
 * The exception with its item, review and campaign. The item's row is locked first, as deciding and closing take it, and all
 * else is read after that, so that whoever was before is seen.
 */
async function lockException(tx: Tx, id: string) {
  const [about] = await tx.select({ item: exception.itemId }).from(exception).where(eq(exception.id, id));
  if (!about) throw new AppError("not_found", "exception", "There is no such exception that waits for you.");
  const [locked] = await tx.select().from(item).where(eq(item.id, about.item)).for("update");
  const [found] = await tx.select().from(exception).where(eq(exception.id, id)).for("update");
  if (!locked || !found) throw new Error("An exception has no item.");
  const [c] = await tx.select().from(campaign).where(eq(campaign.id, found.campaignId));
  if (!c) throw new Error("An exception has no campaign.");
  // A row of nobody's where no second person is needed: then it is nobody's to settle.
  return { exception: found, item: locked, campaign: c, personId: found.secondId ?? "" };
}

type Locked = Awaited<ReturnType<typeof lockException>>;

/** Why this person may not decide the item now (I7): they are its holder by now, or act for them. */
async function blockedFrom(tx: Tx, i: Locked["item"], by: string): Promise<string | undefined> {
  return blockOf(await neverNow(tx, i, blockedOf(i.blocked)), {
    personId: by,
    identity: await identityOf(tx, by),
  });
}

function bodyOf(e: Locked["exception"]) {
  return {
    exception: e.id,
    decision: e.decisionId,
    rules: e.rules,
    until: e.until,
    control_owner: e.controlOwnerId,
    requested_by: e.requestedBy,
  };
}

/** The second person grants: the decision is good from now on. */
export const grant = command({
  name: "exceptions.grant",
  permission: "exception.settle",
  input: grantInput,
  idempotent: true,
  load: (tx, input) => lockException(tx, input.exception),
  run: async (tx, { input, subject, actor, now }) => {
    const { exception: e, campaign: c } = subject;
    const by = personOf(actor) ?? "";
    maySettle(e, by, c, await blockedFrom(tx, subject.item, by));
    const words = input.words ? { id: uuid7(now.getTime()), payload: { rationale: input.words } } : undefined;
    await tx
      .update(exception)
      .set({ state: "granted", settledBy: by, settledAt: now, settledWordsId: words?.id ?? null })
      .where(eq(exception.id, e.id));
    await tx.update(item).set({ waiting: null }).where(eq(item.id, e.itemId));
    return {
      result: { exception: e.id, state: "granted" as const },
      events: [
        {
          type: "exception.granted",
          campaign: c.id,
          item: e.itemId,
          refs: { evidence: `sha256:${subject.item.evidenceHash}` },
          ...(words ? { words } : {}),
          data: bodyOf(e),
        },
      ],
    };
  },
});

/** The second person refuses, with words: the decision falls, the item is open again, and so is a review signed off over it. */
export const refuse = command({
  name: "exceptions.refuse",
  permission: "exception.settle",
  input: refuseInput,
  idempotent: true,
  load: (tx, input) => lockException(tx, input.exception),
  run: async (tx, { input, subject, actor, now }) => {
    const { exception: e, item: i, campaign: c } = subject;
    const by = personOf(actor) ?? "";
    maySettle(e, by, c, await blockedFrom(tx, i, by));
    const words = { id: uuid7(now.getTime()), payload: { rationale: input.words } };
    await tx
      .update(exception)
      .set({ state: "refused", settledBy: by, settledAt: now, settledWordsId: words.id })
      .where(eq(exception.id, e.id));
    const reopened = await reopen(tx, { item: i }, now, e.id);
    const refused: AuditEvent = {
      type: "exception.refused",
      campaign: c.id,
      item: i.id,
      refs: { evidence: `sha256:${i.evidenceHash}` },
      words,
      data: bodyOf(e),
    };
    return {
      result: { exception: e.id, state: "refused" as const, reopened: reopened.length > 0 },
      events: [refused, ...reopened],
    };
  },
});
