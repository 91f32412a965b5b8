import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import * as wire from "./schema";

/** What was sent for a campaign, what failed, and whom nothing can be sent to. */
export const ofCampaign = query({
  name: "mail.of_campaign",
  permission: "mail.read",
  input: z.object({ id: z.uuid() }),
  output: wire.campaignMail,
  run: async (reader, { input }) => {
    const kinds = await rows<wire.CampaignMail["kinds"][number]>(
      reader,
      sql`SELECT kind, (count(*) FILTER (WHERE state = 'queued'))::int AS queued, (count(*) FILTER (WHERE state = 'sent'))::int AS sent,
          (count(*) FILTER (WHERE state = 'failed'))::int AS failed, (count(*) FILTER (WHERE state = 'dropped'))::int AS dropped,
          ${iso(sql`max(at) FILTER (WHERE state = 'sent')`)} AS last
        FROM mail WHERE campaign_id = ${input.id} GROUP BY kind ORDER BY kind`,
    );
    const problems = await rows<wire.CampaignMail["problems"][number]>(
      reader,
      sql`SELECT m.id, m.kind, coalesce(p.name, w.payload::jsonb ->> 'to', 'Somebody') AS "to", m.problem, m.state, m.attempts,
          ${iso(sql`m.at`)} AS at
        FROM mail m LEFT JOIN person p ON p.id = m.to_person_id LEFT JOIN question q ON m.kind = 'question' AND q.id = m.about
        LEFT JOIN private_payload w ON w.id = q.words_id
        WHERE m.campaign_id = ${input.id} AND m.problem IS NOT NULL AND m.state IN ('queued', 'failed')
        ORDER BY m.at DESC, m.id LIMIT 20`,
    );
    const [without] = await rows<{ n: number }>(
      reader,
      sql`SELECT count(*)::int AS n FROM review r JOIN person p ON p.id = r.reviewer_id
        WHERE r.campaign_id = ${input.id} AND r.items > 0 AND p.kind = 'person' AND p.email IS NULL`,
    );
    return { set: env().mail !== undefined, kinds, problems, noAddress: without?.n ?? 0 };
  },
});
