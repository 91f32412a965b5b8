import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { derivedWords } from "@/lib/catalogue/policy-words";
import { entitlementKey } from "@/lib/catalogue/schema";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";

/** Entitlements asked about at once, by an admin or in one read. */
export const MOST_WORDED = 200;

const wordlessRow = z.object({
  source: z.number().int(),
  entitlement: z.string(),
  version: z.number().int(),
  name: z.string(),
  application: z.string(),
  type: z.string().nullable(),
  privilege: z.string().nullable(),
  policy: z.string().nullable(),
  /** The input of the proposal that stands, where one does. */
  proposedTo: z.string().nullable(),
});

/** Those of the entitlements asked for that nobody vouches for the words of. */
export const wordless = query({
  name: "drafting.wordless",
  permission: "draft.record",
  input: z.object({ entitlements: z.array(entitlementKey).max(MOST_WORDED) }),
  output: z.array(wordlessRow),
  run: async (reader, { input }) => {
    const found = await rows<Omit<z.infer<typeof wordlessRow>, "policy"> & { attributes: unknown }>(
      reader,
      sql`SELECT s.id AS source, e.id AS entitlement, coalesce(c.version, 0) AS version, coalesce(e.name, e.id) AS name,
          coalesce(a.name, e.application_id) AS application, e.type, e.privilege, e.attributes, c.origin->>'inputHash' AS "proposedTo"
        FROM jsonb_to_recordset(${JSON.stringify(input.entitlements)}::jsonb) AS k(source int, entitlement text)
        JOIN source s ON s.id = k.source
        JOIN snap_entitlement e ON e.snapshot_id = s.current_snapshot_id AND e.id = k.entitlement
        LEFT JOIN snap_application a ON a.snapshot_id = e.snapshot_id AND a.id = e.application_id
        LEFT JOIN LATERAL (SELECT * FROM catalogue_entry v WHERE v.source_id = s.id AND v.entitlement_id = e.id
          ORDER BY v.version DESC LIMIT 1) c ON true
        WHERE coalesce(c.state, 'none') IN ('none', 'proposed')`,
    );
    return found.map(({ attributes, ...f }) => ({
      ...f,
      policy: derivedWords({ ...f, attributes })?.phrase ?? null,
    }));
  },
});

/** Asks for words for chosen entitlements, or for the first of the queue that nothing describes; an administrator's act. */
export const word = chore({
  name: "drafting.word",
  permission: "draft.start",
  input: z.union([
    z.strictObject({ entitlements: z.array(entitlementKey).min(1).max(MOST_WORDED) }),
    z.strictObject({
      first: z.number().int().min(1).max(MOST_WORDED),
      application: z.string().max(600).optional(),
    }),
  ]),
  load: async () => undefined,
  run: async (tx, { input }) => {
    const entitlements =
      "entitlements" in input
        ? input.entitlements
        : await rows<z.infer<typeof entitlementKey>>(
            tx,
            sql`SELECT source_id AS source, entitlement_id AS entitlement FROM catalogue_line
              WHERE standing = 'undescribed' ${ofApplication(input.application)}
              ORDER BY place, source_id, entitlement_id LIMIT ${input.first}`,
          );
    if (entitlements.length === 0)
      throw new AppError("rule", "all-described", "Every entitlement here has words already.");
    return {
      result: { asked: entitlements.length },
      jobs: [{ name: "catalogue.propose" as const, data: { entitlements } }],
    };
  },
});

function ofApplication(key: string | undefined) {
  const [, source, application] = /^(\d{1,9})~(.+)$/.exec(key ?? "") ?? [];
  return source && application
    ? sql`AND source_id = ${Number(source)} AND application_id = ${application}`
    : sql``;
}
