import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Reader } from "@/lib/query";
import { breathe, chunk } from "./staging";

/**
 * RFC 6962 root, in hexadecimal, over a campaign's items in ascending order of their ids, a leaf being "item id LF text":
 * all items with their evidence hash, or the not certified with "not_certified". Read page by page.
 */
export async function itemRoot(
  reader: Reader,
  campaign: string,
  over: "evidence" | "not_certified",
): Promise<string> {
  const tree = new RootBuilder(sha256);
  const text = over === "evidence" ? sql`evidence_hash` : sql`'not_certified'`;
  const which = over === "evidence" ? sql`` : sql`AND state = 'not_certified'`;
  for (let after: string | null = null; ; ) {
    const page: { id: string; text: string }[] = await rows(
      reader,
      sql`SELECT id::text, ${text} AS text FROM item
        WHERE campaign_id = ${campaign} ${which} ${after === null ? sql`` : sql`AND id > ${after}::uuid`}
        ORDER BY item.id LIMIT ${chunk}`,
    );
    for (const row of page) tree.add(leafHash(sha256, toUtf8(`${row.id}\n${row.text}`)));
    const last = page.at(-1);
    if (page.length < chunk || !last) return toHex(tree.root());
    after = last.id;
    await breathe();
  }
}
