import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { draft } from "@/db/schema/drafts";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { paragraphs } from "@/lib/drafting/render";
import { draftResult } from "@/lib/drafting/schema";
import type { Packet } from "@/lib/evidence/schema";
import { holdsTakenOut } from "@/lib/text/taken-out";
import { retires } from "./acts";
import { answerBeneath, lockWithBeneath, reopenBeneath } from "./answers";
import { shownIds } from "./blind";
import { type Case, casesOf, packetsOf } from "./cases";
import { atLeastOne, decideAll } from "./deciding";
import {
  controlOwnerOf,
  entryOf,
  insertException,
  lockPairs,
  pairsBeneath,
  pairsOf,
  secondFor,
  sidesOf,
  withdrawException,
} from "./exceptions";
import { boundedSeconds, inViewText } from "./in-view";
import { keepingOf } from "./keeping";
import { shareOf } from "./meaning";
import type { Along, Marks, Ruled, Weighed } from "./recording";
import { decideInput } from "./schema";
import { mustHeedLook } from "./second-look";
import { answeredLook, insertLook, lookEntry, lookFor, withdrawLook } from "./second-look-pool";
import { identityOf, lockItem } from "./subject";
import { candidateOf, offerOwnership, withdrawOffers } from "./transfer";

/**
 * Records one person's decision on one item: the gate rules, the row is appended, the counters move, and the log entry names
 * what was served. The answer carries the receipt.
 */
export const decide = command({
  name: "reviews.decide",
  permission: "item.decide",
  input: decideInput,
  idempotent: true,
  load: async (tx, input) => {
    await lockWithBeneath(tx, input.item);
    return lockItem(tx, input.item);
  },
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const [found] = await casesOf(tx, [{ subject, input }], personId);
    const packet = (await packetsOf(tx, [input.item])).get(input.item);
    if (!found || !packet) throw new Error("An item has no case.");
    const one: Read = { ...found, packet };
    one.input = { ...input, inView: ownIds(one) };
    const act = { actor, now, ...(await marksOf(tx, one, now)) };
    const { made, events } = await decideAll(tx, [await weigh(tx, one)], act, (ruled) =>
      takeAlong(tx, ruled, packet, personId, now),
    );
    const [result] = made;
    if (!result) throw new Error("Nothing was decided.");
    const { item: _, ...told } = result;
    return { result: { ...told, takenOut: holdsTakenOut(input.words) }, events: atLeastOne(events) };
  },
});

/** A case with its whole packet. */
type Read = Case & { packet: Packet };

/** What was in view, by the packet's own numbers: before the draft, facts are shown under others. */
function ownIds({ input, packet, subject, before }: Read): string[] | undefined {
  if (!input.inView || subject.item.arm === "assisted" || before !== null) return input.inView;
  const seen = new Set(input.inView);
  return [...shownIds(packet)].flatMap(([id, shown]) => (seen.has(shown) ? [id] : []));
}

/** What the browser counted, held to what the server knows, and how much of the words is the draft's. */
async function marksOf(tx: Tx, { input, opened, packet }: Read, now: Date): Promise<Marks> {
  const from = input.startedFrom;
  const said = from && input.draft ? await noteSaid(tx, input.draft.id) : null;
  return {
    seconds: boundedSeconds(input.seconds, opened?.at, now),
    inView: inViewText(packet, input.inView),
    started:
      from && said !== null
        ? { from, share: shareOf(said, input.words || input.exception?.reason || "") }
        : undefined,
  };
}

/** The sentences of a draft's note, as they can be taken over. */
async function noteSaid(tx: Tx, id: string): Promise<string> {
  const [found] = await tx.select({ result: draft.result }).from(draft).where(eq(draft.id, id));
  const { why, against, unknown } = paragraphs(draftResult.parse(found?.result));
  return [...why, ...against, ...unknown].map((s) => s.text).join(" ");
}

/** What findings, conflicts and people named make of one case; the conflicts are held until commit. */
async function weigh(tx: Tx, of: Read): Promise<Weighed> {
  const { input, packet, subject } = of;
  const pairs = pairsOf(input.item, packet);
  // What a retirement removed comes back with it, and another side may be kept because it was to go.
  const restored = subject.item.type === "identity" ? await pairsBeneath(tx, input.item) : [];
  await lockPairs(tx, [...pairs, ...restored]);
  const sides = await sidesOf(tx, pairs);
  const keeping = keepingOf(packet, subject.item.findings, sides);
  const asksSecond = input.exception && keeping.takes !== "nothing" && keeping.second;
  return {
    ...of,
    keeping,
    sides: [...sides, ...(await sidesOf(tx, restored))],
    controlOwner: input.exception
      ? await controlOwnerOf(tx, input.exception.controlOwner, subject.item)
      : "fit",
    second: asksSecond ? await secondFor(tx, { ...subject, fallbackId: subject.campaign.fallbackId }) : null,
    newOwner: input.newOwner ? await candidateOf(tx, input.newOwner) : undefined,
  };
}

/**
 * What one decision takes along: the exception it is kept under or a second person's look, the items a retirement answers, whom a
 * transfer asks; and what the decision before it had taken along is taken back.
 */
async function takeAlong(tx: Tx, ruled: Ruled, packet: Packet, personId: string, now: Date): Promise<Along> {
  const { of, id, words, seed } = ruled;
  const { input, subject, keeping, second } = of;
  const { item } = subject;
  await withdrawException(tx, input.supersedes);
  const excepted =
    keeping.takes !== "nothing" && input.exception && words
      ? { ...keeping, ...input.exception, second: second && "id" in second ? second : null, words: words.id }
      : null;
  const exceptionId = excepted
    ? await insertException(tx, { item, decision: id, excepted, at: now, seed })
    : null;
  const answered = item.privilege === "privileged" ? await answeredLook(tx, item.id) : null;
  mustHeedLook(answered, input);
  if (item.decisionId !== null) await withdrawLook(tx, item.id, now);
  const look = excepted?.second
    ? null
    : await lookFor(tx, {
        item,
        packet,
        blocked: subject.blocked,
        outcome: input.outcome,
        answered,
        at: now,
      });
  if (look) await insertLook(tx, { item, decision: id, look, at: now, seed });
  const takenBack = await withdrawOffers(tx, { item: item.id, campaign: subject.campaign.id }, now);
  const reopened = item.type === "identity" ? await reopenBeneath(tx, item.id) : 0;
  const who = { personId, identity: await identityOf(tx, personId) };
  const beneath = retires(item.type, input)
    ? await answerBeneath(tx, { whole: item.id, decision: id, outcome: input.outcome, who, at: now })
    : { answers: 0, root: null };
  const offered =
    input.newOwner && words && item.identitySourceId !== null && item.identityId !== null
      ? await offerOwnership(
          tx,
          {
            source: item.identitySourceId,
            identity: item.identityId,
            to: input.newOwner,
            by: personId,
            reasonId: words.id,
            decision: id,
            item: item.id,
            campaign: subject.campaign.id,
          },
          now,
        )
      : undefined;
  return {
    exceptionId,
    exception: excepted && exceptionId ? entryOf(exceptionId, excepted) : undefined,
    secondLook: look ? lookEntry(look) : undefined,
    waiting: excepted?.second ? "exception" : input.newOwner ? "acceptance" : look ? "second_look" : null,
    answers: beneath.answers,
    answersRoot: beneath.root,
    reopened,
    events: [...takenBack, ...(offered ? [offered.event] : [])],
  };
}
