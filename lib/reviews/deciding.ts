/**
 * The one way to a decision (I6), of one item and of many: each is held against the gate with what this person was served of
 * it, and each becomes its own row and its own log entry.
 */
import type { Tx } from "@/db/client";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import { type Actor, personOf } from "@/lib/auth/actor";
import { simulatedMark } from "@/lib/auth/rules";
import { dayIn } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Case } from "./cases";
import { blockedBeside } from "./delegation";
import { actsFor } from "./delegation-sql";
import type { Keeping } from "./keeping";
import { type Act, type Along, entryOf, type Made, type Ruled, recordAll, type Weighed } from "./recording";
import { competenceOf, type Gate, gate, identityKey } from "./rules";
import { standingsOf } from "./seen";
import { identityOf, wordsOf } from "./subject";

const nothing: Along = {
  exceptionId: null,
  exception: undefined,
  secondLook: undefined,
  waiting: null,
  answers: 0,
  answersRoot: null,
  reopened: 0,
  events: [],
};

/** Why each refused item was refused, by its id; one entry is thrown as it is. */
type Refusals = Map<string, AppError>;

/**
 * Holds each case against the gate and records all of them, or none.
 * @param along writes what a decision takes along; without it none does
 * @throws AppError what the gate says of the one item; of several, each refused item by name
 */
export async function decideAll(
  tx: Tx,
  cases: readonly Weighed[],
  act: Act,
  along?: (ruled: Ruled) => Promise<Along>,
) {
  const personId = personOf(act.actor) ?? "";
  const who = { personId, identity: await identityOf(tx, personId) };
  const actingFor = await actsFor(tx, personId);
  const campaigns = [...new Set(cases.map((c) => c.subject.campaign.id))];
  const standings = new Map((await standingsOf(tx, campaigns, personId)).map((s) => [s.campaign, s]));
  const zone = env().timeZone;
  const today = dayIn(act.now, zone);
  const refused: Refusals = new Map();
  const ruled = cases.flatMap((of): Ruled[] => {
    try {
      const ruling = gate(gateOf(of, blockedBeside(of.subject, who, actingFor), who, today), of.input);
      const { input, subject } = of;
      const standing = standings.get(subject.campaign.id);
      const briefed = standing?.briefedAt
        ? `briefed on ${dayIn(new Date(standing.briefedAt), zone)}`
        : "not briefed";
      return [
        {
          of,
          competence: `${competenceOf(subject.item)}, ${briefed}`,
          timed: standing !== undefined && standing.seen !== "off",
          ruling,
          id: uuid7(act.now.getTime()),
          words: wordsOf(input.words, act.now, input.exception),
          seed: seedOf(act.actor) ?? subject.campaign.seed,
        },
      ];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.set(of.subject.item.id, error);
      return [];
    }
  });
  if (refused.size > 0) throw refusal(refused, cases);
  const made: Made[] = [];
  for (const r of ruled) made.push({ ...r, along: (await along?.(r)) ?? nothing });
  await recordAll(tx, made, act, personId);
  return {
    made: made.map(({ of, ruling, id, along: { waiting, answers, reopened } }) => ({
      item: of.subject.item.id,
      decision: id,
      outcome: of.input.outcome,
      disposition: ruling.disposition,
      waiting,
      /** Whether other items of the list changed with it. */
      beneath: answers + reopened,
      decidedAt: act.now.toISOString(),
    })),
    events: made.flatMap((m) => [entryOf(m, act), ...m.along.events]),
  };
}

/** The entries of an act on at least one item. */
export function atLeastOne(events: readonly AuditEvent[]): Events {
  const [first, ...rest] = events;
  if (!first) throw new Error("Nothing was decided.");
  return [first, ...rest];
}

/** What was simulated says so in the row and in the leaf, also in a campaign that real people go on with. */
export function seedOf(actor: Actor): string | null {
  return actor.kind === "person" ? simulatedMark(actor.authn) : null;
}

function gateOf(of: Weighed, blocked: Gate["item"]["blocked"], who: Gate["who"], today: string): Gate {
  const { item, review, campaign } = of.subject;
  return {
    campaign,
    review: { signedOff: review.signedOffAt !== null },
    item: { ...item, blocked, subject: identityKey(item) },
    who,
    standing: of.standing,
    before: of.before,
    served: of.opened,
    reveal: of.revealed,
    draft: of.drafted,
    packet: of.packet,
    keeping: of.keeping,
    sides: of.sides,
    controlOwner: of.controlOwner,
    second: of.second,
    asked: of.asked,
    newOwner: of.newOwner,
    today,
  };
}

/** One item's own refusal; of several, one that names each. It is a conflict where one of them is: look again. */
export function refusal(refused: Refusals, all: readonly { subject: Case["subject"] }[]): AppError {
  const [only] = refused.values();
  if (all.length === 1 && only) return only;
  const conflict = [...refused.values()].some((e) => e.code === "conflict");
  const fields = Object.fromEntries([...refused].map(([id, error]) => [id, error.message]));
  const slugs = new Set([...refused.values()].map((e) => e.slug));
  const same = slugs.size === 1 && only ? ` ${only.message}` : "";
  return new AppError(
    conflict ? "conflict" : "rule",
    "together-refused",
    `Nothing was recorded: ${refused.size} of ${all.length} cannot be decided this way.${same}`,
    fields,
  );
}

/** What a case without a finding asks of nobody else. */
export function unentangled(of: Case): Weighed {
  const keeping: Keeping = { takes: "nothing" };
  return { ...of, keeping, sides: [], controlOwner: "fit", second: null, newOwner: undefined };
}
