import { createHash, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { executeTogether, recordsOf } from "@/db/bulk";
import { rows, type Tx } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { auditEvent } from "@/db/schema/log";
import { type CanonicalJson, canonicalRecordBytes } from "@/lib/audit-log/canonical";
import { type AuditEvent, events as bodies, type PrivateWords } from "@/lib/audit-log/events";
import type { Actor } from "@/lib/auth/actor";
import { uuid7 } from "@/lib/ids";
import { cleared } from "@/lib/text/cleared";

type Chain = { seq: number; hash: string };

/** Rows a statement. */
const batch = 1_000;

/**
 * Writes log entries into the business transaction: exact leaf bytes, the chain of each item, words apart under their
 * commitment. A trigger puts each into the outbox; the sequencer gives it its place in the tree.
 */
export async function appendEvents(
  tx: Tx,
  actor: Actor,
  at: Date,
  list: readonly AuditEvent[],
): Promise<void> {
  const clear = await clearWords(list);
  await enterCampaigns(tx, [...new Set(list.flatMap((e) => (e.campaign ? [e.campaign] : [])))]);
  const chains = await lastOf(tx, [...new Set(list.flatMap((e) => (e.item ? [e.item] : [])))]);
  const words: (typeof privatePayload.$inferInsert)[] = [];
  const entries = list.map((event) => {
    const id = uuid7(at.getTime());
    const before = event.item ? chains.get(event.item) : undefined;
    const seq = event.item ? (before?.seq ?? 0) + 1 : undefined;
    const commit = event.words ? committed(clear(event.words), words) : undefined;
    const leaf = canonicalRecordBytes({
      v: 1,
      id,
      at: at.toISOString(),
      type: event.type,
      actor: leafActor(actor),
      ...(event.campaign ? { campaign: event.campaign } : {}),
      ...(event.item && seq
        ? { item: event.item, item_seq: seq, prev: before ? `sha256:${before.hash}` : null }
        : {}),
      refs: { ...event.refs },
      ...(commit ? { commit: `sha256:${commit}` } : {}),
      data: body(event),
    });
    const leafHash = createHash("sha256").update(Uint8Array.of(0)).update(leaf).digest();
    if (event.item && seq) chains.set(event.item, { seq, hash: leafHash.toString("hex") });
    return {
      eventId: id,
      type: event.type,
      actorKind: leafActor(actor).kind,
      actorId: leafActor(actor).id,
      campaignId: event.campaign ?? null,
      itemId: event.item ?? null,
      itemSeq: seq ?? null,
      refId: refOf(event),
      at,
      leaf,
      leafHash,
    };
  });
  // No more words than entries.
  for (let i = 0; i < entries.length; i += batch)
    await executeTogether(tx, [
      recordsOf(privatePayload, words.slice(i, i + batch)),
      recordsOf(auditEvent, entries.slice(i, i + batch)),
    ]);
}

/** Words as they may be kept for good: whoever wrote them, no secret stands in them (I17). */
async function clearWords(list: readonly AuditEvent[]): Promise<(given: PrivateWords) => PrivateWords> {
  const texts = new Map<string, string>();
  for (const { words } of list.filter((event) => !event.words?.verbatim))
    for (const text of Object.values(words?.payload ?? {}))
      if (!texts.has(text)) texts.set(text, await cleared(text));
  return ({ id, payload, verbatim }) => ({
    id,
    payload: verbatim
      ? payload
      : Object.fromEntries(Object.entries(payload).map(([name, text]) => [name, texts.get(text) ?? ""])),
  });
}

/** The one row an entry is about, for the way from the row to its entry. */
function refOf({ data }: AuditEvent): string | null {
  if ("offer" in data) return data.offer;
  if ("question" in data) return data.question;
  if ("reopening" in data && data.reopening) return data.reopening;
  if ("sign_off" in data) return data.sign_off;
  if ("decision" in data) return data.decision;
  if ("challenge" in data) return data.challenge;
  if ("task" in data) return data.task;
  if ("passkey" in data) return typeof data.passkey === "string" ? data.passkey : null;
  if ("export" in data) return data.export;
  if ("hold" in data) return data.hold;
  if ("erasure" in data) return data.erasure ?? null;
  return null;
}

/**
 * Held in common until commit, and taken before an entry gets its number: whoever seals a campaign takes it alone, so no
 * entry of that campaign is on its way while they are counted.
 */
async function enterCampaigns(tx: Tx, campaigns: string[]): Promise<void> {
  for (const id of campaigns.sort())
    await tx.execute(sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`campaign ${id}`}, 0))`);
}

/** Validated before it is made canonical: an undefined or a Date never reaches the leaf. */
function body(event: AuditEvent): CanonicalJson {
  return bodies[event.type].parse(event.data) as CanonicalJson;
}

function leafActor(actor: Actor): { kind: string; id: string; authn: string } {
  if (actor.kind === "person") return { kind: "person", id: actor.personId, authn: actor.authn };
  if (actor.kind === "operator") return { kind: "person", id: actor.personId, authn: "command line" };
  if (actor.kind === "system") return { kind: `system:${actor.name}`, id: actor.name, authn: "none" };
  if (actor.kind === "link") return { kind: "link", id: actor.link, authn: "link" };
  throw new Error("Nobody cannot write to the log.");
}

/** commit = SHA-256(salt ‖ JCS(payload)), the salt 32 random bytes. */
function committed(given: PrivateWords, words: (typeof privatePayload.$inferInsert)[]): string {
  const salt = randomBytes(32);
  const payload = canonicalRecordBytes(given.payload);
  const commit = createHash("sha256").update(salt).update(payload).digest("hex");
  words.push({
    id: given.id,
    commit,
    salt: salt.toString("hex"),
    payload: new TextDecoder().decode(payload),
  });
  return commit;
}

async function lastOf(tx: Tx, items: string[]): Promise<Map<string, Chain>> {
  const chains = new Map<string, Chain>();
  for (let i = 0; i < items.length; i += batch) {
    const found = await rows<Chain & { item: string }>(
      tx,
      sql`SELECT of.item::text, e.item_seq AS seq, encode(e.leaf_hash, 'hex') AS hash
        FROM unnest(${`{${items.slice(i, i + batch).join(",")}}`}::uuid[]) AS of (item)
        CROSS JOIN LATERAL (SELECT item_seq, leaf_hash FROM audit_event WHERE item_id = of.item ORDER BY item_seq DESC LIMIT 1) e`,
    );
    for (const { item, ...chain } of found) chains.set(item, chain);
  }
  return chains;
}
