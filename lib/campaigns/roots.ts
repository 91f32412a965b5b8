import { sql } from "drizzle-orm";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Reader } from "@/lib/query";
import { fetched } from "./staging";
import { unitSql } from "./unit-sql";

const texts = {
  evidence: sql`evidence_hash`,
  frozen: sql`(SELECT p.hash FROM evidence_packet p WHERE p.item_id = item.id AND p.version = 1)`,
  not_certified: sql`'not_certified'`,
  challenges: sql`reviewer_id::text`,
  draw: sql`${unitSql("item")} || E'\\n' || reviewer_id::text`,
};

/**
 * RFC 6962 root, in hexadecimal, over a campaign's items in ascending order of their ids, a leaf being "item id LF text":
 * all items with their evidence hash, or with that of their evidence as the launch froze it, which is the same until an answer is frozen after it; or with "unit LF reviewer", which they are drawn by, or the reviewer alone, by whom challenge items are; or the not certified with
 * "not_certified". Read through a cursor of the transaction, so that it is put in order once.
 */
export async function itemRoot(reader: Reader, campaign: string, over: keyof typeof texts): Promise<string> {
  const tree = new RootBuilder(sha256);
  const text = texts[over];
  const which = over === "not_certified" ? sql`AND state = 'not_certified'` : sql``;
  const pages = fetched<{ id: string; text: string }>(
    reader,
    "item_root",
    sql`SELECT id::text, ${text} AS text FROM item WHERE campaign_id = ${campaign} ${which} ORDER BY item.id`,
  );
  for await (const page of pages)
    for (const row of page) tree.add(leafHash(sha256, toUtf8(`${row.id}\n${row.text}`)));
  return toHex(tree.root());
}
