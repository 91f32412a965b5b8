import { createHmac } from "node:crypto";
import { derivedKey } from "@/lib/audit-log/key";
import { WITHHELD_COLUMNS } from "@/lib/audit-log/verifier/redacted";
import type { Reader } from "@/lib/query";

/** What stands in a redacted pack in place of an id of the source. */
export type Pseudonym = (column: string, id: string) => string;

const PURPOSE = "countersign redacted packs 1";
/** Ids of the source's accounts, people and credentials: what tables join on, and what names somebody. */
const ids = new Set(["account_id", "identity_id", "credential_id"]);

/**
 * The pseudonyms of one campaign's redacted packs: the first 12 bytes of HMAC-SHA-256 over campaign, column and id, by a key of the
 * log's that no pack holds. The same id is the same in every table and pack of the campaign, and in no other's.
 */
export async function pseudonymsOf(reader: Reader, campaign: string): Promise<Pseudonym> {
  const key = await derivedKey(reader, PURPOSE);
  if (!key) throw new Error("A checkpoint exists without a log name.");
  return (column, id) =>
    `p-${createHmac("sha256", key).update(`${campaign}\n${column}\n${id}`, "utf8").digest("hex").slice(0, 24)}`;
}

/** A cell of a table as a redacted pack has it; what is in no way about somebody is left as it is. */
export function redactedCell(table: string, column: string, text: string, pseudonym: Pseudonym): string {
  if (text === "" || WITHHELD_COLUMNS[table]?.includes(column)) return "";
  if (ids.has(column)) return pseudonym(column, text);
  // Why a grant is no item is said in the words of the scope, which may name somebody.
  return table === "population.csv" && column === "reason" ? "withheld" : text;
}
