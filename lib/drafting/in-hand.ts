import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { draft, draftTask } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { query } from "@/lib/query";
import { state, stateOf } from "./queries";
import { masked as maskedAnswers } from "./schema";

/** What a drafting run reads. */

/** The packets of items in hand that are still open, and what says who may draft them. */
export const packets = query({
  name: "drafting.packets",
  permission: "draft.record",
  input: z.object({ items: z.array(z.uuid()).max(200) }),
  output: z.array(
    z.object({
      item: z.string(),
      source: z.number().int(),
      type: z.enum(["grant", "credential", "identity"]),
      privilege: z.enum(["standard", "privileged"]).nullable(),
      /** Whether it has a draft by rules of this very evidence. */
      standing: z.boolean(),
      evidenceHash: z.string(),
      body: z.string(),
    }),
  ),
  run: async (reader, { input }) => {
    const found = await reader
      .select({
        item: item.id,
        source: item.sourceId,
        type: item.type,
        privilege: item.privilege,
        standing: sql<boolean>`coalesce(${draft.evidenceHash} = ${item.evidenceHash} AND ${draft.drafterVersion} IS NULL, false)`,
        evidenceHash: item.evidenceHash,
        body: evidencePacket.body,
      })
      .from(item)
      .innerJoin(
        evidencePacket,
        and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
      )
      .leftJoin(draft, eq(draft.id, item.draftId))
      .where(and(inArray(item.id, input.items), eq(item.state, "open"), ne(item.arm, "undrafted")));
    return found;
  },
});

const answerOnRecord = z.object({
  inputHash: z.string(),
  round: z.union([z.literal(1), z.literal(2)]),
  raw: z.string(),
});

/** Answers on record to these very inputs in the same campaign, so that a model is not paid to say the same again. */
export const sameInputs = query({
  name: "drafting.same_inputs",
  permission: "draft.record",
  input: z.object({
    campaign: z.uuid(),
    version: z.number().int().nullable(),
    provider: z.string(),
    model: z.string(),
    inputs: z.array(z.string()).max(400),
  }),
  output: z.array(answerOnRecord),
  run: async (reader, { input }) => {
    const inputs = sql`ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(input.inputs)}::jsonb))`;
    const ours = sql`campaign_id = ${input.campaign} AND provider = ${input.provider} AND model = ${input.model}
      AND drafter_version IS NOT DISTINCT FROM ${input.version}::int AND raw IS NOT NULL AND state <> 'failed'`;
    const found = await rows<{ inputHash: string; raw: string; masked: unknown }>(
      reader,
      sql`SELECT DISTINCT ON (input_hash) input_hash AS "inputHash", raw, masked FROM ${draft}
        WHERE input_hash = ANY (${inputs}) AND ${ours} ORDER BY input_hash, id`,
    );
    const without = await rows<{ inputHash: string; raw: string; masked: unknown }>(
      reader,
      sql`SELECT DISTINCT ON (masked ->> 'inputHash') '' AS "inputHash", raw, masked FROM ${draft}
        WHERE masked IS NOT NULL AND masked ->> 'inputHash' = ANY (${inputs}) AND ${ours} ORDER BY masked ->> 'inputHash', id`,
    );
    return [...without, ...found].flatMap((f) => answersIn(f));
  },
});

/** All that one draft on record tells: the answer to its input, and the answers to the same without anybody's text. */
function answersIn({ inputHash, raw, masked }: { inputHash: string; raw: string; masked: unknown }) {
  const asked = maskedAnswers.safeParse(masked).data;
  const own = inputHash === "" ? [] : [{ inputHash, round: 1 as const, raw }];
  if (!asked) return own;
  return asked.asked.flatMap((pair, at) => {
    const round = at === 0 ? (1 as const) : (2 as const);
    return [
      ...(inputHash === "" ? [] : [{ inputHash, round, raw: pair.text }]),
      { inputHash: asked.inputHash, round, raw: pair.masked },
    ];
  });
}

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
    return { ...(await stateOf(reader, input.campaign, null)), dropped: left?.dropped ?? 0 };
  },
});
