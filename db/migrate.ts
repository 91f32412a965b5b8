import path from "node:path";
import { sql } from "drizzle-orm";
import { migrate as migratePg } from "drizzle-orm/node-postgres/migrator";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { now } from "@/lib/clock";
import { rulesHash } from "@/lib/evidence/rule-hash";
import { starterSet } from "@/lib/evidence/rules";
import type { Handle } from "./handle";
import { ruleSetVersion } from "./schema/rules";

const folder = path.join(process.cwd(), "db/migrations");

/** Tables the app role may insert into and read, and nothing else. */
const insertOnly = [
  "decision",
  "draft",
  "draft_withdrawal",
  "evidence_packet",
  "served",
  "audit_event",
  "log_leaf",
  "log_tile",
  "log_checkpoint",
  "checkpoint_cosignature",
  "checkpoint_timestamp",
  "reassignment",
  "campaign_rule_coverage",
  "sign_off",
];

/** Brings the schema up to date and gives the app role its rights; one process at a time does it. */
export async function migrateDatabase(handle: Handle, roles: boolean): Promise<void> {
  const apply = async () => {
    const migrations = { migrationsFolder: folder };
    // Each migrator takes its own driver's database; both are what `openX` made.
    if (handle.kind === "pglite") await migratePglite(handle.db as never, migrations);
    else await migratePg(handle.db as never, migrations);
    if (roles) await grantRoles(handle);
    await seedRules(handle);
  };
  if (handle.kind === "pglite") return apply();
  await withMigrationLock(handle, apply);
}

/** The lock is a row's, held by one transaction on one pooled connection while the migrator uses others. */
async function withMigrationLock(handle: Handle, work: () => Promise<void>): Promise<void> {
  await handle.db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('countersign migrations'))`);
    await work();
  });
}

async function grantRoles(handle: Handle): Promise<void> {
  const without = insertOnly.map((t) => `'${t}'`).join(",");
  await handle.executeSql(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'countersign_app') THEN
        BEGIN CREATE ROLE countersign_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
      END IF;
      EXECUTE format('GRANT countersign_app TO %I', current_user);
    END $$;
    GRANT USAGE ON SCHEMA public TO countersign_app;
    GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO countersign_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO countersign_app;
    DO $$ DECLARE t text; BEGIN
      FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN (${without}) LOOP
        EXECUTE format('GRANT UPDATE, DELETE ON %I TO countersign_app', t);
      END LOOP;
    END $$;
    REVOKE ALL ON purge_permit FROM countersign_app;
    REVOKE UPDATE, DELETE ON retention_purged FROM countersign_app;`);
}

/** The rules that ship switched on are version 1, in force from the start and made by nobody. */
async function seedRules(handle: Handle): Promise<void> {
  const { version, rules } = starterSet;
  await handle.db
    .insert(ruleSetVersion)
    .values({ version, state: "in_force", rules, hash: rulesHash(rules), createdAt: now() })
    .onConflictDoNothing();
}
