import { and, eq, inArray, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { campaign, campaignIncompatible } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { person } from "@/db/schema/people";
import type { item } from "@/db/schema/reviews";
import { secondLook } from "@/db/schema/second-looks";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { neverNow } from "./delegation-sql";
import { identityKey } from "./rules";
import type { DecideInput } from "./schema";
import { type Answered, type Looker, type LookWhy, lookerOf, lookWhy } from "./second-look";

type Item = Pick<
  typeof item.$inferSelect,
  | "id"
  | "campaignId"
  | "reviewerId"
  | "applicationOwnerId"
  | "privilege"
  | "findings"
  | "identitySourceId"
  | "identityId"
>;

const chainOf = settings.pick({ secondLook: true, pool: true }).strip();

/** What the campaign's frozen settings say of second looks; what they do not say is as by default. */
export async function lookSettings(tx: Pick<Reader, "select">, campaignId: string) {
  const [found] = await tx
    .select({ settings: campaign.settings, fallbackId: campaign.fallbackId })
    .from(campaign)
    .where(eq(campaign.id, campaignId));
  const { secondLook: rule, pool } = chainOf.parse(launchedWith(found?.settings));
  return { rule, pool, fallbackId: found?.fallbackId ?? "" };
}

/** These people in the given order, with what keeps each from being the second. */
export async function lookersOf(
  tx: Pick<Reader, "select" | "execute">,
  ids: readonly string[],
  of: Pick<Item, "campaignId" | "reviewerId">,
): Promise<Looker[]> {
  if (ids.length === 0) return [];
  const found = await tx
    .select({ person, no: campaignIncompatible.why })
    .from(person)
    .leftJoin(
      campaignIncompatible,
      and(eq(campaignIncompatible.personId, person.id), eq(campaignIncompatible.campaignId, of.campaignId)),
    )
    .where(inArray(person.id, [...ids]));
  const ties = await rows<{ id: string; reports: boolean; reciprocal: boolean }>(
    tx,
    sql`WITH RECURSIVE boss AS (SELECT identity_source_id AS source, identity_id AS id FROM person WHERE id = ${of.reviewerId}),
      up (person, source, id, n) AS (
        SELECT p.id, p.identity_source_id, p.identity_id, 0 FROM person p WHERE ${inArray(sql`p.id`, [...ids])}
        UNION ALL
        SELECT up.person, up.source, i.manager_id, up.n + 1 FROM up JOIN source s ON s.id = up.source
        JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = up.id
        WHERE up.n < 30 AND i.manager_id IS NOT NULL
      )
      SELECT p.id::text AS id, EXISTS (SELECT 1 FROM up JOIN boss b ON b.source = up.source AND b.id = up.id
          WHERE up.person = p.id AND up.n > 0) AS reports,
        review_each_other(${of.campaignId}::uuid, ${of.reviewerId}::uuid, p.id) AS reciprocal
      FROM person p WHERE ${inArray(sql`p.id`, [...ids])}`,
  );
  return [...new Set(ids)].flatMap((id): Looker[] => {
    const f = found.find((each) => each.person.id === id);
    const tie = ties.find((each) => each.id === id);
    if (!f || !tie) return [];
    const { status, kind, name } = f.person;
    return [
      {
        personId: id,
        identity: identityKey(f.person),
        active: status === "active" && kind === "person" && f.no === null,
        name,
        reports: tie.reports,
        reciprocal: tie.reciprocal,
      },
    ];
  });
}

export type Asked = { id: string; why: LookWhy; second: string | null };

/** The look that a decision takes, with who is asked; null where it takes none. */
export async function lookFor(
  tx: Pick<Reader, "select" | "execute">,
  given: {
    item: Item;
    packet: Packet;
    blocked: Record<string, string>;
    outcome: DecideInput["outcome"];
    answered: Answered | null;
    at: Date;
  },
): Promise<Asked | null> {
  const { item: i } = given;
  // Nearly every item ends here, without a query.
  if (i.privilege !== "privileged" || given.answered) return null;
  const { rule, pool, fallbackId } = await lookSettings(tx, i.campaignId);
  const why = lookWhy(rule, i, given.packet, given.outcome);
  if (!why) return null;
  const ids = [...(i.applicationOwnerId ? [i.applicationOwnerId] : []), ...pool, fallbackId];
  const second = lookerOf(await lookersOf(tx, ids, i), i.reviewerId, await neverNow(tx, i, given.blocked));
  return { id: uuid7(given.at.getTime()), why, second: second?.personId ?? null };
}

export async function insertLook(
  tx: Tx,
  given: { item: Item; decision: string; look: Asked; at: Date; seed: string | null },
): Promise<void> {
  await tx.insert(secondLook).values({
    id: given.look.id,
    itemId: given.item.id,
    campaignId: given.item.campaignId,
    decisionId: given.decision,
    reviewerId: given.item.reviewerId,
    why: given.look.why,
    secondId: given.look.second,
    askedAt: given.at,
    state: "pending",
    seed: given.seed,
  });
}

/** What the decision's log entry says of it. */
export function lookEntry({ id, why, second }: Asked) {
  return { id, why, ...(second ? { second } : {}) };
}

/** A look that waits ends with the decision it is of. */
export async function withdrawLook(tx: Tx, itemId: string, at: Date): Promise<void> {
  await tx
    .update(secondLook)
    .set({ state: "withdrawn", answeredAt: at })
    .where(and(eq(secondLook.itemId, itemId), eq(secondLook.state, "pending")));
}

/** The look that was answered, null where none was. */
export async function answeredLook(tx: Pick<Reader, "select">, itemId: string): Promise<Answered | null> {
  const [found] = await tx
    .select({ state: secondLook.state, outcome: decision.outcome, until: decision.until })
    .from(secondLook)
    .innerJoin(decision, eq(decision.id, secondLook.decisionId))
    .where(and(eq(secondLook.itemId, itemId), inArray(secondLook.state, ["agreed", "refused"])));
  return found?.state === "agreed" || found?.state === "refused" ? { ...found, state: found.state } : null;
}

/** Everything of a look that its log entries repeat. */
export function lookBody(l: typeof secondLook.$inferSelect) {
  return { look: l.id, decision: l.decisionId, reviewer: l.reviewerId };
}
