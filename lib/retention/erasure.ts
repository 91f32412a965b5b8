import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { person } from "@/db/schema/people";
import { erasure } from "@/db/schema/retention";
import type { AuditEvent } from "@/lib/audit-log/events";
import { type Actor, personOf } from "@/lib/auth/actor";
import { command, type Done } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { query } from "@/lib/query";
import { ownWords } from "@/lib/text/own-words";
import { enterRetention, heldAmong } from "./holds";
import { type ErasureCounts, erasureCounts, reasonField } from "./schema";
import { byCampaign, countsOf, emptyWords, stillRunning, type Words, wordsOf } from "./words-of";

/** What everybody is called whose words are gone. */
export const erasedName = "Erased person";

/** What an erasure would take now, and what stands against it. */
export const previewErasure = query({
  name: "retention.preview",
  permission: "retention.read",
  input: z.object({ person: z.uuid() }),
  output: z.object({ counts: erasureCounts, running: z.array(z.string()) }),
  run: async (reader, { input }) => {
    const words = await wordsOf(reader, input.person);
    return { counts: countsOf(words), running: await stillRunning(reader, input.person, campaignsOf(words)) };
  },
});

/** Asks that a person's words be erased; a second person grants it. */
export const erase = command({
  name: "retention.erase",
  permission: "retention.erase",
  input: z.object({ person: z.uuid(), reason: ownWords(reasonField) }),
  load: async (tx, input) => {
    await enterRetention(tx);
    return personFor(tx, input.person);
  },
  run: async (tx, { input, subject, actor, now }) => {
    await mustBeErasable(tx, subject);
    const [open] = await tx
      .select({ id: erasure.id })
      .from(erasure)
      .where(and(eq(erasure.personId, subject.id), eq(erasure.state, "asked")));
    if (open)
      throw new AppError(
        "conflict",
        "asked",
        "This erasure has been asked for already and waits for a second person.",
      );
    const [id, reasonId] = [uuid7(now.getTime()), uuid7(now.getTime())];
    await tx.insert(erasure).values({
      id,
      personId: subject.id,
      state: "asked",
      reasonId,
      askedBy: personOf(actor) ?? "",
      askedAt: now,
    });
    return {
      result: { erasure: id, counts: countsOf(await wordsOf(tx, subject.id)) },
      events: [
        {
          type: "erasure.asked",
          words: { id: reasonId, payload: { reason: input.reason } },
          data: { erasure: id, person: subject.id },
        },
      ],
    };
  },
});

/** The second person's answer: with a yes the words are gone. Whoever asked may only take it back. */
export const settleErasure = command({
  name: "retention.settle_erasure",
  permission: "retention.grant",
  input: z.object({
    erasure: z.uuid(),
    answer: z.enum(["grant", "refuse", "withdraw"]),
    reason: ownWords(reasonField),
  }),
  load: async (tx, input) => {
    await enterRetention(tx);
    const [found] = await tx.select().from(erasure).where(eq(erasure.id, input.erasure)).for("update");
    if (!found) throw new AppError("not_found", "erasure", "Nobody asked for this erasure.");
    return found;
  },
  run: async (tx, { input, subject, actor, now }): Promise<Done<{ counts: ErasureCounts | null }>> => {
    if (subject.state !== "asked")
      throw new AppError("conflict", "settled", "This erasure has been settled already.");
    mustBeTheirs(subject, input.answer, actor);
    const settledReasonId = uuid7(now.getTime());
    const settled = { settledBy: personOf(actor) ?? "", settledAt: now, settledReasonId };
    const words = { id: settledReasonId, payload: { reason: input.reason } };
    const about = { erasure: subject.id, person: subject.personId };
    if (input.answer !== "grant") {
      const state = input.answer === "refuse" ? ("refused" as const) : ("withdrawn" as const);
      await tx
        .update(erasure)
        .set({ ...settled, state })
        .where(eq(erasure.id, subject.id));
      return {
        result: { counts: null },
        events: [{ type: `erasure.${state}` as const, words, data: about }],
      };
    }
    const whom = await personFor(tx, subject.personId);
    await mustBeErasable(tx, whom);
    const found = await wordsOf(tx, whom.id);
    const counts = countsOf(found);
    await emptyWords(tx, found, now);
    await forgetName(tx, whom);
    await tx
      .update(erasure)
      .set({ ...settled, state: "performed", counts })
      .where(eq(erasure.id, subject.id));
    return { result: { counts }, events: performed(found, subject.id, words, about) };
  },
});

