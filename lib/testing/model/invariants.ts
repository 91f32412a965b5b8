/** What holds of a campaign after every act, whatever it was: asked of the tables, and of the model beside them. */
import { sql } from "drizzle-orm";
import { database, rows } from "@/db/client";
import { builder, cap, nameOf } from "./cast";
import { type Model, never } from "./reference";
import type { Story } from "./story";

/** Each: what is broken, and the rows of this campaign (`c.id`) that break it. */
const rules: Record<string, string> = {
  "I1: a decision whose entry is no person's": `SELECT 1 FROM decision d, c WHERE d.campaign_id = c.id AND NOT EXISTS (SELECT 1
    FROM audit_event e WHERE e.ref_id = d.id AND e.type = 'decision.recorded' AND e.actor_kind = 'person' AND e.actor_id = d.person_id::text)`,
  "I2: an automatic step in a person's name": `SELECT 1 FROM reassignment r, c WHERE r.campaign_id = c.id AND (r.by_id IS NULL) <> (r.kind = 'left')`,
  "I2: not certified without saying so": `SELECT 1 FROM item i FULL JOIN not_certified n ON n.item_id = i.id, c
    WHERE coalesce(i.campaign_id, n.campaign_id) = c.id AND (i.state = 'not_certified') IS DISTINCT FROM (n.item_id IS NOT NULL
      AND n.owner_id IS NOT NULL AND n.reason <> '' AND n.until IS NOT NULL)`,
  "I4: a decision on what this person was not served last": `SELECT 1 FROM decision d, c WHERE d.campaign_id = c.id
    AND (d.evidence_hash, d.draft_id, d.draft_hash) IS DISTINCT FROM (SELECT (s.evidence_hash, s.draft_id, s.draft_hash) FROM served s
      WHERE s.item_id = d.item_id AND s.person_id = d.person_id AND s.what = 'opened' AND s.at <= d.decided_at ORDER BY s.at DESC, s.id DESC LIMIT 1)`,
  "I4: a decision on a packet that was superseded by then": `SELECT 1 FROM decision d JOIN evidence_packet p ON p.item_id = d.item_id
    AND p.hash = d.evidence_hash JOIN evidence_packet l ON l.item_id = p.item_id AND l.version > p.version AND l.at <= d.decided_at, c
    WHERE d.campaign_id = c.id`,
  "I5: a chain of decisions with a gap": `SELECT 1 FROM decision d LEFT JOIN decision b ON b.item_id = d.item_id AND b.n = d.n - 1, c
    WHERE d.campaign_id = c.id AND (d.supersedes IS DISTINCT FROM b.id OR (d.n > 1 AND b.id IS NULL))`,
  "I6: a batch that is not alike, low-risk, whole and up to the cap": `SELECT 1 FROM decision d JOIN item i ON i.id = d.item_id, c
    WHERE d.campaign_id = c.id AND d.batch_id IS NOT NULL GROUP BY d.batch_id HAVING count(*) <> min(d.batch_size) OR count(*) > ${cap} OR count(*) < 2
      OR count(DISTINCT (d.batch_size, d.seconds, d.outcome, d.reason_code, d.person_id, d.batch_taken, d.decided_at)) > 1
      OR bool_or(i.risk <> 'low' OR i.arm <> 'assisted' OR i.privilege IS DISTINCT FROM 'standard' OR i.findings > 0)
      OR count(DISTINCT i.entitlement_id) > 1 OR count(DISTINCT d.disposition) > 1 OR bool_or(d.seconds IS NULL)`,
  "I7: a decision that does not say why this person could": `SELECT 1 FROM decision d, c WHERE d.campaign_id = c.id
    AND (d.eligibility ->> 'reviewer' IS NULL OR d.eligibility ->> 'competence' IS NULL)`,
  "I11: a row without its entry, or an entry without its row": `SELECT 1 FROM (
      SELECT 'decision.recorded' AS type, count(*) AS n FROM decision d, c WHERE d.campaign_id = c.id
      UNION ALL SELECT 'moved', count(*) FROM reassignment r, c WHERE r.campaign_id = c.id
      UNION ALL SELECT 'review.signed_off', count(*) FROM sign_off s, c WHERE s.campaign_id = c.id
      UNION ALL SELECT 'question.asked', count(*) FROM question q, c WHERE q.campaign_id = c.id
      UNION ALL SELECT 'question.answered', count(*) FROM question q, c WHERE q.campaign_id = c.id AND q.state = 'answered'
      UNION ALL SELECT 'second_look.recorded', count(*) FROM second_look l, c WHERE l.campaign_id = c.id AND l.state IN ('agreed', 'refused')
      UNION ALL SELECT 'exception.settled', count(*) FROM exception x, c WHERE x.campaign_id = c.id AND x.settled_by IS NOT NULL
      UNION ALL SELECT 'reopening.asked', count(*) FROM reopening o, c WHERE o.campaign_id = c.id
      UNION ALL SELECT 'campaign.closed', count(*) FROM campaign k, c WHERE k.id = c.id AND k.closed_at IS NOT NULL
    ) r FULL JOIN (SELECT CASE WHEN type IN ('item.abstained', 'item.reassigned', 'item.delegated', 'item.returned') THEN 'moved'
        WHEN type IN ('exception.granted', 'exception.refused') THEN 'exception.settled' ELSE type END AS type, count(*) AS n
      FROM audit_event e, c WHERE e.campaign_id = c.id GROUP BY 1) e ON e.type = r.type
    WHERE r.type IS NOT NULL AND r.n <> coalesce(e.n, 0)`,
  "I11: an item's entries with a gap": `SELECT 1 FROM audit_event e, c WHERE e.campaign_id = c.id AND e.item_id IS NOT NULL
    GROUP BY e.item_id HAVING count(*) <> max(e.item_seq) - min(e.item_seq) + 1`,
  "I13: somebody's word that is more than asserted, or that weighs": `SELECT 1 FROM item i JOIN evidence_packet p ON p.item_id = i.id
      AND p.version = i.packet_version JOIN evidence_packet f ON f.item_id = i.id AND f.version = 1, c
    WHERE i.campaign_id = c.id AND i.packet_version > 1 AND ((p.body::jsonb -> 'rules') <> (f.body::jsonb -> 'rules')
      OR (SELECT count(*) FROM jsonb_array_elements(p.body::jsonb -> 'facts') x WHERE x ->> 'class' <> 'asserted')
        <> (SELECT count(*) FROM jsonb_array_elements(f.body::jsonb -> 'facts') x WHERE x ->> 'class' <> 'asserted')
      OR (SELECT count(*) FROM jsonb_array_elements(p.body::jsonb -> 'facts') x WHERE x ->> 'class' = 'asserted')
        <> i.packet_version - 1 + (SELECT count(*) FROM jsonb_array_elements(f.body::jsonb -> 'facts') x WHERE x ->> 'class' = 'asserted'))`,
  "I15: kept against a finding without an exception": `SELECT 1 FROM decision d LEFT JOIN exception x ON x.id = d.exception_id
      JOIN item i ON i.id = d.item_id, c
    WHERE d.campaign_id = c.id AND d.outcome IN ('certify', 'certify_until') AND d.findings > 0 AND NOT (d.eligibility ? 'conflict')
      AND (x.id IS NULL OR x.decision_id <> d.id OR (i.privilege = 'privileged' AND (x.second_id IS NULL OR x.second_id = d.person_id)))`,
  "I15: the counts of the rules are not the item's": `SELECT 1 FROM decision d JOIN item i ON i.id = d.item_id, c WHERE d.campaign_id = c.id
      AND ((d.rules_passed, d.findings, d.rules_unknown) <> (i.rules_passed, i.findings, i.rules_unknown) OR d.rule_set = '')`,
  "a waiting mark that nothing waits for": `SELECT 1 FROM item i, c WHERE i.campaign_id = c.id AND
      ((i.waiting IS NOT DISTINCT FROM 'exception') <> EXISTS (SELECT 1 FROM exception x WHERE x.item_id = i.id AND x.state = 'pending')
      OR (i.waiting IS NOT DISTINCT FROM 'second_look') <> EXISTS (SELECT 1 FROM second_look l WHERE l.decision_id = i.decision_id
        AND l.state IN ('pending', 'refused')))`,
  "counters that do not count": `SELECT 1 FROM review r, c WHERE r.campaign_id = c.id AND ((r.items, r.decided) <>
      (SELECT count(*)::int, (count(*) FILTER (WHERE i.state = 'decided'))::int FROM item i WHERE i.review_id = r.id))`,
  "a campaign whose items are not its items": `SELECT 1 FROM campaign k, c WHERE k.id = c.id AND k.items <> (SELECT count(*) FROM item i WHERE i.campaign_id = c.id)`,
  "an item without its one owner": `SELECT 1 FROM item i LEFT JOIN review r ON r.id = i.review_id AND r.campaign_id = i.campaign_id
      AND r.reviewer_id = i.reviewer_id, c WHERE i.campaign_id = c.id AND r.id IS NULL`,
  "an item of somebody who built the campaign": `SELECT 1 FROM item i JOIN campaign_incompatible n ON n.campaign_id = i.campaign_id
      AND n.person_id = i.reviewer_id, c WHERE i.campaign_id = c.id`,
  "a chain of hand-ons with a break": `SELECT 1 FROM (SELECT r.item_id, r.from_id, r.to_id, lag(r.to_id) OVER w AS before,
        lead(r.id) OVER w IS NULL AS last FROM reassignment r, c WHERE r.campaign_id = c.id WINDOW w AS (PARTITION BY r.item_id ORDER BY r.at, r.id)) r
      JOIN item i ON i.id = r.item_id WHERE r.from_id <> coalesce(r.before, r.from_id) OR r.from_id = r.to_id OR (r.last AND r.to_id <> i.reviewer_id)`,
  "ping-pong: back to somebody who handed it on": `SELECT 1 FROM reassignment r JOIN person p ON p.id = r.to_id, c WHERE r.campaign_id = c.id
      AND p.kind <> 'unassigned' AND r.kind <> 'returned' AND EXISTS (SELECT 1 FROM reassignment b WHERE b.item_id = r.item_id
        AND b.from_id = r.to_id AND (b.at, b.id) < (r.at, r.id))`,
  "returned to another than lent it or asked, or twice": `SELECT 1 FROM reassignment r LEFT JOIN delegation g ON g.id = r.delegation_id, c
      WHERE r.campaign_id = c.id AND r.kind = 'returned' AND CASE WHEN r.delegation_id IS NULL
        THEN (SELECT count(*) FROM reassignment o WHERE o.item_id = r.item_id AND o.kind = 'returned' AND o.delegation_id IS NULL) > 1
          OR r.to_id IS DISTINCT FROM (SELECT o.from_id FROM reassignment o WHERE o.item_id = r.item_id AND o.kind = 'dont_know'
            ORDER BY o.at, o.id LIMIT 1)
        ELSE r.to_id <> g.from_id OR r.from_id <> g.to_id END`,
  "signed off with an open item": `SELECT 1 FROM review r, c WHERE r.campaign_id = c.id AND r.signed_off_at IS NOT NULL AND r.decided < r.items
      AND EXISTS (SELECT 1 FROM campaign k WHERE k.id = c.id AND k.status = 'launched')`,
  "the close does not tie out": `SELECT 1 FROM campaign k, c WHERE k.id = c.id AND k.closed_at IS NOT NULL AND (k.items, k.not_certified, k.removed_at_source)
      <> (SELECT count(*)::int, (count(*) FILTER (WHERE state = 'not_certified'))::int, (count(*) FILTER (WHERE state = 'removed_at_source'))::int
        FROM item i WHERE i.campaign_id = c.id AND i.state <> 'open')`,
};

