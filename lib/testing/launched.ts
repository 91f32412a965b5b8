import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { evidencePacket } from "@/db/schema/evidence";
import { item, review, served } from "@/db/schema/reviews";
import { now } from "@/lib/clock";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { frozen } from "./packets";
import { type WorldPerson, world } from "./world";

export type Launched = {
  id: string;
  review: string;
  admin: WorldPerson;
  reviewer: WorldPerson;
  /** In the order of the packets, which is the order of the worklist. */
  items: { id: string; hash: string }[];
};

/** A launched campaign of one reviewer, written by hand: an item with its frozen packet for each of these. */
export async function launched(packets: readonly Packet[]): Promise<Launched> {
  const { db } = await database();
  const [admin, reviewer] = [
    await world().person({ name: "Ada Berg", roles: ["admin"] }),
    await world().person({ name: "Ana Duarte" }),
  ];
  const id = uuid7(now().getTime());
  const reviewId = uuid7(now().getTime());
  await db.insert(campaign).values({
    id,
    name: "Q4 review",
    status: "launched",
    scope: "source = test",
    reviewerMode: "manager",
    fallbackId: admin.id,
    settings: {},
    settingsHash: "0".repeat(64),
    dueAt: now(),
    dueDate: "2026-11-27",
    builtBy: admin.id,
    createdAt: now(),
    items: packets.length,
  });
  await db
    .insert(review)
    .values({ id: reviewId, campaignId: id, reviewerId: reviewer.id, items: packets.length });
  const rows = packets.map((p, position) => {
    const itemId = uuid7(now().getTime());
    const body = frozen({ ...p, item: itemId });
    return { itemId, position, packet: p, body, hash: createHash("sha256").update(body).digest("hex") };
  });
  if (rows.length > 0) {
    await db.insert(item).values(
      rows.map(({ itemId, position, packet, hash }) => ({
        id: itemId,
        campaignId: id,
        reviewId,
        reviewerId: reviewer.id,
        position,
        snapshotId: 1,
        sourceId: 1,
        sourceName: "Ledgerwise ERP",
        applicationId: "erp",
        applicationName: packet.access.application,
        accountId: packet.access.account,
        subjectKey: "1/p",
        subjectName: packet.subject.name,
        subjectKind: packet.subject.kind,
        entitlementId: `${packet.access.entitlement}-${position}`,
        entitlementName: packet.access.entitlement,
        title: packet.access.title,
        undescribed: false,
        firstSeen: false,
        risk: "low" as const,
        rulesPassed: packet.rules.passed,
        findings: packet.rules.failed,
        rulesUnknown: packet.rules.unknown,
        tags: [],
        alikeKey: "",
        reviewerBasis: "manager",
        eligibility: {},
        evidenceHash: hash,
      })),
    );
    await db
      .insert(evidencePacket)
      .values(rows.map(({ itemId, body, hash }) => ({ itemId, version: 1, hash, body, at: now() })));
  }
  return { id, review: reviewId, admin, reviewer, items: rows.map((r) => ({ id: r.itemId, hash: r.hash })) };
}

/** As if the reviewer had opened the item, with whatever draft it has now. */
export async function opened({ reviewer }: Launched, itemId: string): Promise<void> {
  const { db } = await database();
  const [found] = await db.select().from(item).where(eq(item.id, itemId));
  if (!found) throw new Error(`There is no item ${itemId}.`);
  await db.insert(served).values({
    id: uuid7(now().getTime()),
    personId: reviewer.id,
    itemId,
    what: "opened",
    evidenceHash: found.evidenceHash,
    draftId: found.draftId,
    at: now(),
  });
}
