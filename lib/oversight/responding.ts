import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { permits } from "@/lib/auth/policy";
import { lockCampaign } from "@/lib/campaigns/commands";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { query, type Reader } from "@/lib/query";
import { figuresOf } from "./queries";
import { figuresHash, respondInput, responses, withholdInput } from "./response-schema";
import { RE_REVIEW_SAMPLE } from "./rubber-stamp";
import { drawFrom, sampleHash } from "./sample";
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
 * Records what a control owner does about the figures they were shown. For a re-review, 29 kept items are drawn by a seed made here.
 * @throws AppError rule: not ended · conflict: the figures are others by now
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
    const seed = uuid7(now.getTime());
    const draw =
      input.choice === "re_review"
        ? await drawFrom(tx, { where: kept(subject.id), seed, size: RE_REVIEW_SAMPLE })
        : null;
    const sample = draw && {
      seed,
      from: draw.population,
      items: draw.sample.length,
      hash: `sha256:${sampleHash(draw.sample)}`,
    };
    return {
      result: { campaign: subject.id, sample },
      events: [
        {
          type: "oversight.responded",
          campaign: subject.id,
          words: { id: uuid7(now.getTime()), payload: { words: input.words } },
          data: { figures: input.figures, choice: input.choice, ...(sample ? { sample } : {}) },
        },
      ],
    };
  },
});

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

type Sample = { seed: string; from: number; items: number; hash: string };

/** What control owners said of a campaign's figures, and which of them are withheld. @throws AppError not_found */
export const responsesOf = query({
  name: "oversight.responses",
  permission: "oversight.read",
  input: respondInput.pick({ id: true }),
  output: responses,
  run: async (reader, { input, scope }) => {
    const said = await entriesOf(reader, input.id, "oversight.responded");
    const withheld = await entriesOf(reader, input.id, "oversight.withheld");
    const listed = [];
    for (const { data, ...entry } of said) {
      const sample = data.sample as Sample | undefined;
      const again =
        sample && (await drawFrom(reader, { where: kept(input.id), seed: sample.seed, size: sample.items }));
      listed.push({
        ...entry,
        choice: data.choice as "no_action",
        figures: String(data.figures),
        sample: sample && again ? { ...sample, items: again.sample.map((s) => s.item) } : null,
      });
    }
    return {
      responses: listed,
      withheld: withheld.map(({ data, ...entry }) => ({ ...entry, section: data.section as "pull" })),
      mayRespond: permits("oversight.respond", scope.actor, undefined) === "allow",
    };
  },
});
