import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { iso, rows, type Tx } from "@/db/client";
import { setting } from "@/db/schema/people";
import { snapCredential, snapIdentity, snapshot, source } from "@/db/schema/snapshots";
import { canonicalRecordBytes, type Json } from "@/lib/audit-log/canonical";
import type { AuditEvent } from "@/lib/audit-log/events";
import { fixedAtStart } from "@/lib/audit-log/key";
import { type Env, env } from "@/lib/env";
import { fingerprintOf } from "@/lib/evidence/asserted";
import { ownFormat, ownSource } from "@/lib/sources/schema";

/**
 * The built-in source: this installation as a non-human identity, with the credentials it holds itself, so that they are
 * reviewed like any other. Of a secret only its kind, a keyed fingerprint and when it was first seen are kept (I17).
 */
type Own = {
  id: string;
  kind: string;
  createdAt: string | null;
  lastUsedAt: string | null;
  scopes: string;
  /** Whether it was never used, where that can be told. */
  unused: boolean;
};

export type Renewed = { source: number; snapshot: number; event: AuditEvent };

const identity = "countersign";

/** Every credential this installation holds now. */
async function held(tx: Tx): Promise<Own[]> {
  const { models, oidc } = env();
  const own: Own[] = [];
  const log = await fixedAtStart(tx);
  if (log) {
    const [key] = await rows<{ made: string; used: string | null }>(
      tx,
      sql`SELECT ${iso(sql`changed_at`)} AS made, (SELECT ${iso(sql`max(c.at)`)} FROM log_checkpoint c) AS used
        FROM ${setting} WHERE key = 'log'`,
    );
    own.push({
      // name+hash+key: the public key's own hash.
      id: `log signing key ${log.vkey.split("+")[1] ?? ""}`,
      kind: "signing_key",
      createdAt: key?.made ?? null,
      lastUsedAt: key?.used ?? null,
      scopes: "sign-checkpoints",
      unused: key?.used === null,
    });
  }
  for (const { name, secret, model } of modelKeys(models)) {
    const id = `${name} ${await fingerprintOf(tx, secret)}`;
    if (own.some((o) => o.id === id)) continue;
    // What another model of the same service said may have been asked for with this key, so "never" is nobody's answer at all.
    const [last] = await rows<{ used: string | null; any: boolean }>(
      tx,
      sql`SELECT ${iso(sql`max(u.at) FILTER (WHERE u.model = ${model})`)} AS used, count(*) > 0 AS any
        FROM (SELECT at, model FROM draft WHERE provider <> 'countersign'
          UNION ALL SELECT at, origin ->> 'model' FROM catalogue_entry WHERE origin ->> 'kind' = 'model') u`,
    );
    own.push({
      id,
      kind: "api_key",
      createdAt: null,
      lastUsedAt: last?.used ?? null,
      scopes: "ask-model",
      unused: last?.any === false,
    });
  }
  if (oidc?.clientSecret)
    own.push({
      id: `sign-in client secret ${await fingerprintOf(tx, oidc.clientSecret)}`,
      kind: "client_secret",
      createdAt: null,
      lastUsedAt: null,
      scopes: "sign-in",
      unused: false,
    });
  return own;
}

/** The keys by which models are reached: the hosted one's, or for Bedrock AWS's own, and the local one's. */
function modelKeys({ hosted, local, aws }: Env["models"]): { name: string; secret: string; model: string }[] {
  const bedrock = hosted.provider?.toLowerCase() === "bedrock";
  const api = hosted.apiKey ?? (bedrock ? aws.bearerToken : undefined);
  const access = bedrock && !api ? aws.secretAccessKey : undefined;
  return [
    { name: "model API key", secret: api, model: hosted.model },
    { name: "model AWS access key", secret: access, model: hosted.model },
    { name: "model API key", secret: local.apiKey, model: local.model },
  ].flatMap(({ name, secret, model }) => (secret && model ? [{ name, secret, model }] : []));
}

/**
 * Renews the built-in source where what it says has changed. Where there is nothing of its own to review, or somebody's own
 * source has this name, there is no such source.
 * @returns the new snapshot with its log entry, or null
 */
