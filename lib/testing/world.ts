import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { database } from "@/db/client";
import { person, personRole } from "@/db/schema/people";
import {
  accountMatch,
  snapAccount,
  snapApplication,
  snapCredential,
  snapEntitlement,
  snapGrant,
  snapIdentity,
  snapIdentityRole,
  snapRequest,
  snapRole,
  snapRoleEntitlement,
  snapSodRule,
  snapshot,
  source,
} from "@/db/schema/snapshots";
import type { Actor, Ctx, Role } from "@/lib/auth/actor";
import { now } from "@/lib/clock";
import { uuid7 } from "@/lib/ids";

type Row<T extends PgTable> = Omit<T["$inferInsert"], "snapshotId">;

/** The rows of one snapshot, as the tables have them; only ids are needed. */
export type Content = {
  identities?: (Omit<Row<typeof snapIdentity>, "kind"> & { kind?: Row<typeof snapIdentity>["kind"] })[];
  applications?: Row<typeof snapApplication>[];
  accounts?: Row<typeof snapAccount>[];
  entitlements?: Row<typeof snapEntitlement>[];
  grants?: Row<typeof snapGrant>[];
  credentials?: Row<typeof snapCredential>[];
  roles?: Row<typeof snapRole>[];
  roleEntitlements?: Row<typeof snapRoleEntitlement>[];
  identityRoles?: Row<typeof snapIdentityRole>[];
  sodRules?: Row<typeof snapSodRule>[];
  requests?: Row<typeof snapRequest>[];
};

export type WorldPerson = { id: string; ctx: Ctx };

/**
 * Fills the process's database by hand, for tests: sources with their snapshots and portal users with a signed-in context
 * each. Call after `freshDatabase`. Matching of accounts follows the product's order: the same source's identity by id, then
 * another source's by id, then a unique e-mail.
 */
export function world() {
  return {
    /** Puts a snapshot of a source in force; a second call for the same name supersedes the first. */
    async source(
      name: string,
      content: Content,
      options: { asOf?: Date; complete?: boolean; parameters?: unknown; format?: string } = {},
    ): Promise<{ source: number; snapshot: number }> {
      const { db } = await database();
      const sourceId = await sourceOf(name, options.format ?? "folder");
      await db
        .update(snapshot)
        .set({ status: "superseded" })
        .where(and(eq(snapshot.sourceId, sourceId), eq(snapshot.status, "in_force")));
      const [made] = await db
        .insert(snapshot)
        .values({
          sourceId,
          status: "in_force",
          format: options.format ?? "folder",
          asOf: options.asOf ?? now(),
          sha256: "0".repeat(64),
          parameters: options.parameters ?? {},
          tieOut: tieOutOf(content),
          identities: content.identities?.length ?? 0,
          accounts: content.accounts?.length ?? 0,
          entitlements: content.entitlements?.length ?? 0,
          grants: content.grants?.length ?? 0,
          complete: options.complete ?? true,
          importedBy: "test",
          importedAt: now(),
        })
        .returning();
      if (!made) throw new Error("The snapshot was not written.");
      await fill(made.id, content);
      await db.update(source).set({ currentSnapshotId: made.id }).where(eq(source.id, sourceId));
      await renewMatches();
      return { source: sourceId, snapshot: made.id };
    },

    /** A portal user, bound to a directory identity where one is named, signed in as themselves. */
    async person(given: {
      name: string;
      email?: string;
      roles?: readonly Role[];
      identity?: { source: number; id: string };
      kind?: (typeof person.$inferInsert)["kind"];
      status?: "active" | "disabled";
    }): Promise<WorldPerson> {
      const { db } = await database();
      const id = uuid7(now().getTime());
      await db.insert(person).values({
        id,
        email: given.email ?? null,
        name: given.name,
        kind: given.kind ?? "person",
        status: given.status ?? "active",
        identitySourceId: given.identity?.source ?? null,
        identityId: given.identity?.id ?? null,
        createdAt: now(),
      });
      for (const role of given.roles ?? [])
        await db.insert(personRole).values({ personId: id, role, givenAt: now() });
      return { id, ctx: personCtx(id, given.name, given.roles) };
    },

    /** The context of the command line. */
    async operator(): Promise<WorldPerson> {
      const { db } = await database();
      const id = uuid7(now().getTime());
      await db.insert(person).values({ id, name: "Local operator", kind: "operator", createdAt: now() });
      return { id, ctx: { actor: { kind: "operator", personId: id }, requestId: "test" } };
    },
  };
}

