import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const at = () => timestamp({ withTimezone: true });

export const source = pgTable("source", {
  id: serial().primaryKey(),
  name: text().notNull().unique(),
  format: text().notNull(),
  /** The remembered column mapping of a single CSV: header → our field. */
  mapping: jsonb(),
  currentSnapshotId: integer(),
  createdAt: at().notNull(),
});

/** One import. Its rows never change once it is in force; the raw file, its hash and counts stay with it. */
export const snapshot = pgTable(
  "snapshot",
  {
    id: serial().primaryKey(),
    sourceId: integer()
      .notNull()
      .references(() => source.id),
    status: text({ enum: ["loading", "in_force", "superseded", "refused"] }).notNull(),
    format: text().notNull(),
    asOf: at().notNull(),
    sha256: text().notNull(),
    bytes: integer().notNull().default(0),
    rawPath: text(),
    parameters: jsonb().notNull(),
    /** Row counts a file, and their sums: {read, stored, duplicates, rejected, holds, files: {…}}. */
    tieOut: jsonb(),
    identities: integer().notNull().default(0),
    accounts: integer().notNull().default(0),
    entitlements: integer().notNull().default(0),
    grants: integer().notNull().default(0),
    /** Applications this snapshot lists in full: only these can show that access is gone. */
    complete: boolean().notNull().default(true),
    problem: text(),
    importedBy: text().notNull(),
    importedAt: at().notNull(),
  },
  (t) => [index("snapshot_source").on(t.sourceId, t.asOf)],
);

export const snapshotReject = pgTable(
  "snapshot_reject",
  {
    snapshotId: integer().notNull(),
    file: text().notNull(),
    line: integer().notNull(),
    kind: text({ enum: ["rejected", "duplicate"] }).notNull(),
    reason: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.file, t.line] })],
);

export const snapIdentity = pgTable(
  "snap_identity",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    kind: text({ enum: ["human", "service", "workload", "ai_agent", "unknown"] }).notNull(),
    name: text(),
    email: text(),
    managerId: text(),
    ownerId: text(),
    backupOwnerId: text(),
    department: text(),
    title: text(),
    costCenter: text(),
    location: text(),
    employmentStatus: text(),
    startDate: date({ mode: "string" }),
    endDate: date({ mode: "string" }),
    previousDepartment: text(),
    movedAt: date({ mode: "string" }),
    purpose: text(),
    attributes: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.id] }),
    index("snap_identity_email").on(t.snapshotId, sql`lower(${t.email})`),
    index("snap_identity_manager").on(t.snapshotId, t.managerId),
  ],
);

export const snapApplication = pgTable(
  "snap_application",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    name: text(),
    type: text(),
    ownerId: text(),
    criticality: text(),
    dataClass: text(),
    attributes: jsonb(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.id] })],
);

export const snapAccount = pgTable(
  "snap_account",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    applicationId: text().notNull(),
    identityId: text(),
    login: text(),
    email: text(),
    status: text(),
    type: text(),
    mfa: boolean(),
    createdAt: at(),
    lastSignInAt: at(),
    /** "Never" is a value of its own: neither a date nor unknown. */
    lastSignInNever: boolean().notNull().default(false),
    attributes: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.id] }),
    index("snap_account_identity").on(t.snapshotId, t.identityId),
  ],
);

export const snapEntitlement = pgTable(
  "snap_entitlement",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    applicationId: text().notNull(),
    name: text(),
    description: text(),
    type: text(),
    privilege: text({ enum: ["standard", "privileged"] }),
    ownerId: text(),
    dataClass: text(),
    attributes: jsonb(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.id] })],
);