export async function renewOwnSource(tx: Tx, now: Date): Promise<Renewed | null> {
  const credentials = await held(tx);
  if (credentials.length === 0) return null;
  const known = await ownRow(tx, now);
  if (!known) return null;
  const [admin] = await rows<{ name: string }>(
    tx,
    sql`SELECT p.name FROM person_role r JOIN person p ON p.id = r.person_id
      WHERE r.role = 'admin' AND p.status = 'active' AND p.kind <> 'operator' ORDER BY r.given_at, p.id LIMIT 1`,
  );
  const seen = await firstSeen(tx, known.currentSnapshotId);
  const today = now.toISOString().slice(0, 10);
  const content = {
    identity: { id: identity, name: ownSource, kind: "service" as const, owner: admin?.name ?? null },
    credentials: credentials.map((c) => ({ ...c, firstSeen: seen.get(c.id) ?? today })),
  };
  const bytes = canonicalRecordBytes(content satisfies Json);
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (known.sha256 === hash) return null;
  return write(tx, {
    source: known.id,
    before: known.currentSnapshotId,
    hash,
    size: bytes.length,
    content,
    now,
  });
}

async function ownRow(tx: Tx, now: Date) {
  await tx
    .insert(source)
    .values({ name: ownSource, format: ownFormat, createdAt: now })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ id: source.id, currentSnapshotId: source.currentSnapshotId, sha256: snapshot.sha256 })
    .from(source)
    .leftJoin(snapshot, eq(snapshot.id, source.currentSnapshotId))
    .where(and(eq(source.name, ownSource), eq(source.format, ownFormat)))
    .for("update", { of: source });
  return row;
}

async function firstSeen(tx: Tx, before: number | null): Promise<Map<string, string>> {
  if (before === null) return new Map();
  const found = await rows<{ id: string; day: string }>(
    tx,
    sql`SELECT id, attributes->>'first_seen' AS day FROM snap_credential WHERE snapshot_id = ${before}`,
  );
  return new Map(found.map((f) => [f.id, f.day]));
}

type Content = {
  identity: { id: string; name: string; kind: "service"; owner: string | null };
  credentials: (Own & { firstSeen: string })[];
};

async function write(
  tx: Tx,
  given: { source: number; before: number | null; hash: string; size: number; content: Content; now: Date },
): Promise<Renewed> {
  const { now, content } = given;
  const records = 1 + content.credentials.length;
  const counts = { read: records, stored: records, duplicates: 0, rejected: 0 };
  if (given.before !== null)
    await tx.update(snapshot).set({ status: "superseded" }).where(eq(snapshot.id, given.before));
  const [made] = await tx
    .insert(snapshot)
    .values({
      sourceId: given.source,
      status: "in_force",
      format: ownFormat,
      asOf: now,
      sha256: given.hash,
      bytes: given.size,
      parameters: { format: ownFormat },
      tieOut: { ...counts, holds: true, files: {}, raw: {}, notes: [] },
      identities: 1,
      importedBy: "system:launch",
      importedAt: now,
    })
    .returning({ id: snapshot.id });
  if (!made) throw new Error("The snapshot of the built-in source was not written.");
  await tx.insert(snapIdentity).values({
    snapshotId: made.id,
    id: content.identity.id,
    kind: content.identity.kind,
    name: content.identity.name,
    ownerId: content.identity.owner,
  });
  await tx.insert(snapCredential).values(
    content.credentials.map((c) => ({
      snapshotId: made.id,
      id: c.id,
      identityId: content.identity.id,
      kind: c.kind,
      createdAt: c.createdAt === null ? null : new Date(c.createdAt),
      lastUsedAt: c.lastUsedAt === null ? null : new Date(c.lastUsedAt),
      lastUsedNever: c.unused,
      scopes: c.scopes,
      attributes: { first_seen: c.firstSeen },
    })),
  );
  await tx.update(source).set({ currentSnapshotId: made.id }).where(eq(source.id, given.source));
  const event: AuditEvent = {
    type: "snapshot.imported",
    data: {
      snapshot: made.id,
      source: ownSource,
      format: ownFormat,
      as_of: now.toISOString(),
      sha256: `sha256:${given.hash}`,
      ...counts,
    },
  };
  return { source: given.source, snapshot: made.id, event };
}
