import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { query } from "@/lib/query";
import { type Reading, readingOf } from "./simulate-evidence";

/**
 * Whether anybody ever signed in here through an identity provider, and until when the record of a campaign goes. The demo's picker
 * is no provider.
 */
export const standing = query({
  name: "demo.standing",
  permission: "item.read",
  input: z.object({ campaign: z.uuid() }),
  output: z.object({ signedIn: z.boolean(), last: z.string().nullable() }),
  run: async (reader, { input }) => {
    const [found] = await rows<{ signedIn: boolean; last: string | null }>(
      reader,
      sql`SELECT EXISTS (SELECT 1 FROM person WHERE issuer IS NOT NULL AND issuer <> 'demo')
          OR EXISTS (SELECT 1 FROM session WHERE authn <> 'demo') AS "signedIn",
        (SELECT ${iso(sql`greatest(c.launched_at, max(e.at), (SELECT max(d.at) FROM draft d JOIN item i ON i.draft_id = d.id
            WHERE i.campaign_id = c.id))`)}
          FROM campaign c LEFT JOIN audit_event e ON e.campaign_id = c.id WHERE c.id = ${input.campaign} GROUP BY c.id) AS last`,
    );
    return found ?? { signedIn: false, last: null };
  },
});

const reading = z.object({
  item: z.uuid(),
  type: z.enum(["grant", "credential", "identity"]),
  /** What tells it apart in its source's own ids. */
  key: z.array(z.string()),
  reading: z.custom<Reading>(),
});

/** What the packets of these items say to whoever reads them: for simulated reviewers, so for the command line alone. */
export const readings = query({
  name: "demo.readings",
  permission: "item.read",
  input: z.object({ items: z.array(z.uuid()).min(1).max(500) }),
  output: z.object({ rows: z.array(reading) }),
  run: async (reader, { input, scope }) => {
    if (scope.actor.kind !== "operator")
      throw new AppError("forbidden", "role", "Only the command line simulates; open the item to read it.");
    const found = await rows<{ item: string; body: string }>(
      reader,
      sql`SELECT i.id AS item, p.body FROM item i JOIN evidence_packet p ON p.item_id = i.id AND p.version = i.packet_version
        WHERE i.id = ANY (${`{${input.items.join(",")}}`}::uuid[])`,
    );
    return {
      rows: found.map(({ item, body }) => {
        const { facts, keys } = packetOf(body);
        const { source, account_id, entitlement_id, credential_id, identity_id } = keys;
        const key = [keys.type, source, account_id, entitlement_id, credential_id, identity_id];
        return { item, type: keys.type, key: key.map((k) => k ?? ""), reading: readingOf(facts) };
      }),
    };
  },
});

/** What a launch or an answer wrote. */
function packetOf(body: string): Packet {
  return JSON.parse(body) as Packet;
}
