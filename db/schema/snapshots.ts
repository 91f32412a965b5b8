import { sql } from "drizzle-orm";
import {
  bigint,
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
  /** Nothing of this source goes to a model. */
  modelOff: boolean().notNull().default(false),
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
    bytes: bigint({ mode: "number" }).notNull().default(0),
    rawPath: text(),
    /** How it was read, {format, mapping?}: two snapshots with equal parameters were read alike (I10). */
    parameters: jsonb().notNull(),
    /** `tieOut` of lib/sources/schema: row counts and hash a file, their sums, what was not read and why. */
    tieOut: jsonb(),
    identities: integer().notNull().default(0),
    accounts: integer().notNull().default(0),
    entitlements: integer().notNull().default(0),
    grants: integer().notNull().default(0),
    /**
     * Whether its applications are listed in full: only then can it show that access is gone (I10). False where a row of
     * applications, accounts, entitlements, grants or credentials could not be read.
     */
    complete: boolean().notNull().default(true),
    problem: text(),
    importedBy: text().notNull(),
    importedAt: at().notNull(),
  },
  (t) => [index("snapshot_source").on(t.sourceId, t.asOf)],
);

/** Rows that were not stored, and with kind `note` rows that were stored with something in them left unknown. */
export const snapshotReject = pgTable(
  "snapshot_reject",
  {
    snapshotId: integer().notNull(),
    file: text().notNull(),
    line: integer().notNull(),
    kind: text({ enum: ["rejected", "duplicate", "note"] }).notNull(),
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
    /** Made from an account's row that says who holds it; a directory's own identity is preferred to it. */
    derived: boolean().notNull().default(false),
    attributes: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.id] }),
    index("snap_identity_email").on(t.snapshotId, sql`lower(${t.email})`),
    index("snap_identity_manager").on(t.snapshotId, t.managerId),
    index("snap_identity_owner").on(t.snapshotId, t.ownerId).where(sql`owner_id IS NOT NULL`),
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
    /** The admin's words, in `private_payload`. */
    reasonId: uuid().notNull(),
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
    bytes: bigint({ mode: "number" }).notNull().default(0),
    state: text({ enum: ["uploaded", "queued", "running", "done", "refused"] }).notNull(),
    phase: text(),
    rowsRead: integer().notNull().default(0),
    bytesRead: bigint({ mode: "number" }).notNull().default(0),
    /** Of `rowsRead`, how many have been checked and stored or put aside. */
    rowsSettled: integer().notNull().default(0),
    mapping: jsonb(),
    snapshotId: integer(),
    problem: text(),
    startedBy: uuid().notNull(),
    startedAt: at().notNull(),
    /** When the running process last wrote; long ago means that it was stopped. */
    beatAt: at(),
    finishedAt: at(),
  },
  (t) => [uniqueIndex("import_job_running").on(t.sourceName).where(sql`state in ('queued','running')`)],
);

/**
 * What one input row gives, before it is checked: gone once its snapshot is in force or refused. Unlogged: a crash empties
 * it, and with it the import, which is refused at the next start anyway.
 */
export const importRow = pgTable(
  "import_row",
  {
    snapshotId: integer().notNull(),
    kind: text().notNull(),
    /** The input row's running number over all files; records that another row may override come last. */
    ord: bigint({ mode: "number" }).notNull(),
    /** Which of the row's records. */
    part: integer().notNull(),
    file: text().notNull(),
    line: integer().notNull(),
    /** The primary key its kind will have, its parts joined by U+001F. */
    key: text().notNull(),
    /** Whether the row is a duplicate once this record (with the row's other leading ones) is one. */
    lead: boolean().notNull(),
    /** The kind's columns in order, in PostgreSQL's input form. */
    cells: text().array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.kind, t.ord, t.part] }),
    index("import_row_key").on(t.snapshotId, t.kind, t.key, t.ord, t.part),
  ],
);
