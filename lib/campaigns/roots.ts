import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Reader } from "@/lib/query";
import { breathe, chunk } from "./staging";
import { unitSql } from "./unit-sql";

const texts = {
  evidence: sql`evidence_hash`,
  not_certified: sql`'not_certified'`,
  draw: sql`${unitSql("item")} || E'\\n' || reviewer_id::text`,
};

/**
 * RFC 6962 root, in hexadecimal, over a campaign's items in ascending order of their ids, a leaf being "item id LF text":
 * all items with their evidence hash, or with "unit LF reviewer", which they are drawn by; or the not certified with
 * "not_certified". Read through a cursor of the transaction, so that it is put in order once.
 */
export async function itemRoot(reader: Reader, campaign: string, over: keyof typeof texts): Promise<string> {
  const tree = new RootBuilder(sha256);
  const text = texts[over];
  const which = over === "not_certified" ? sql`AND state = 'not_certified'` : sql``;
  const [n, cursor] = [chunk(), sql.raw("item_root")];
  await reader.execute(sql`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT id::text, ${text} AS text FROM item
    WHERE campaign_id = ${campaign} ${which} ORDER BY item.id`);
  for (;;) {
    const page: { id: string; text: string }[] = await rows(
      reader,
      sql`FETCH ${sql.raw(String(n))} FROM ${cursor}`,
    );
    for (const row of page) tree.add(leafHash(sha256, toUtf8(`${row.id}\n${row.text}`)));
    if (page.length < n) break;
    await breathe();
  }
  await reader.execute(sql`CLOSE ${cursor}`);
  return toHex(tree.root());
}