/** Every row given is stored. */
function tieOutOf(content: Content) {
  const read = Object.values(content).reduce((sum, rows) => sum + rows.length, 0);
  return { read, stored: read, duplicates: 0, rejected: 0, holds: true };
}

/** A signed-in context of a person that exists already. */
export function personCtx(personId: string, name: string, roles: readonly Role[] = []): Ctx {
  const actor: Actor = {
    kind: "person",
    personId,
    name,
    roles: new Set(roles),
    authn: "test",
    sessionId: null,
  };
  return { actor, requestId: "test" };
}

async function sourceOf(name: string, format: string): Promise<number> {
  const { db } = await database();
  const [found] = await db.select().from(source).where(eq(source.name, name));
  if (found) return found.id;
  const [made] = await db.insert(source).values({ name, format, createdAt: now() }).returning();
  if (!made) throw new Error("The source was not written.");
  return made.id;
}

async function fill(snapshotId: number, content: Content): Promise<void> {
  await insert(
    snapIdentity,
    snapshotId,
    content.identities?.map((i) => ({ kind: "human", ...i })),
  );
  await insert(snapApplication, snapshotId, content.applications);
  await insert(snapAccount, snapshotId, content.accounts);
  await insert(snapEntitlement, snapshotId, content.entitlements);
  await insert(snapGrant, snapshotId, content.grants);
  await insert(snapCredential, snapshotId, content.credentials);
  await insert(snapRole, snapshotId, content.roles);
  await insert(snapRoleEntitlement, snapshotId, content.roleEntitlements);
  await insert(snapIdentityRole, snapshotId, content.identityRoles);
  await insert(snapSodRule, snapshotId, content.sodRules);
  await insert(snapRequest, snapshotId, content.requests);
}

async function insert(
  table: PgTable,
  snapshotId: number,
  list: readonly object[] | undefined,
): Promise<void> {
  const { db } = await database();
  const chunk = Math.floor(60_000 / Object.keys(getTableColumns(table)).length);
  for (let i = 0; i < (list?.length ?? 0); i += chunk)
    await db.insert(table).values((list ?? []).slice(i, i + chunk).map((r) => ({ ...r, snapshotId })));
}

async function renewMatches(): Promise<void> {
  const { db } = await database();
  await db.delete(accountMatch);
  await db.execute(sql`
    WITH live AS (SELECT id, source_id FROM snapshot WHERE status = 'in_force'),
    acc AS (SELECT l.source_id, l.id AS snapshot_id, a.id, a.identity_id, lower(a.email) AS email
      FROM snap_account a JOIN live l ON l.id = a.snapshot_id),
    who AS (SELECT l.source_id, i.id, lower(i.email) AS email FROM snap_identity i JOIN live l ON l.id = i.snapshot_id)
    INSERT INTO account_match (source_id, account_id, how, identity_source_id, identity_id)
    SELECT acc.source_id, acc.id, coalesce(own.how, other.how, mail.how, 'none'),
      coalesce(own.source_id, other.source_id, mail.source_id), coalesce(own.id, other.id, mail.id)
    FROM acc
    LEFT JOIN LATERAL (SELECT 'external_id' AS how, w.source_id, w.id FROM who w
      WHERE w.source_id = acc.source_id AND w.id = acc.identity_id) own ON true
    LEFT JOIN LATERAL (SELECT 'external_id' AS how, min(w.source_id) AS source_id, min(w.id) AS id FROM who w
      WHERE w.id = acc.identity_id HAVING count(*) = 1) other ON own.id IS NULL
    LEFT JOIN LATERAL (SELECT 'email' AS how, min(w.source_id) AS source_id, min(w.id) AS id FROM who w
      WHERE w.email = acc.email HAVING count(*) = 1) mail ON own.id IS NULL AND other.id IS NULL`);
}
