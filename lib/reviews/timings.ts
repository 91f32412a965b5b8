/**
 * How long decisions took, kept apart from who made them: under a pseudonym of the decision, by a key of the log's that no table and no
 * backup of the database holds. Whoever reads the rows learns nothing of anybody; the portal finds them again to count figures.
 */
import { createHmac } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { derivedKey, logKey } from "@/lib/audit-log/key";
import { type Env, env } from "@/lib/env";
import type { Reader } from "@/lib/query";

const PURPOSE = "countersign timings 1";

/** What a decision's pseudonym is made with: 32 bytes. */
export type TimingKey = Uint8Array;

let held: { of: Env; key: TimingKey } | undefined;

/** The key of this log, made with the log where it has none yet. It never changes, and is read once a process. */
export async function timingKey(tx: Tx): Promise<TimingKey> {
  return heldKey() ?? hold((await logKey(tx)).derive(PURPOSE));
}

/** The same where nothing can be written; undefined in a log that was never begun, of which there are no times either. */
export async function readTimingKey(reader: Reader): Promise<TimingKey | undefined> {
  const found = heldKey() ?? (await derivedKey(reader, PURPOSE));
  return found && hold(found);
}

const heldKey = () => (held?.of === env() ? held.key : undefined);

function hold(key: TimingKey): TimingKey {
  held = { of: env(), key };
  return key;
}

/** A decision's pseudonym: the first 16 bytes of HMAC-SHA-256 (RFC 2104) over the bytes of its id, written as a UUID. */
export function pseudonymOf(key: TimingKey, decision: string): string {
  const hex = createHmac("sha256", key)
    .update(Buffer.from(decision.replaceAll("-", ""), "hex"))
    .digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** The same in SQL, of a column of ids; null without a key. */
export function pseudonymIn(key: TimingKey | undefined, id: SQL): SQL {
  if (!key) return sql`NULL::uuid`;
  const padded = (byte: number) =>
    sql`${Buffer.from(Uint8Array.from({ length: 64 }, (_, at) => (key[at] ?? 0) ^ byte))}::bytea`;
  return sql`encode(substr(sha256(${padded(0x5c)} || sha256(${padded(0x36)} || uuid_send(${id}))), 1, 16), 'hex')::uuid`;
}
