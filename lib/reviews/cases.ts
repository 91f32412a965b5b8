import { and, asc, desc, eq, sql } from "drizzle-orm";
import { isAmong } from "@/db/bulk";
import type { Tx } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { remediation } from "@/db/schema/remediation";
import { item, served } from "@/db/schema/reviews";
import { env } from "@/lib/env";
import type { Packet } from "@/lib/evidence/schema";
import type { Gate } from "./rules";
import { type DecideInput, type Outcome, verbOf } from "./schema";
import { packetOf, type Subject } from "./subject";

export type Drafted = NonNullable<Gate["draft"]> & { promptHash: string; model: string };

/** All that is on record about a decision somebody wants to make, and what they want. */
export type Case = {
  subject: Subject;
  input: DecideInput;
  /** As far as the gate asks for it. */
  packet: Pick<Packet, "asOf" | "facts">;
  /** The newest of what this person was served, and when they first opened its draft's recommendation. */
  opened: Gate["served"];
  revealed: Gate["reveal"];
  drafted: Drafted | undefined;
  /** What this person decided here first, where they did. */
  before: Outcome | null;
  /** The last decision on the item, in force or not. */
  last: { id: string; n: number } | null;
  /** Whether the decision in force was asked for in the target system already. */
  asked: boolean;
  /** Who decided what when, where a decision is in force, as the deciding person is told of it. */
  standing: string | null;
};

/** Reads the cases of this person's acts on locked items, without their packets: so many statements, however many items. */
export async function casesOf(
  tx: Tx,
  acts: readonly { subject: Subject; input: DecideInput }[],
  personId: string,
): Promise<Omit<Case, "packet">[]> {
  const ids = acts.map((a) => a.subject.item.id);
  const readings = await servedTo(tx, ids, personId);
  const drafts = await draftsOf(
    tx,
    [...readings.values()].flatMap((r) => r.opened?.draftId ?? []),
  );
  const made = await decisionsOf(tx, ids);
  const asked = await askedFor(
    tx,
    acts.flatMap((a) => a.subject.item.decisionId ?? []),
  );
  return acts.map(({ subject, input }) => {
    const { id, decisionId } = subject.item;
    const reading = readings.get(id);
    const history = made.get(id) ?? [];
    return {
      subject,
      input,
      opened: reading?.opened,
      revealed: reading?.revealed,
      drafted: drafts.get(reading?.opened?.draftId ?? ""),
      before: history.find((d) => d.personId === personId)?.outcome ?? null,
      last: history.at(-1) ?? null,
      asked: decisionId !== null && asked.has(decisionId),
      standing: standingOf(
        history.find((d) => d.id === decisionId),
        personId,
      ),
    };
  });
}

type Reading = { opened: NonNullable<Gate["served"]>; revealed: { choice: Outcome | null } | undefined };

async function servedTo(tx: Tx, ids: string[], personId: string): Promise<Map<string, Reading>> {
  const whose = and(isAmong(served.itemId, ids), eq(served.personId, personId));
  const opened = await tx
    .selectDistinctOn([served.itemId], {
      itemId: served.itemId,
      evidenceHash: served.evidenceHash,
      draftId: served.draftId,
      draftHash: served.draftHash,
      at: served.at,
    })
    .from(served)
    .where(and(whose, eq(served.what, "opened")))
    .orderBy(asc(served.itemId), desc(served.at), desc(served.id));
  const revealed = opened.every((o) => o.draftId === null)
    ? []
    : await tx
        .selectDistinctOn([served.itemId, served.draftId], {
          itemId: served.itemId,
          draftId: served.draftId,
          choice: served.choice,
        })
        .from(served)
        .where(and(whose, eq(served.what, "revealed")))
        .orderBy(asc(served.itemId), asc(served.draftId), asc(served.at), asc(served.id));
  const first = new Map(revealed.map((r) => [`${r.itemId} ${r.draftId}`, { choice: r.choice }]));
  return new Map(
    opened.map((o) => [o.itemId, { opened: o, revealed: first.get(`${o.itemId} ${o.draftId}`) }]),
  );
}

/** The packets that these items are decided by, each where there is one. */
export async function packetsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Packet>> {
  const found = await tx
    .select({ id: item.id, body: evidencePacket.body })
    .from(item)
    .innerJoin(
      evidencePacket,
      and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
    )
    .where(isAmong(item.id, ids));
  return new Map(found.map((f) => [f.id, packetOf(f.body)]));
}

async function draftsOf(tx: Tx, ids: string[]): Promise<Map<string, Drafted>> {
  if (ids.length === 0) return new Map();
  const found = await tx
    .select({
      id: draft.id,
      hash: draft.outputHash,
      recommendation: draft.recommendation,
      target: sql<Drafted["target"]>`${draft.result} ->> 'target'`,
      withdrawn: draftWithdrawal.at,
      promptHash: draft.promptHash,
      provider: draft.provider,
      model: draft.model,
    })
    .from(draft)
    .leftJoin(draftWithdrawal, eq(draftWithdrawal.draftId, draft.id))
    .where(isAmong(draft.id, ids));
  return new Map(
    found.map(({ provider, ...d }) => [
      d.id,
      { ...d, withdrawn: d.withdrawn !== null, model: `${provider}/${d.model}` },
    ]),
  );
}

type Made = { id: string; n: number; personId: string; name: string; outcome: Outcome; at: Date };

/** "You recorded remove here on 22 Nov 2026 at 14:02, in another window", or who else recorded what. */
function standingOf(made: Made | undefined, personId: string): string | null {
  if (!made) return null;
  const zone = { timeZone: env().timeZone } as const;
  const day = made.at.toLocaleDateString("en-GB", {
    ...zone,
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const time = made.at.toLocaleTimeString("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
  const mine = made.personId === personId;
  return `${mine ? "You" : made.name} recorded ${verbOf[made.outcome]} here on ${day} at ${time}${mine ? ", in another window" : ""}`;
}

/** Each item's decisions, the first one first. */
async function decisionsOf(tx: Tx, ids: string[]): Promise<Map<string, Made[]>> {
  const found = await tx
    .select({
      itemId: decision.itemId,
      id: decision.id,
      n: decision.n,
      personId: decision.personId,
      name: person.name,
      outcome: decision.outcome,
      at: decision.decidedAt,
    })
    .from(decision)
    .innerJoin(person, eq(person.id, decision.personId))
    .where(isAmong(decision.itemId, ids))
    .orderBy(asc(decision.itemId), asc(decision.n));
  const made = new Map<string, Made[]>();
  for (const { itemId, ...d } of found) {
    const list = made.get(itemId);
    if (list) list.push(d);
    else made.set(itemId, [d]);
  }
  return made;
}

/** Which decisions were asked for in the target system, at an earlier sign-off of a review that was reopened. */
async function askedFor(tx: Tx, decisions: string[]): Promise<Set<string>> {
  if (decisions.length === 0) return new Set();
  const found = await tx
    .select({ decision: remediation.decisionId })
    .from(remediation)
    .where(isAmong(remediation.decisionId, decisions));
  return new Set(found.flatMap((f) => f.decision ?? []));
}
