import { sql } from "drizzle-orm";
import { copyRows } from "@/db/bulk";
import { rows, type Tx } from "@/db/client";
import { derivedWords } from "@/lib/catalogue/policy-words";
import { breath } from "./asserted";

/** Entitlements a statement; a policy document may be long. */
const stretch = 500;

type Document = { e: number; type: string | null; name: string | null; attributes: unknown };

/**
 * Fills `derived_title`, `derived_phrase` and `derived_description` of `ev_entitlement`: what the policy documents of the stage
 * allow, in words, where neither the catalogue nor the source has a title or a phrase. It happens here and not in SQL, in
 * keyset stretches.
 */
export async function readPolicies(tx: Tx): Promise<void> {
  await tx.execute(
    sql`CREATE TEMP TABLE ev_policy (e int PRIMARY KEY, title text, phrase text, description text) ON COMMIT DROP`,
  );
  for (let last = 0; ; ) {
    const found = await rows<Document>(
      tx,
      sql`SELECT t.e, t.type, t.name, jsonb_build_object('access', e.attributes->'access', 'actions', e.attributes->'actions',
          'policy', e.attributes->'policy', 'rules', e.attributes->'rules') AS attributes
        FROM ev_entitlement t JOIN snap_entitlement e ON e.snapshot_id = t.snapshot_id AND e.id = t.entitlement_id
        WHERE t.e > ${last} AND t.staged AND t.raw_title IS NULL AND t.raw_phrase IS NULL
          AND e.attributes ?| ARRAY['access', 'actions', 'policy', 'rules']
        ORDER BY t.e LIMIT ${stretch}`,
    );
    await copyRows(
      tx,
      "ev_policy",
      { e: "int", title: "text", phrase: "text", description: "text" },
      found.flatMap((f) => {
        const words = derivedWords(f);
        return words ? [[String(f.e), words.title, words.phrase, words.description] as const] : [];
      }),
    );
    await breath();
    const end = found.at(-1);
    if (!end || found.length < stretch) break;
    last = end.e;
  }
  await tx.execute(sql`UPDATE ev_entitlement t SET derived_title = p.title, derived_phrase = p.phrase,
    derived_description = p.description FROM ev_policy p WHERE p.e = t.e`);
}