export const snapGrant = pgTable(
  "snap_grant",
  {
    snapshotId: integer().notNull(),
    accountId: text().notNull(),
    entitlementId: text().notNull(),
    /** "" for a direct grant, else the path (role, group, nesting) that carries it: a derived grant. */
    via: text().notNull().default(""),
    grantedAt: at(),
    grantedBy: text(),
    requestedBy: text(),
    approvedBy: text(),
    requestId: text(),
    expiresAt: at(),
    lastUsedAt: at(),
    lastUsedNever: boolean().notNull().default(false),
    uses90d: integer("uses_90d"),
    attributes: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.accountId, t.entitlementId, t.via] }),
    index("snap_grant_entitlement").on(t.snapshotId, t.entitlementId),
  ],
);

export const snapCredential = pgTable(
  "snap_credential",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    identityId: text(),
    accountId: text(),
    kind: text(),
    createdAt: at(),
    expiresAt: at(),
    rotatedAt: at(),
    lastUsedAt: at(),
    lastUsedNever: boolean().notNull().default(false),
    scopes: text(),
    attributes: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.id] }),
    index("snap_credential_identity").on(t.snapshotId, t.identityId),
  ],
);

export const snapRole = pgTable(
  "snap_role",
  { snapshotId: integer().notNull(), id: text().notNull(), name: text() },
  (t) => [primaryKey({ columns: [t.snapshotId, t.id] })],
);

export const snapRoleEntitlement = pgTable(
  "snap_role_entitlement",
  { snapshotId: integer().notNull(), roleId: text().notNull(), entitlementId: text().notNull() },
  (t) => [primaryKey({ columns: [t.snapshotId, t.roleId, t.entitlementId] })],
);

export const snapIdentityRole = pgTable(
  "snap_identity_role",
  { snapshotId: integer().notNull(), identityId: text().notNull(), roleId: text().notNull() },
  (t) => [primaryKey({ columns: [t.snapshotId, t.identityId, t.roleId] })],
);

export const snapSodRule = pgTable(
  "snap_sod_rule",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    left: text().array().notNull(),
    right: text().array().notNull(),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.id] })],
);

export const snapRequest = pgTable(
  "snap_request",
  {
    snapshotId: integer().notNull(),
    id: text().notNull(),
    requestedBy: text(),
    approvedBy: text(),
    requestedAt: at(),
    text: text(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.id] })],
);

/**
 * Who holds an account, of the snapshots in force: the same snapshot's identity, else another source's by external
 * id, else by a unique e-mail, else an admin's match. Renewed as a whole by each import; `none` and `ambiguous` are the
 * owned queue.
 */
export const accountMatch = pgTable(
  "account_match",
  {
    sourceId: integer().notNull(),
    accountId: text().notNull(),
    how: text({ enum: ["external_id", "email", "manual", "none", "ambiguous"] }).notNull(),
    identitySourceId: integer(),
    identityId: text(),
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.accountId] }),
    index("account_match_identity").on(t.identitySourceId, t.identityId),
    index("account_match_queue").on(t.how),
  ],
);

/** An admin's answer to an unmatched account: it outlives imports. */
export const manualMatch = pgTable(
  "manual_match",
  {
    sourceId: integer().notNull(),
    accountId: text().notNull(),
    identitySourceId: integer().notNull(),
    identityId: text().notNull(),
    reason: text().notNull(),
    matchedBy: uuid().notNull(),
    matchedAt: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.accountId] })],
);

/** An upload waiting to be mapped or imported, and a running import's progress. */
export const importJob = pgTable(
  "import_job",
  {
    id: uuid().primaryKey(),
    sourceName: text().notNull(),
    format: text().notNull(),
    asOf: at().notNull(),
    path: text().notNull(),
    bytes: integer().notNull().default(0),
    state: text({ enum: ["uploaded", "queued", "running", "done", "refused"] }).notNull(),
    phase: text(),
    rowsRead: integer().notNull().default(0),
    bytesRead: integer().notNull().default(0),
    mapping: jsonb(),
    snapshotId: integer(),
    problem: text(),
    startedBy: uuid().notNull(),
    startedAt: at().notNull(),
    finishedAt: at(),
  },
  (t) => [uniqueIndex("import_job_running").on(t.sourceName).where(sql`state in ('queued','running')`)],
);