type Whom = {
  id: string;
  name: string;
  status: string;
  identitySourceId: number | null;
  identityId: string | null;
};

async function personFor(tx: Tx, id: string): Promise<Whom> {
  const [found] = await tx.select().from(person).where(eq(person.id, id)).for("update");
  if (!found || found.kind === "unassigned")
    throw new AppError("not_found", "person", "There is no such person.");
  return found;
}

/** @throws AppError where they can still sign in, a campaign of theirs runs, or a hold stops it */
async function mustBeErasable(tx: Tx, whom: Whom): Promise<void> {
  if (whom.status === "active")
    throw new AppError(
      "rule",
      "active",
      `${whom.name} can still sign in and act. Disable the account on the People page first; then ask again.`,
    );
  const words = await wordsOf(tx, whom.id);
  const of = campaignsOf(words);
  const held = await heldAmong(tx, words, whom.id);
  if (held.length > 0)
    throw new AppError(
      "rule",
      "held",
      `A legal hold stops this erasure: ${held.join(", ")}. Lift the hold first, or leave the words until it is lifted.`,
    );
  const running = await stillRunning(tx, whom.id, of);
  if (running.length > 0)
    throw new AppError(
      "rule",
      "running",
      `Words of ${whom.name} stand in campaigns that still run: ${running.join(", ")}. Ask again once they are sealed.`,
    );
}

function mustBeTheirs(
  { askedBy, personId }: { askedBy: string; personId: string },
  answer: string,
  actor: Actor,
): void {
  const by = personOf(actor);
  if (answer === "withdraw" && by !== askedBy)
    throw new AppError(
      "rule",
      "not-asker",
      "Only whoever asked for an erasure takes it back; you can refuse it.",
    );
  if (answer !== "withdraw" && (by === askedBy || by === personId))
    throw new AppError(
      "rule",
      "maker",
      "An erasure is granted or refused by a second person: neither who asked for it nor whose words they are.",
    );
}

/** The name goes wherever a table of ours holds it apart from sealed evidence; a frozen workpaper holds none. Ids stay, and with them every decision. */
async function forgetName(tx: Tx, whom: Whom): Promise<void> {
  await tx
    .update(person)
    .set({ name: erasedName, email: null, issuer: null, subject: null })
    .where(eq(person.id, whom.id));
  if (whom.identitySourceId !== null && whom.identityId !== null)
    await tx.execute(
      sql`UPDATE item SET subject_name = ${erasedName} WHERE identity_source_id = ${whom.identitySourceId} AND identity_id = ${whom.identityId}`,
    );
}

/** In each campaign's own part of the log, so that its pack, made again, says that they are gone. */
function performed(
  found: readonly Words[],
  id: string,
  words: { id: string; payload: { reason: string } },
  about: { erasure: string; person: string },
): [AuditEvent, ...AuditEvent[]] {
  const first: AuditEvent = { type: "erasure.granted", words, data: about };
  return [
    first,
    ...byCampaign(found).map(
      ({ campaign, commits }): AuditEvent => ({
        type: "erasure.performed",
        ...(campaign ? { campaign } : {}),
        data: { commits, why: "request", erasure: id },
      }),
    ),
  ];
}

function campaignsOf(words: readonly Words[]): string[] {
  return [...new Set(words.flatMap((w) => (w.campaign ? [w.campaign] : [])))];
}
