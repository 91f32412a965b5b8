import { sql } from "drizzle-orm";
import type { z } from "zod";
import { iso, rows, type Tx } from "@/db/client";
import { type Ctx, personOf } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import { lockCampaign } from "@/lib/campaigns/commands";
import { sealIfReady } from "@/lib/campaigns/sealing";
import { answerUntil, waitsForAnswer } from "@/lib/campaigns/sealing-sql";
import { now } from "@/lib/clock";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { query, type Reader } from "@/lib/query";
import { keptFigures } from "./kept-figures";
import { figuresOf } from "./queries";
import { giveAgain } from "./reperformance-commands";
import { reperformancesOf } from "./reperformance-queries";
import {
  figuresHash,
  respondInput,
  responses,
  responsesInput,
  type Sealing,
  withholdInput,
} from "./response-schema";
import { RE_REVIEW_SAMPLE } from "./rubber-stamp";
import { figures } from "./schema";

/** Decided keeps: what a re-review looks at again. */
const kept = (campaign: string) =>
  sql`i.campaign_id = ${campaign} AND i.state = 'decided' AND i.outcome IN ('certify', 'certify_until')`;

/** @throws AppError not_found · rule: it has not ended */
async function endedCampaign(tx: Tx, id: string) {
  const found = await lockCampaign(tx, id);
  if (!found.closedAt)
    throw new AppError("rule", "running", `${found.name} has not ended yet; its figures still change.`);
  return found;
}

/**
 * Records what a control owner does about the figures they were shown. For a re-review, 29 kept items are drawn by a seed made here
 * and given to somebody who had no part in the campaign, as a re-performance.
 * @throws AppError rule: not ended · that person had a part in it · conflict: the figures are others by now
 */
export const respond = command({
  name: "oversight.respond",
  permission: "oversight.respond",
  input: respondInput,
  idempotent: true,
  load: (tx, input) => endedCampaign(tx, input.id),
  run: async (tx, { input, subject, actor, now }) => {
    const shown = figures.parse(
      await figuresOf.run(tx, {
        input: { id: subject.id },
        scope: { actor, personId: null, reach: "all" },
        subject: undefined,
      }),
    );
    if (figuresHash(shown) !== input.figures)
      throw new AppError(
        "conflict",
        "figures-changed",
        "The figures have changed since they were shown; read them again, then answer.",
      );
    const given =
      input.choice === "re_review"
        ? await giveAgain(tx, {
            campaign: subject.id,
            performer: input.performer ?? "",
            by: personOf(actor) ?? "",
            now,
            seed: uuid7(now.getTime()),
            size: RE_REVIEW_SAMPLE,
            from: kept(subject.id),
          })
        : null;
    return {
      result: { campaign: subject.id, reperformance: given?.id ?? null },
      events: [
        {
          type: "oversight.responded",
          campaign: subject.id,
          words: { id: uuid7(now.getTime()), payload: { words: input.words } },
          data: {
            figures: input.figures,
            choice: input.choice,
            ...(given ? { sample: given.sample } : {}),
          },
        },
        ...(given ? [given.event] : []),
      ],
    };
  },
});

/** Records the answer and seals the campaign that waited for it. */
export async function respondNow(ctx: Ctx, raw: z.input<typeof respondInput>) {
  const answered = await execute(ctx, respond, raw);
  await sealIfReady(ctx, answered.campaign);
  return answered;
}

/** Leaves a section of the figures out of report and pack, where it then says who did so, when and why. */
export const withhold = command({
  name: "oversight.withhold",
  permission: "oversight.respond",
  input: withholdInput,
  idempotent: true,
  load: (tx, input) => endedCampaign(tx, input.id),
  run: async (tx, { input, subject, now }) => {
    const before = await entriesOf(tx, subject.id, "oversight.withheld");
    if (before.some((e) => e.data.section === input.section))
      throw new AppError("conflict", "withheld", "This section is withheld already.");
    return {
      result: { campaign: subject.id, section: input.section },
      events: [
        {
          type: "oversight.withheld",
          campaign: subject.id,
          words: { id: uuid7(now.getTime()), payload: { words: input.words } },
          data: { section: input.section },
        },
      ],
    };
  },
});

type Entry = { by: string; at: string; data: Record<string, unknown>; words: string | null };

/** What the log holds of either act, oldest first. */
function entriesOf(reader: Reader, campaign: string, type: "oversight.responded" | "oversight.withheld") {
  return rows<Entry>(
    reader,
    sql`SELECT coalesce(p.name, e.actor_id) AS by, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
        l.leaf -> 'data' AS data, (SELECT min(w.payload::jsonb ->> 'words') FROM private_payload w
          WHERE w.commit = substr(l.leaf ->> 'commit', 8)) AS words
      FROM audit_event e CROSS JOIN LATERAL (SELECT convert_from(e.leaf, 'UTF8')::jsonb AS leaf) l
      LEFT JOIN person p ON p.id::text = e.actor_id
      WHERE e.campaign_id = ${campaign} AND e.type = ${type} ORDER BY e.id`,
  );
}

type Sample = { seed: string; from: number; items: number; hash: string; reperformance: string };

/** What control owners said of a campaign's figures, what became of it, and which of them are withheld. @throws AppError not_found */
export const responsesOf = query({
  name: "oversight.responses",
  permission: "oversight.read",
  input: responsesInput,
  output: responses,
  run: async (reader, { input, scope }) => {
    const said = await entriesOf(reader, input.id, "oversight.responded");
    const withheld = await entriesOf(reader, input.id, "oversight.withheld");
    const again = new Map((await reperformancesOf(reader, input.id)).map((r) => [r.id, r]));
    const listed = [];
    for (const { data, ...entry } of said) {
      const sample = data.sample as Sample | undefined;
      listed.push({
        ...entry,
        choice: data.choice as "no_action",
        figures: String(data.figures),
        sample: sample ? { ...sample, items: await itemsAgain(reader, sample.reperformance) } : null,
        again: sample ? (again.get(sample.reperformance) ?? null) : null,
      });
    }
    return {
      responses: listed,
      withheld: withheld.map(({ data, ...entry }) => ({ ...entry, section: data.section as "pull" })),
      sealing: await sealingOf(reader, input.id),
      keptAt: (await keptFigures(reader, input.id))?.at ?? null,
      mayRespond: permits("oversight.respond", scope.actor, undefined) === "allow",
    };
  },
});

/** The items of a sample in the order they were drawn. */
async function itemsAgain(reader: Reader, reperformance: string): Promise<string[]> {
  const found = await rows<{ item: string }>(
    reader,
    sql`SELECT s.item_id::text AS item FROM reperformance_item s WHERE s.reperformance_id = ${reperformance} ORDER BY s.n`,
  );
  return found.map((f) => f.item);
}

/** Whether the seal waits for an answer, and without which it was made. @throws AppError not_found */
async function sealingOf(reader: Reader, id: string): Promise<Sealing> {
  const [found] = await rows<Sealing>(
    reader,
    sql`SELECT ${waitsForAnswer(now())} AS waits, ${iso(answerUntil)} AS until,
        (SELECT convert_from(e.leaf, 'UTF8')::jsonb #> '{data,unanswered}' FROM audit_event e
          WHERE e.campaign_id = c.id AND e.type = 'campaign.sealed') AS unanswered
      FROM campaign c WHERE c.id = ${id}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}
