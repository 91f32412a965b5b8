import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { ItemType } from "./schema";

/**
 * The launch's working table: one row an item to be, in a temporary table of the launching transaction. In this order:
 *
 * 1. `createStage`; the launch inserts the population into `staged_item`, and into `staged_cover` the derived grants that
 *    an item carries (n of the item; the packet tells their number and a few names)
 * 2. `indexStage`
 * 3. `assemble` writes the evidence, the packet and its hash
 *
 * With its reviewer (`staged_reviewer`, of the assignment) each row is then an `item` row and an `evidence_packet` row.
 */
export type StagedItem = {
  // Filled by the launch
  /** 1..N; chunks are ranges of it. */
  n: number;
  item_id: string;
  snapshot_id: number;
  source_id: number;
  source_name: string;
  as_of: string;
  type: ItemType;
  /** Null where it belongs to no one application. */
  application_id: string | null;
  /** The source's name where there is no application. */
  application_name: string;
  account_id: string | null;
  account_login: string | null;
  /** Who holds the account; all three null where nobody does (an orphan). */
  identity_source_id: number | null;
  identity_snapshot_id: number | null;
  identity_id: string | null;
  /** "<source>/<identity>", or "account:<source>/<account>" for an orphan. */
  subject_key: string;
  subject_name: string;
  subject_kind: "human" | "service" | "workload" | "ai_agent" | "unknown";
  entitlement_id: string | null;
  credential_id: string | null;
  /** "" for a direct grant, else the path of a derived one whose carrier is not in the source. */
  via: string;

  // Filled by `assemble`
  entitlement_name: string | null;
  title: string | null;
  phrase: string | null;
  entitlement_type: string | null;
  privilege: "standard" | "privileged" | null;
  description: string | null;
  undescribed: boolean | null;
  first_seen: boolean | null;
  subject_title: string | null;
  subject_department: string | null;
  risk: "low" | "high" | "critical" | null;
  rules_passed: number | null;
  findings: number | null;
  rules_unknown: number | null;
  tags: string[] | null;
  /** The need score (`need.ts`); null where it abstains or is switched off. */
  need_score: number | null;
  /** `debt.ts` says what the number means. */
  debt: number | null;
  /** Of the group that the picture of peers is drawn of; null where none is told. */
  peer_holders: number | null;
  peer_others: number | null;
  /** Each rule's answer, in the order of the compiled rules (`findings-sql.ts`). */
  answers: number[] | null;
  alike_key: string | null;
  /** The packet as canonical JSON text; null once it is frozen in `evidence_packet`. */
  body: string | null;
  /** SHA-256 of the body's UTF-8 bytes, hex. */
  evidence_hash: string | null;
};

/** Makes the empty stage, gone at commit: `staged_item`, and `staged_cover` for the derived grants beneath its items. */
export async function createStage(tx: Tx): Promise<void> {
  await tx.execute(sql`
    CREATE TEMP TABLE staged_item (
      n int NOT NULL,
      item_id uuid NOT NULL,
      snapshot_id int NOT NULL,
      source_id int NOT NULL,
      source_name text NOT NULL,
      as_of timestamptz NOT NULL,
      type text NOT NULL DEFAULT 'grant',
      application_id text,
      application_name text NOT NULL,
      account_id text,
      account_login text,
      identity_source_id int,
      identity_snapshot_id int,
      identity_id text,
      subject_key text NOT NULL,
      subject_name text NOT NULL,
      subject_kind text NOT NULL,
      entitlement_id text,
      credential_id text,
      via text NOT NULL DEFAULT '',
      entitlement_name text,
      title text,
      phrase text,
      entitlement_type text,
      privilege text,
      description text,
      undescribed bool,
      first_seen bool,
      subject_title text,
      subject_department text,
      risk text,
      rules_passed int,
      findings int,
      rules_unknown int,
      tags text[],
      need_score int,
      debt int,
      peer_holders int,
      peer_others int,
      answers smallint[],
      alike_key text,
      body text,
      evidence_hash text
    ) ON COMMIT DROP`);
  await tx.execute(sql`
    CREATE TEMP TABLE staged_cover (
      n int NOT NULL, snapshot_id int NOT NULL, entitlement_id text NOT NULL
    ) ON COMMIT DROP`);
  // Compressed once, when it reaches `evidence_packet`.
  await tx.execute(sql`ALTER TABLE staged_item ALTER COLUMN body SET STORAGE EXTERNAL`);
}

/** Indexes and counts the filled stage; `assemble` and the assignment rely on it. Call once, after the population. */
export async function indexStage(tx: Tx): Promise<void> {
  await tx.execute(sql`CREATE UNIQUE INDEX staged_item_n ON staged_item (n)`);
  await tx.execute(
    sql`CREATE UNIQUE INDEX staged_item_grant ON staged_item (snapshot_id, account_id, entitlement_id)`,
  );
  await tx.execute(sql`CREATE INDEX staged_item_identity ON staged_item (identity_snapshot_id, identity_id)`);
  await tx.execute(sql`ANALYZE staged_item`);
}
