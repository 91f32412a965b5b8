import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { draftingSettingsOf } from "./brief";
import { allInForce } from "./drafter-in-force";
import { drafterSettings } from "./drafters";
import { openPacket } from "./packet";
import { turnedOn } from "./switch";

const inForce = z.object({ version: z.number().int(), hash: z.string(), settings: drafterSettings });

/** Items at most, so that their packets are held in memory. */
export const MOST_SAMPLED = 2_000;

/**
 * A campaign's items drawn at random, with what was decided on them. Where a model is to be asked, only those that one may be
 * shown: of no source that is switched off, and nothing that the campaign leaves to another drafter.
 */
export const evaluationPackets = query({
  name: "drafting.evaluation_packets",
  permission: "drafter.make",
  input: z.object({
    campaign: z.uuid(),
    sample: z.number().int().min(1).max(MOST_SAMPLED),
    seed: z.number().int(),
    forModel: z.boolean(),
  }),
  output: z.object({
    name: z.string(),
    shown: z.object({ asserted: z.boolean(), hideNames: z.boolean() }),
    /** Versions that may draft this campaign; none where a model is off for it or for the portal. */
    versions: z.array(inForce),
    items: z.array(
      z.object({
        id: z.uuid(),
        hash: z.string(),
        body: z.string(),
        outcome: z.enum(["certify", "certify_until", "revoke", "modify"]).nullable(),
        unseen: z.boolean(),
      }),
    ),
  }),
  run: async (reader, { input }) => {
    const [campaign] = await rows<{ name: string; settings: unknown; off: boolean }>(
      reader,
      sql`SELECT c.name, c.settings, coalesce(d.model_off, false) AS off
        FROM campaign c LEFT JOIN campaign_drafting d ON d.campaign_id = c.id WHERE c.id = ${input.campaign}`,
    );
    if (!campaign) throw new AppError("not_found", "campaign", "There is no such campaign.");
    const { model, privilegedDrafter, assertedText, hideNames } = draftingSettingsOf(campaign.settings);
    const may = model && !campaign.off && (await turnedOn(reader));
    const ordinary = sql`NOT coalesce(s.model_off, false) AND (${privilegedDrafter} = 'same' OR (i.type = 'grant' AND i.privilege = 'standard'))`;
    const items = await rows<{
      id: string;
      hash: string;
      body: string;
      outcome: "certify" | "certify_until" | "revoke" | "modify" | null;
      unseen: boolean;
    }>(
      reader,
      sql`SELECT i.id, p.hash, p.body, i.outcome, coalesce(d.recommendation_seen = 'never', false) AS unseen
        FROM (
          SELECT i.id, i.evidence_hash, i.packet_version, i.outcome, i.decision_id FROM item i
          LEFT JOIN source s ON s.id = i.source_id
          WHERE i.campaign_id = ${input.campaign} AND ${input.forModel ? ordinary : sql`true`}
          ORDER BY md5(i.id::text || ${String(input.seed)}::text), i.id LIMIT ${input.sample}
        ) i
        JOIN evidence_packet p ON p.item_id = i.id AND p.version = i.packet_version
        LEFT JOIN decision d ON d.id = i.decision_id
        ORDER BY i.id`,
    );
    return {
      name: campaign.name,
      shown: { asserted: assertedText, hideNames },
      versions: may ? await allInForce(reader) : [],
      items,
    };
  },
});

/** An item's case; a packet that does not have its hash is refused. */
export function caseOf({
  id,
  body,
  hash,
  outcome,
  unseen,
}: z.infer<(typeof evaluationPackets)["output"]>["items"][number]) {
  return {
    id,
    packet: openPacket(body, hash),
    attack: null,
    person: outcome === null ? null : { outcome, unseen },
  };
}