/** The rules as one function of the test's database, which plans them once instead of after every act. */
export async function keepInvariants(): Promise<void> {
  const { db } = await database();
  const all = Object.entries(rules)
    .map(([name, query]) => `SELECT '${name.replaceAll("'", "''")}'::text WHERE EXISTS (${query})`)
    .join(" UNION ALL ");
  await db.execute(
    sql.raw(`CREATE FUNCTION model_broken(of_campaign uuid) RETURNS SETOF text LANGUAGE plpgsql AS $rules$
      BEGIN RETURN QUERY WITH c AS (SELECT of_campaign AS id) ${all}; END $rules$`),
  );
}

type Row = {
  id: string;
  state: string;
  holder: string;
  outcome: string | null;
  disposition: string | null;
  waiting: string | null;
  packet: number;
  decision: string | null;
};

/** The rules that a campaign breaks; none where all hold. */
export async function brokenRules(campaign: string): Promise<string[]> {
  const { db } = await database();
  const found = await rows<{ name: string }>(
    db,
    sql`SELECT model_broken AS name FROM model_broken(${campaign}::uuid)`,
  );
  return found.map((f) => f.name);
}

/** What is broken of a campaign, in words; nothing where all holds. */
export async function brokenBy(story: Story, model: Model): Promise<string[]> {
  const { db } = await database();
  const broken = await brokenRules(story.campaign);
  const found = await rows<Row>(
    db,
    sql`SELECT id::text, state, reviewer_id::text AS holder, outcome, disposition, waiting, packet_version AS packet,
      decision_id::text AS decision FROM item WHERE campaign_id = ${story.campaign}`,
  );
  return [...broken, ...unlikeModel(story, model, found), ...bySubject(model)];
}

function unlikeModel(story: Story, model: Model, found: readonly Row[]): string[] {
  return model.items.flatMap((i) => {
    const row = found.find((f) => f.id === story.idOf(i.n));
    const expected: Row = {
      id: story.idOf(i.n),
      state: i.state,
      holder: story.who(i.holder).id,
      outcome: i.current?.outcome ?? null,
      disposition: i.disposition,
      waiting: i.waiting,
      packet: i.packet,
      decision: i.current?.id ?? null,
    };
    const differ = Object.entries(expected).filter(([k, v]) => row?.[k as keyof Row] !== v);
    return differ.map(([k, v]) => `${nameOf(i.n)}: ${k} is ${row?.[k as keyof Row]}; the model has ${v}`);
  });
}

/** I7, by what the cast says and not by what the launch worked out. */
function bySubject(model: Model): string[] {
  return model.items.flatMap((i) => [
    ...i.decisions.flatMap((d) =>
      never(i, d.by) || d.by === builder || d.by === "nobody" ? [`I7: ${d.by} decided ${nameOf(i.n)}`] : [],
    ),
  ]);
}
