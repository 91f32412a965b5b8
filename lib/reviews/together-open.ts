import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { item, served } from "@/db/schema/reviews";
import { personOf } from "@/lib/auth/actor";
import { observation } from "@/lib/chore";
import { dayIn } from "@/lib/clock";
import { viewOf as draftView } from "@/lib/drafting/render";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { viewOf } from "@/lib/evidence/view";
import { uuid7 } from "@/lib/ids";
import { aloneBecause } from "./alike";
import { choicesOf } from "./choices";
import { inCommon } from "./in-common";
import { listOpened } from "./list-opened";
import { recordOf } from "./observe";
import { nothingHere, packetOf } from "./subject";
import { listOf, mustBeOneAct } from "./together";
import { together as effectsOf, frictionOf } from "./together-effects";
import { openTogetherInput, revealTogetherInput } from "./together-schema";

/** The items with their packets and drafts, held until what was served is kept: a draft recorded meanwhile is too late for it. */
async function loadTogether(tx: Tx, input: { review: string; items: readonly string[] }) {
  const list = await listOf(tx, input.review);
  const ids = [...new Set(input.items)];
  const found = await tx
    .select({ item, body: evidencePacket.body, draft, withdrawn: draftWithdrawal.at })
    .from(item)
    .innerJoin(
      evidencePacket,
      and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
    )
    .leftJoin(draft, eq(draft.id, item.draftId))
    .leftJoin(draftWithdrawal, eq(draftWithdrawal.draftId, draft.id))
    .where(and(inArray(item.id, ids), eq(item.reviewId, input.review)))
    .orderBy(asc(item.position))
    .for("share", { of: item });
  if (found.length < ids.length) throw nothingHere();
  return {
    ...list,
    all: found.map((f) => ({ ...f, draft: f.draft && f.withdrawn === null ? f.draft : null })),
  };
}

/** Nothing is served this way that is decided on its own; of a blind item above all (I12). */
function mustBeServable(all: readonly { item: typeof item.$inferSelect }[]): void {
  const refused = all.flatMap(({ item: i }) => {
    const why = aloneBecause(i);
    return why ? [[i.id, why] as const] : [];
  });
  if (refused.length > 0)
    throw new AppError(
      "rule",
      "together-refused",
      `${refused.length} of ${all.length} are decided on their own.`,
      Object.fromEntries(refused),
    );
}

/**
 * Puts several alike items before their reviewer: of each its packet and its note, and keeps of each that it did. What all say
 * alike is said once. The recommendations are not in it.
 */
export const openTogether = observation({
  name: "reviews.open_together",
  permission: "item.open",
  input: openTogetherInput,
  load: loadTogether,
  run: async (tx, { input, subject, actor, now }) => {
    const { all, together, reviewerId } = subject;
    mustBeOneAct(all.length, together);
    mustBeServable(all);
    const personId = personOf(actor) ?? "";
    await listOpened(tx, { id: input.review, reviewerId }, personId, now);
    await tx.insert(served).values(
      all.map(({ item: i, draft: d }) => ({
        id: uuid7(now.getTime()),
        personId,
        itemId: i.id,
        what: "opened" as const,
        evidenceHash: i.evidenceHash,
        draftId: d?.id ?? null,
        draftHash: d?.outputHash ?? null,
        at: now,
      })),
    );
    const packets = all.map(({ body }) => packetOf(body));
    const views = packets.map(viewOf);
    const facts = inCommon(views.map((v) => v.facts.map((f) => f.sentence)));
    const notes = inCommon(all.map(({ draft: d }) => noteOf(d)));
    const [first] = packets;
    if (!first) throw nothingHere();
    return {
      result: {
        review: all[0]?.item.reviewId ?? "",
        title: first.access.title,
        phrase: first.access.phrase,
        application: first.access.application,
        allows: views[0]?.allows ?? "",
        cap: together.cap,
        /** What every one of them says, once. */
        shared: facts.shared,
        sharedNote: notes.shared,
        members: all.map(({ item: i, draft: d }, at) => ({
          item: i.id,
          subject: i.subjectName,
          who: views[at]?.who ?? "",
          account: i.accountLogin ?? i.accountId,
          evidence: i.evidenceHash,
          draft: d ? { id: d.id, hash: d.outputHash } : null,
          supersedes: i.decisionId,
          outcome: i.outcome,
          facts: facts.own[at] ?? [],
          note: notes.own[at] ?? [],
          checked: views[at]?.checked ?? "",
          /** What removing it has to take into account. */
          friction: frictionOf(packets[at]),
        })),
        choices: effectsOf(
          choicesOf(first, {
            keeping: { takes: "nothing" },
            second: null,
            today: dayIn(now, env().timeZone),
          }),
          first,
        ),
      },
    };
  },
});
export type OpenedTogether = Awaited<ReturnType<(typeof openTogether)["run"]>>["result"];

type Draft = typeof draft.$inferSelect;

/** The sentences of a note: why, what speaks against, what is not known; each after why behind the words that say so. */
function noteOf(d: Draft | null): string[] {
  if (!d) return [];
  const note = draftView(recordOf(d), "note");
  return [
    ...note.why.map((s) => s.text),
    ...note.against.map((s) => `${note.lead ?? "Against this:"} ${s.text}`),
    ...note.unknown.map((s) => `${s.stated ? "Only stated:" : "Not known:"} ${s.text}`),
  ];
}

/** Opens the recommendations of the drafts served last with these items, and keeps of each when, and which verb was pressed before. */
export const revealTogether = observation({
  name: "reviews.reveal_together",
  permission: "item.open",
  input: revealTogetherInput,
  load: loadTogether,
  run: async (tx, { input, subject, actor, now }) => {
    const { all, together } = subject;
    mustBeOneAct(all.length, together);
    mustBeServable(all);
    const personId = personOf(actor) ?? "";
    const ids = all.map(({ item: i }) => i.id);
    const opened = await tx
      .selectDistinctOn([served.itemId])
      .from(served)
      .where(and(inArray(served.itemId, ids), eq(served.personId, personId), eq(served.what, "opened")))
      .orderBy(asc(served.itemId), desc(served.at), desc(served.id));
    const draftOf = new Map(opened.map((o) => [o.itemId, o.draftId]));
    const drafted = all.flatMap(({ item: i, draft: d }) => (d ? [{ i, d }] : []));
    if (all.some(({ item: i, draft: d }) => !draftOf.has(i.id) || draftOf.get(i.id) !== (d?.id ?? null)))
      throw new AppError(
        "conflict",
        "draft-changed",
        "A draft you saw is no longer the one to go by. Open these items again.",
      );
    if (drafted.length > 0)
      await tx.insert(served).values(
        drafted.map(({ i, d }) => ({
          id: uuid7(now.getTime()),
          personId,
          itemId: i.id,
          what: "revealed" as const,
          evidenceHash: i.evidenceHash,
          draftId: d.id,
          draftHash: d.outputHash,
          choice: input.choice ?? null,
          at: now,
        })),
      );
    return {
      result: {
        items: all.map(({ item: i, draft: d }) => ({
          item: i.id,
          recommendation: (d && draftView(recordOf(d), "recommendation").recommendation) ?? null,
        })),
      },
    };
  },
});
export type RevealedTogether = Awaited<ReturnType<(typeof revealTogether)["run"]>>["result"];
