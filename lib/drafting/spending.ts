import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { affected, rows } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { chore } from "@/lib/chore";
import { kept } from "./answers";
import { draftingSettingsOf } from "./brief";
import { costOf, type DrafterSettings } from "./drafters";
import type { Usage } from "./model";
import type { Request } from "./prompt";

/** What a campaign's drafts cost: set apart before a call, counted after it. */

export type Spending = {
  tokens: number;
  /** Millionths of the currency. */
  cost: number;
};

/** UTF-8 bytes a token has at least, in prompts of JSON: real ones have three to four. */
const BYTES_A_TOKEN = 3;

/** At most what a call is taken to use: all its input fresh, and as much output as it may have. */
export function estimate(
  request: Pick<Request, "instructions" | "prompt">,
  { maxOutputTokens, price }: Pick<DrafterSettings, "maxOutputTokens" | "price">,
): Spending {
  const bytes = Buffer.byteLength(request.instructions) + Buffer.byteLength(request.prompt);
  const inputTokens = Math.ceil(bytes / BYTES_A_TOKEN);
  return {
    tokens: inputTokens + maxOutputTokens,
    cost: costOf(price, { inputTokens, cachedTokens: 0, outputTokens: maxOutputTokens }) ?? 0,
  };
}

/** What a call used; where the server does not say, what was set apart for it. */
export function spent(usage: Usage, { price }: Pick<DrafterSettings, "price">, apart: Spending) {
  const said = usage.inputTokens !== null || usage.outputTokens !== null;
  const inputTokens = said ? (usage.inputTokens ?? 0) : apart.tokens;
  const outputTokens = usage.outputTokens ?? 0;
  const cachedTokens = Math.min(usage.cachedTokens ?? 0, inputTokens);
  const cost = said ? (costOf(price, { inputTokens, cachedTokens, outputTokens }) ?? 0) : apart.cost;
  return { inputTokens, outputTokens, cachedTokens, cost };
}

/** Why a budget in money cannot be kept with this version, in a sentence; null where it can, or there is none. */
export function unpriced(
  { money, currency }: { money: number | null; currency: string | null },
  { price, connection, model }: Pick<DrafterSettings, "price" | "connection" | "model">,
): string | null {
  if (money === null || (price === null && connection === "local")) return null;
  if (price === null) return `The campaign has a budget in money, and no price is typed for ${model}.`;
  if (currency !== null && price.currency !== currency)
    return `The campaign's budget is in ${currency}, and the price of ${model} is in ${price.currency}.`;
  return null;
}

const amount = z.number().int().nonnegative();

/**
 * Sets apart of the campaign's budget what calls about these items may need, as far as it reaches, in this order. Whoever asks,
 * in whichever process, never gets more than is left when everything set apart is spent.
 * @returns for which items it did, and whether something is set apart, by this run or another, that may come back
 */
export const reserve = chore({
  name: "drafting.reserve",
  permission: "draft.record",
  input: z.object({
    campaign: z.uuid(),
    run: z.string(),
    asks: z.array(z.object({ item: z.uuid(), tokens: amount, cost: amount })).max(200),
  }),
  load: async () => undefined,
  run: async (tx, { input }) => {
    const [found] = await tx
      .select({ settings: campaigns.settings })
      .from(campaigns)
      .where(eq(campaigns.id, input.campaign));
    const { budget } = draftingSettingsOf(found?.settings);
    const [used] = await rows<Spending>(
      tx,
      sql`SELECT (input_tokens + output_tokens)::float8 AS tokens, cost::float8 AS cost FROM campaign_drafting
        WHERE campaign_id = ${input.campaign} FOR UPDATE`,
    );
    const [apart] = await rows<Spending & { own: boolean; others: boolean }>(
      tx,
      sql`SELECT coalesce(sum(reserved_tokens), 0)::float8 AS tokens, coalesce(sum(reserved_cost), 0)::float8 AS cost,
          coalesce(bool_or(claimed_by = ${input.run}), false) AS own,
          coalesce(bool_or(claimed_by <> ${input.run}), false) AS others
        FROM draft_task WHERE campaign_id = ${input.campaign} AND state = 'running' AND (reserved_tokens > 0 OR reserved_cost > 0)`,
    );
    const left = {
      tokens: (budget.tokens ?? Number.POSITIVE_INFINITY) - (used?.tokens ?? 0) - (apart?.tokens ?? 0),
      cost: (budget.money ?? Number.POSITIVE_INFINITY) * 10_000 - (used?.cost ?? 0) - (apart?.cost ?? 0),
    };
    const granted: typeof input.asks = [];
    for (const ask of input.asks) {
      if (ask.tokens > left.tokens || ask.cost > left.cost) continue;
      left.tokens -= ask.tokens;
      left.cost -= ask.cost;
      granted.push(ask);
    }
    if (granted.length > 0)
      await affected(
        tx,
        sql`UPDATE draft_task t SET reserved_tokens = t.reserved_tokens + a.tokens, reserved_cost = t.reserved_cost + a.cost
          FROM jsonb_to_recordset(${JSON.stringify(granted)}::jsonb) AS a(item uuid, tokens bigint, cost bigint)
          WHERE t.item_id = a.item AND t.claimed_by = ${input.run}`,
      );
    return {
      result: {
        granted: granted.map((g) => g.item),
        outstanding: { own: apart?.own ?? false, others: apart?.others ?? false },
      },
    };
  },
});

const spentCall = z.object({
  item: z.uuid(),
  /** The answer, unless it was of no use. */
  answer: kept.nullable(),
  inputTokens: amount,
  outputTokens: amount,
  cachedTokens: amount,
  cost: amount,
  /** What had been set apart for it. */
  apart: z.object({ tokens: amount, cost: amount }),
});
export type SpentCall = z.infer<typeof spentCall>;

/** Keeps paid answers as soon as they are there, and counts what they cost. */
export const keepAnswers = chore({
  name: "drafting.keep_answers",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid(), run: z.string(), calls: z.array(spentCall).min(1).max(500) }),
  load: async () => undefined,
  run: async (tx, { input: { campaign, run, calls } }) => {
    const sum = (of: (call: SpentCall) => number) => calls.reduce((total, call) => total + of(call), 0);
    await affected(
      tx,
      sql`UPDATE campaign_drafting SET calls = calls + ${calls.length}::int,
          input_tokens = input_tokens + ${sum((c) => c.inputTokens)}::bigint,
          output_tokens = output_tokens + ${sum((c) => c.outputTokens)}::bigint,
          cached_tokens = cached_tokens + ${sum((c) => c.cachedTokens)}::bigint,
          cost = cost + ${sum((c) => c.cost)}::bigint
        WHERE campaign_id = ${campaign}`,
    );
    const lines = calls.map(({ item, answer, apart }) => ({ item, answer, ...apart }));
    await affected(
      tx,
      sql`UPDATE draft_task t SET answers = t.answers || k.answers,
          reserved_tokens = greatest(0, t.reserved_tokens - k.tokens), reserved_cost = greatest(0, t.reserved_cost - k.cost)
        FROM (SELECT item, coalesce(jsonb_agg(answer) FILTER (WHERE jsonb_typeof(answer) = 'object'), '[]'::jsonb) AS answers,
            sum(tokens)::bigint AS tokens, sum(cost)::bigint AS cost
          FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS l(item uuid, answer jsonb, tokens bigint, cost bigint)
          GROUP BY item) k
        WHERE t.item_id = k.item AND t.claimed_by = ${run}`,
    );
    return { result: undefined };
  },
});
