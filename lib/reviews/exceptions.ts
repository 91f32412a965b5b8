import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { iso, rows, type Tx } from "@/db/client";
import { campaignIncompatible } from "@/db/schema/campaigns";
import { privatePayload } from "@/db/schema/decisions";
import { exception } from "@/db/schema/exceptions";
import { person, personRole } from "@/db/schema/people";
import type { item } from "@/db/schema/reviews";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { neverNow } from "./delegation-sql";
import {
  type Against,
  type ControlOwner,
  failedOf,
  nobodySecond,
  type OtherSide,
  type Second,
} from "./keeping";
import { type Candidate, identityKey, nextHolder } from "./rules";
import type { ExceptionInput } from "./schema";

type Item = Pick<
  typeof item.$inferSelect,
  | "id"
  | "campaignId"
  | "reviewerId"
  | "applicationOwnerId"
  | "applicationName"
  | "snapshotId"
  | "sourceId"
  | "applicationId"
  | "accountId"
  | "entitlementId"
  | "credentialId"
  | "identitySourceId"
  | "identityId"
>;

export type Side = OtherSide & { application: string; reviewerId: string; state: string };

/** A conflict by the items on its two sides: one that the person decides on, and the other. */
export type Pair = { item: string; other: string };

/** The conflicts of an item whose other side is in its campaign. */
export function pairsOf(id: string, packet: Packet): Pair[] {
  const others = new Set(failedOf(packet).flatMap((f) => f.value.other_item ?? []));
  return [...others].map((other) => ({ item: id, other }));
}

/** The same of the items that an identity's decision answers. */
export function pairsBeneath(tx: Pick<Reader, "execute">, whole: string): Promise<Pair[]> {
  return rows<Pair>(
    tx,
    sql`SELECT DISTINCT b.id::text AS item, f -> 'value' ->> 'other_item' AS other
      FROM item b JOIN evidence_packet p ON p.item_id = b.id AND p.version = b.packet_version
      CROSS JOIN LATERAL jsonb_array_elements(p.body::jsonb -> 'facts') f
      WHERE b.answered_by = ${whole} AND b.findings > 0 AND f ->> 'kind' = 'rule.failed'
        AND f -> 'value' ->> 'other_item' IS NOT NULL`,
  );
}

/** The other sides of these conflicts, as far as the reviewer of the one may see them. */
export async function sidesOf(tx: Pick<Reader, "execute">, pairs: readonly Pair[]): Promise<Side[]> {
  if (pairs.length === 0) return [];
  return rows<Side>(
    tx,
    sql`SELECT o.item_id AS item, o.title, o.application_name AS application, o.reviewer_id AS "reviewerId", o.state,
        o.decision_id AS decision, o.outcome, o.excepted, o.sole
      FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS named (item uuid, other uuid)
      CROSS JOIN LATERAL other_side(named.item, named.other) o
      ORDER BY o.item_id`,
  );
}

/**
 * Held until commit: of two decisions on the sides of one conflict, one sees the other. Take it after the rows of the items,
 * and before `sidesOf`.
 */
