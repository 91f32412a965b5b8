import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { draft, draftTask } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { query } from "@/lib/query";
import { state, stateOf, turnedOn } from "./queries";

/** What a drafting run reads. */

/** Whether the hosted model is on, for the run that is about to draft. */
export const modelSwitch = query({
  name: "drafting.model_switch",
  permission: "draft.record",
  input: z.object({}),
  output: z.object({ on: z.boolean() }),
  run: async (reader) => ({ on: await turnedOn(reader) }),
});

/** The packets of items in hand that are still open. */
export const packets = query({
  name: "drafting.packets",
  permission: "draft.record",
  input: z.object({ items: z.array(z.uuid()).max(200) }),
  output: z.array(z.object({ item: z.string(), evidenceHash: z.string(), body: z.string() })),
  run: (reader, { input }) =>
    reader
      .select({ item: item.id, evidenceHash: item.evidenceHash, body: evidencePacket.body })
      .from(item)
      .innerJoin(
        evidencePacket,
        and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
      )
      .where(and(inArray(item.id, input.items), eq(item.state, "open"))),
});

/** Answers on record to these very inputs in the same campaign, so that a model is not paid to say the same again. */
export const sameInputs = query({
  name: "drafting.same_inputs",
  permission: "draft.record",
  input: z.object({
    campaign: z.uuid(),
    provider: z.string(),
    model: z.string(),
    inputs: z.array(z.string()).max(200),
  }),
  output: z.array(z.object({ inputHash: z.string(), raw: z.string() })),
  run: (reader, { input }) =>
    rows<{ inputHash: string; raw: string }>(
      reader,
      sql`SELECT DISTINCT ON (input_hash) input_hash AS "inputHash", raw FROM ${draft}
        WHERE input_hash = ANY (ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(input.inputs)}::jsonb)))
          AND campaign_id = ${input.campaign} AND provider = ${input.provider} AND model = ${input.model} AND raw IS NOT NULL AND state <> 'failed'
        ORDER BY input_hash, id`,
    ),
});

/** Which runs have tasks of the campaign in hand. */
export const runsAtWork = query({
  name: "drafting.runs_at_work",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid() }),
  output: z.array(z.string()),
  run: async (reader, { input }) => {
    const found = await reader
      .selectDistinct({ run: draftTask.claimedBy })
      .from(draftTask)
      .where(and(eq(draftTask.campaignId, input.campaign), eq(draftTask.state, "running")));
    return found.flatMap((f) => (f.run ? [f.run] : []));
  },
});

/** The same for the run itself, and how many claims the verifier left out of the drafts on record. */
export const standing = query({
  name: "drafting.standing",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid() }),
  output: state.extend({ dropped: z.number().int() }),
  run: async (reader, { input }) => {
    const [left] = await rows<{ dropped: number }>(
      reader,
      sql`SELECT coalesce(sum(jsonb_array_length(dropped)), 0)::int AS dropped FROM draft WHERE campaign_id = ${input.campaign}`,
    );
    return { ...(await stateOf(reader, input.campaign)), dropped: left?.dropped ?? 0 };
  },
});
