import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { setting } from "@/db/schema/people";
import { generateKeyPem, type LogKey, readLogKey } from "@/lib/audit-log/ed25519";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";

const keyFile = () => path.join(env().data, "log.key");

/**
 * The key that signs this database's log: COUNTERSIGN_KEY, else `$COUNTERSIGN_DATA/log.key` (mode 600), made at first start.
 * The log's name and public key are fixed in the database then, so a log can neither change its name nor lose its key unseen.
 * @throws an Error of one sentence where the key of an existing log is missing or another
 */
export async function logKey(tx: Tx): Promise<LogKey> {
  const fixed = await fixedAtStart(tx);
  if (fixed) return heldKey(fixed);
  const name = env().logName ?? `countersign/${randomBytes(8).toString("hex")}`;
  const key = readLogKey(name, heldText() ?? makeKey());
  const value = { name, vkey: key.vkey };
  await tx.insert(setting).values({ key: "log", value, changedAt: now(), changedBy: "system:sequencer" });
  return key;
}

const heldText = () => env().logKey ?? (existsSync(keyFile()) ? readFileSync(keyFile(), "utf8") : undefined);

function heldKey(fixed: { name: string; vkey: string }): LogKey {
  const text = heldText();
  if (text === undefined)
    throw new Error(
      `This log was signed by a key that is not here. Put it back as ${keyFile()} or into COUNTERSIGN_KEY; a new key cannot continue the log.`,
    );
  const key = readLogKey(fixed.name, text);
  if (key.vkey !== fixed.vkey)
    throw new Error(
      `The key in ${env().logKey ? "COUNTERSIGN_KEY" : keyFile()} is not the one this log was signed with (${fixed.vkey}). Put that one back.`,
    );
  return key;
}

/** Makes sure, in a transaction of its own, that the log has its name and key before a long one needs them. */
export function startLog(): Promise<LogKey> {
  return transaction({ person: null, reach: "all" }, async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('countersign log'))`);
    return logKey(tx);
  });
}

/** A key of the log for one purpose, once it was started. @throws an Error of one sentence where the log's key is missing or another */
export async function derivedKey(
  reader: Pick<Tx, "select">,
  purpose: string,
): Promise<Uint8Array | undefined> {
  const fixed = await fixedAtStart(reader);
  return fixed && heldKey(fixed).derive(purpose);
}

/** The log's name and public key, once it was started. */
export async function fixedAtStart(
  tx: Pick<Tx, "select">,
): Promise<{ name: string; vkey: string } | undefined> {
  const [row] = await tx.select().from(setting).where(eq(setting.key, "log"));
  // Written above, so of this shape.
  return row?.value as { name: string; vkey: string } | undefined;
}

function makeKey(): string {
  const pem = generateKeyPem();
  mkdirSync(env().data, { recursive: true });
  writeFileSync(keyFile(), pem, { mode: 0o600, flag: "wx" });
  return pem;
}