export async function lockPairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  for (const key of pairs.map(({ item: id, other }) => [id, other].sort().join(" ")).sort())
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`pair ${key}`}, 0))`);
}

/**
 * Who is asked to grant an exception: the application's owner, the entitlement's, the campaign's fallback, the control owners;
 * never who keeps it, the holder, who is blocked (I7), or who holds nothing of this campaign.
 */
export async function secondFor(
  tx: Pick<Reader, "select" | "execute">,
  given: { item: Item; fallbackId: string; blocked: Record<string, string> },
): Promise<Second> {
  const { item: i, fallbackId } = given;
  const owners = await entitlementOwners(tx, i);
  const controlOwners = await tx
    .select({ id: personRole.personId })
    .from(personRole)
    .innerJoin(person, eq(person.id, personRole.personId))
    .where(eq(personRole.role, "control_owner"))
    .orderBy(asc(sql`lower(${person.name})`), asc(person.id))
    .limit(20);
  const ids = [
    ...(i.applicationOwnerId ? [i.applicationOwnerId] : []),
    ...owners,
    fallbackId,
    ...controlOwners.map((c) => c.id),
  ];
  const found = await tx
    .select({ person, no: campaignIncompatible.why })
    .from(person)
    .leftJoin(
      campaignIncompatible,
      and(eq(campaignIncompatible.personId, person.id), eq(campaignIncompatible.campaignId, i.campaignId)),
    )
    .where(inArray(person.id, ids));
  const chain = ids.flatMap((id): (Candidate & { name: string })[] => {
    const f = found.find((each) => each.person.id === id);
    if (!f) return [];
    const active = f.person.status === "active" && f.person.kind === "person" && f.no === null;
    return [{ personId: id, identity: identityKey(f.person), active, name: f.person.name }];
  });
  const never = await neverNow(tx, i, given.blocked);
  const second = nextHolder(chain, new Set([i.reviewerId]), never);
  const named = chain.find((c) => c.personId === second?.personId);
  return named ? { id: named.personId, name: named.name } : { nobody: nobodySecond(i.applicationName) };
}

/** The entitlement's owner as its source has them, where that is one portal user. */
async function entitlementOwners(tx: Pick<Reader, "execute">, i: Item): Promise<string[]> {
  if (i.entitlementId === null) return [];
  const found = await rows<{ id: string; own: boolean }>(
    tx,
    sql`SELECT p.id, p.identity_source_id = ${i.sourceId} AS own FROM snap_entitlement e
      JOIN person p ON p.identity_id = e.owner_id OR lower(p.email) = lower(e.owner_id)
      WHERE e.snapshot_id = ${i.snapshotId} AND e.id = ${i.entitlementId} LIMIT 3`,
  );
  const own = found.filter((f) => f.own);
  const one = own.length > 0 ? own : found;
  return one.length === 1 ? one.map((f) => f.id) : [];
}

/** Whether this person can answer for the control of this item. */
export async function controlOwnerOf(
  tx: Pick<Reader, "select">,
  id: string,
  of: Pick<Item, "identitySourceId" | "identityId">,
): Promise<ControlOwner> {
  const [found] = await tx.select().from(person).where(eq(person.id, id));
  if (found?.status !== "active" || found.kind !== "person") return "unknown";
  const key = identityKey(of);
  return key !== null && identityKey(found) === key ? "holder" : "fit";
}

/** What an exception is recorded with: the findings, the person's input, who has to grant it, where the words are. */
type Excepted = Omit<Against, "second"> &
  ExceptionInput & { second: { id: string; name: string } | null; words: string };

/** The exception's row: in force at once, or pending where it takes a second person. */
export async function insertException(
  tx: Tx,
  given: { item: Item; decision: string; excepted: Excepted; at: Date; seed: string | null },
): Promise<string> {
  const { item: i, excepted, at } = given;
  const id = uuid7(at.getTime());
  await tx.insert(exception).values({
    id,
    itemId: i.id,
    campaignId: i.campaignId,
    decisionId: given.decision,
    sourceId: i.sourceId,
    applicationId: i.applicationId,
    accountId: i.accountId,
    entitlementId: i.entitlementId,
    credentialId: i.credentialId,
    identityId: i.identityId,
    rules: excepted.rules,
    otherItemId: excepted.otherItem,
    until: excepted.until,
    wordsId: excepted.words,
    controlOwnerId: excepted.controlOwner,
    requestedBy: i.reviewerId,
    requestedAt: at,
    state: excepted.second ? "pending" : "granted",
    secondId: excepted.second?.id ?? null,
    settledAt: excepted.second ? null : at,
    seed: given.seed,
  });
  return id;
}

/** What the decision's log entry says of it. */
export function entryOf(id: string, { rules, until, controlOwner, second }: Excepted) {
  return { id, rules, until, control_owner: controlOwner, ...(second ? { second: second.id } : {}) };
}

/** What the superseded decision was kept under ends with it. */
export async function withdrawException(tx: Tx, decision: string | null): Promise<void> {
  if (decision === null) return;
  await tx
    .update(exception)
    .set({ state: "withdrawn" })
    .where(and(eq(exception.decisionId, decision), inArray(exception.state, ["pending", "granted"])));
}

/** The exception last asked for on an item, as its reviewer sees it; what was withdrawn is no news. */
export async function lastException(tx: Pick<Reader, "select">, id: string) {
  const [found] = await tx
    .select({
      state: exception.state,
      until: exception.until,
      second: person.name,
      words: privatePayload.payload,
      settledAt: iso(exception.settledAt),
    })
    .from(exception)
    .leftJoin(person, eq(person.id, exception.secondId))
    .leftJoin(privatePayload, eq(privatePayload.id, exception.settledWordsId))
    .where(eq(exception.itemId, id))
    .orderBy(desc(exception.id))
    .limit(1);
  const state = found?.state;
  if (!found || state === undefined || state === "withdrawn") return null;
  return { ...found, state, words: wordsIn(found.words) };
}

/** The words out of a stored payload, null where there were none or they were erased. */
export function wordsIn(payload: string | null): string | null {
  if (payload === null) return null;
  const held: unknown = JSON.parse(payload);
  return typeof held === "object" && held !== null && "rationale" in held ? String(held.rationale) : null;
}
